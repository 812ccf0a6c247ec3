"""What templates may ask for: dates in the place's civil time, numbers, rich text that was sanitised at writing."""

from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request
from flask_babel import format_date, format_decimal, format_time
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from app.web.easy_read import easy_advice
from app.web.reasons import sentence

LABELS = {
    "title": _("Titre"),
    "easy_summary": _("En facile à lire"),
    "body": _("Texte"),
    "text": _("Texte"),
    "rationale": _("Pourquoi"),
    "conclusion": _("La conclusion"),
    "lived": _("Ce qui est vécu"),
    "where_text": _("Où"),
    "note": _("Précisions"),
    "reason": _("Motif"),
    "explanation": _("Explication"),
    "minutes": _("Compte rendu"),
    "lessons": _("Enseignements"),
}


def place_zone() -> ZoneInfo:
    zone: ZoneInfo = current_app.config["CORDEE"].place
    return zone


def moment(value: datetime | str | None, style: str = "long") -> str:
    """« 20 novembre 2026 à 14:03 » in the place's time, whatever the reader's. A text is a moment as the journal keeps
    it."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    there = value.astimezone(place_zone())
    return str(
        _("%(day)s à %(time)s", day=format_date(there.date(), style), time=format_time(there, "short", rebase=False))
    )


def day(value: date | datetime | str | None, style: str = "long") -> str:
    """A moment is shown on its day in the place; a text is a day as the journal keeps it."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(place_zone()).date()
    return format_date(value, style) if value else ""


def weight(size: int) -> str:
    """« 312 ko », « 1,4 Mo »: in thousands, as file managers tell it."""
    if size < 999_500:
        return str(_("%(number)s ko", number=format_decimal(max(round(size / 1000), 1))))
    return str(_("%(number)s Mo", number=format_decimal(round(size / 1_000_000, 1))))


def first_upper(text: object) -> str:
    """The first letter alone: a name further on keeps its own."""
    told = str(text)
    return told[:1].upper() + told[1:]


def iso(value: datetime | date | None) -> str:
    """To the second: no page needs more, and the standard of HTML takes three decimals at most."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if value else ""


def rich(html: str) -> Markup:
    """HTML that outside/markdown rendered and sanitised when it was written; the only unescaped text of the house."""
    return Markup(html)  # noqa: S704


def held_label(name: str) -> str:
    return str(LABELS.get(name, name))


def with_query(**changes: str | None) -> str:
    """This page's address with other parameters; None takes one away."""
    args = {k: v for k, v in request.args.items(multi=False) if v} | changes
    query = urlencode({k: v for k, v in args.items() if v is not None})
    return f"{request.path}?{query}" if query else request.path


def init_app(app: Flask) -> None:
    app.jinja_env.filters |= {"moment": moment, "day": day, "iso": iso, "rich": rich, "weight": weight,
                              "first_upper": first_upper, "held_label": held_label, "easy_advice": easy_advice}
    app.jinja_env.globals |= {"with_query": with_query, "sentence": sentence}
