"""Proposals as cards: a stage in words, a colour and a drawing, from what the charter says of the stage.

Lists are the hottest pages of the house: addresses are put together by their beginning, and a card is drawn once for
each state of its row."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from flask import current_app, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from app.queries.reference import Reference
from app.rules.charter import Charter, Localised, Stage
from app.rules.charter.words import Feature
from app.rules.kinds import Status
from app.rules.names import alphabetical
from app.web.filters import place_zone
from app.web.kept import kept
from app.web.locale import chosen, localised
from app.web.reference import reference

Card = dict[str, Any]
TONES = ((Feature.OUTCOME, "outcome"), (Feature.MEASURES, "experiment"), (Feature.GROUP, "group"),
         (Feature.CARRIERS, "idea"))
SEEN = 170  # signs of an excerpt: three lines of a card
NAMED = 2  # communes named on a card; beyond, they are counted


def tone_of(charter: Charter, track: str, stage: str) -> str:
    """From what the stage opens, never from its name: a charter may call it otherwise. Also the name of its drawing."""
    return tone(charter.tracks[track].stages[stage])


def tone(stage: Stage | None) -> str:
    return next((name for feature, name in TONES if stage is not None and feature in stage.features), "need")


def short_cards(rows: Iterable[Any]) -> list[Card]:
    """Rows with id, title, lang, track, stage and charter_id; supports and comments where they are there."""
    known, lang, start = reference(), chosen(), _start()
    return [_short(row, known, lang, start) for row in rows]


def drawn(rows: Iterable[Any]) -> list[Markup]:
    """The cards themselves, for lists: made once for each state of a row, and kept."""
    known, lang, start = reference(), chosen(), _start()
    return [kept("card", known, *row, caller=partial(_draw, row, known, lang, start)) for row in rows]


def _draw(row: Any, known: Reference, lang: str, start: str) -> str:
    """With the macro `card` of journey.html, without a page around it."""
    shapes: Any = current_app.jinja_env.get_template("_shared/journey.html").module
    return str(shapes.card(_card(row, known, lang, start)))


def _start() -> str:
    """How the address of every proposal begins."""
    return url_for("proposals.show", number=0)[:-1]


def _short(row: Any, known: Reference, lang: str, start: str) -> Card:
    stage = known.stage(row.charter_id, row.track, row.stage)
    look = tone(stage)
    return {
        "sample": row.id in known.samples, "id": row.id,
        "code": getattr(row, "reference", None), "url": f"{start}{row.id}", "title": row.title,
        "lang": row.lang, "tone": look, "icon": look,
        "kind": _kind(row, known, stage).said(lang) if stage is not None else row.stage,
        "backing": _backing(row.track, getattr(row, "supports", 0) or 0),
        "comments": _comments(getattr(row, "comments", 0) or 0),
    }


def _kind(row: Any, known: Reference, stage: Stage) -> Localised:
    """« Besoin » says more than « Publié » while nothing has happened to it."""
    track = known.charters[row.charter_id].tracks[row.track]
    return track.names if stage is track.start and tone(stage) == "need" else stage.names


def _card(row: Any, known: Reference, lang: str, start: str) -> Card:
    card = _short(row, known, lang, start)
    theme = known.theme_by_id(row.theme_id)
    card |= {
        "summary": _short_text(row.excerpt), "theme": localised(theme.name) if theme is not None else None,
        "place": place_words(row, known, lang), "by": _carried(row.carriers), "note": status_words(row.status),
        "when": _signed(row, lang),
    }
    return card


def _short_text(text: str) -> str:
    return text if len(text) <= SEEN else f"{text[:SEEN].rsplit(' ', 1)[0].rstrip(' ,;:.…')}…"


def place_words(row: Any, known: Reference, lang: str) -> str:
    if row.whole_territory:
        return _whole()
    ids = [int(n) for n in (row.place_ids or "").split(",") if n]
    names = sorted((known.places[n].name for n in ids if n in known.places), key=alphabetical)
    if not names:
        return str(row.where_text)
    return some(names, NAMED)


def some(names: Sequence[str], most: int) -> str:
    """« Gap, Embrun et 38 autres »: one more than `most` is named rather than counted as one other."""
    named = names if len(names) <= most + 1 else names[:most]
    told = ", ".join(named)
    return told if len(named) == len(names) else f"{told} {_others(len(names) - most)}"


def _signed(row: Any, lang: str) -> str:
    """The day it was published, and by whom where one alone carries it."""
    day = _day(_date(row.published_at))
    return f"{day}, {row.author}" if row.author and row.carriers < 2 else day


def status_words(status: Status) -> str | None:
    match status:
        case Status.DORMANT:
            return str(_("En sommeil"))
        case Status.WITHDRAWN:
            return str(_("Retirée"))
        case Status.MERGED:
            return str(_("Réunie à une autre"))
    return None


def _date(moment: datetime) -> date:
    return moment.astimezone(place_zone()).date()


def _day(day: date) -> str:
    return str(format_date(day, "d MMM y"))


def _backing(track: str, n: int) -> str | None:
    if not n:
        return None
    if track == "need":
        return str(ngettext("%(num)d personne concernée", "%(num)d personnes concernées", n))
    return str(ngettext("%(num)d soutien", "%(num)d soutiens", n))


def _comments(n: int) -> str | None:
    return str(ngettext("%(num)d commentaire", "%(num)d commentaires", n)) if n else None


def _carried(n: int) -> str | None:
    return str(ngettext("portée par %(num)d personne", "portée par %(num)d personnes", n)) if n > 1 else None


def _others(n: int) -> str:
    return str(ngettext("et %(num)d autre", "et %(num)d autres", n))


def _whole() -> str:
    return str(_("Tout le territoire"))
