"""Proposals as cards: a stage in words, a colour and a drawing, from what the charter says of the stage.

Lists are the hottest pages of the house: addresses are put together by their beginning, and words that come back on
every card (« 3 soutiens », « Gap », a date) are made once for each language and kept."""

import functools
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import Flask, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from app.queries.reference import Reference
from app.rules.charter import Charter, Localised, Stage
from app.rules.charter.words import Feature
from app.rules.kinds import Status
from app.web.filters import place_zone
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


def cards(rows: Iterable[Any]) -> list[Card]:
    """Rows of queries/lists, as the macro `card` of journey.html takes them."""
    known, lang, start = reference(), chosen(), _start()
    return [_card(row, known, lang, start) for row in rows]


FACTS = (("support", "backing"), ("comment", "comments"), ("place", "place"), ("people", "by"), ("clock", "when"))


def unrolled(shown: Iterable[Card]) -> list[tuple[Any, ...]]:
    """For the list's template, which takes a card apart: a name of its own is found faster than a key of a dict."""
    return [(card["tone"], card["icon"], card["kind"], card["theme"], card["url"], card["lang"], card["title"],
             card["summary"], card["note"], [(picture, card[key]) for picture, key in FACTS if card[key]])
            for card in shown]


def _start() -> str:
    """How the address of every proposal begins."""
    return url_for("proposals.show", number=0)[:-1]


def _short(row: Any, known: Reference, lang: str, start: str) -> Card:
    stage = known.stage(row.charter_id, row.track, row.stage)
    look = tone(stage)
    return {
        "id": row.id, "url": f"{start}{row.id}", "title": row.title, "lang": row.lang, "tone": look, "icon": look,
        "kind": _kind(row, known, stage).said(lang) if stage is not None else row.stage,
        "backing": _backing(lang, row.track, getattr(row, "supports", 0) or 0),
        "comments": _comments(lang, getattr(row, "comments", 0) or 0),
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
        "place": _place(row, known, lang), "by": _carried(lang, row.carriers), "note": _note(row.status),
        "when": _signed(row, lang),
    }
    return card


def _short_text(text: str) -> str:
    return text if len(text) <= SEEN else f"{text[:SEEN].rsplit(' ', 1)[0].rstrip(' ,;:.…')}…"


def _place(row: Any, known: Reference, lang: str) -> str:
    if row.whole_territory:
        return _whole(lang)
    ids = [int(n) for n in (row.place_ids or "").split(",") if n]
    names = sorted(known.places[n].name for n in ids if n in known.places)
    if not names:
        return str(row.where_text)
    shown = ", ".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} {_others(lang, len(names) - NAMED)}"


def _signed(row: Any, lang: str) -> str:
    """The day it was published, and by whom where one alone carries it."""
    day = _day(lang, _date(row.published_at))
    return f"{day}, {row.author}" if row.author and row.carriers < 2 else day


def _note(status: Status) -> str | None:
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


# The language is an argument because it is the key: the same words are asked for twenty times on a page.

@functools.lru_cache(2048)
def _day(lang: str, day: date) -> str:
    return str(format_date(day, "d MMM y"))


@functools.lru_cache(4096)
def _backing(lang: str, track: str, n: int) -> str | None:
    if not n:
        return None
    if track == "need":
        return str(ngettext("%(num)d personne concernée", "%(num)d personnes concernées", n))
    return str(ngettext("%(num)d soutien", "%(num)d soutiens", n))


@functools.lru_cache(4096)
def _comments(lang: str, n: int) -> str | None:
    return str(ngettext("%(num)d commentaire", "%(num)d commentaires", n)) if n else None


@functools.lru_cache(256)
def _carried(lang: str, n: int) -> str | None:
    return str(ngettext("portée par %(num)d personne", "portée par %(num)d personnes", n)) if n > 1 else None


@functools.lru_cache(256)
def _others(lang: str, n: int) -> str:
    return str(ngettext("et %(num)d autre", "et %(num)d autres", n))


@functools.lru_cache(16)
def _whole(lang: str) -> str:
    return str(_("Tout le territoire"))


def init_app(app: Flask) -> None:
    app.jinja_env.filters["unrolled"] = unrolled
