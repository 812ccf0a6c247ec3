"""One box over everything that can be read: words in, cards out, narrowed by links."""

from typing import Any

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import search
from app.queries.search import Sought, finding
from app.queries.search.counting import counts
from app.queries.search.suggesting import suggestion
from app.rules import limits
from app.rules.narrowing import Narrowed, Nature
from app.rules.permissions import Action
from app.web.doors import guard
from app.web.filters import with_query
from app.web.locale import chosen
from app.web.reference import reference
from app.web.search.asked import cursor_of, next_address, only_of, read_address
from app.web.search.cards import cards_of, help_cards
from app.web.search.direct import direct, is_bare
from app.web.search.facets import facets_of, figure
from app.web.search.helping import help_pages

blueprint = Blueprint("search", __name__)
FEW = 2  # hits, at most, for another spelling to be offered
HELPED = 2  # help pages shown above what people wrote


@blueprint.get("/recherche")
@guard(Action.SITE_READ)
def index() -> str | Response:
    told = read_address()
    there = direct(db.session(), told.text)
    if there is not None and not is_bare(told.text):
        return redirect(there)
    sought = search.ask(db.session(), told.text, chosen())
    found = _found(told, sought) if sought is not None else {"cards": []}
    return render_template("search/index.html", told=told, there=there, is_void=sought is None, **found)


def _found(told: Narrowed, sought: Sought) -> dict[str, Any]:
    """The hits, else those where one term is missing; what they may be narrowed to; another spelling."""
    session, known, cursor = db.session(), reference(), cursor_of(told)
    only, nearly = only_of(told, known), cursor is not None and cursor.nearly
    pages = [] if told.is_narrow else help_pages(sought)
    size, after = limits.PAGE + 1, cursor.after if cursor else None
    hits = [] if nearly or told.nature is Nature.HELP else finding.find(session, sought, only, limit=size, after=after)
    if sought.loose and not hits and not pages and (cursor is None or nearly):
        hits, nearly = finding.find_nearly(session, sought, only, limit=size, after=after), True
    counted = counts(session, sought.loose if nearly else (sought,), only)
    shown, of_help = hits[: limits.PAGE], _helped(told, pages, cursor is not None)
    total = (0 if told.nature is Nature.HELP else counted.total) + (
        len(pages) if told.nature in (Nature.ALL, Nature.HELP) else 0)
    return {
        "cards": [*help_cards(of_help, sought), *cards_of(shown, sought)], "nearly": nearly, "total": total,
        "figure": figure(total, counted.is_whole), "is_whole": counted.is_whole,
        "facets": facets_of(told, counted, len(pages), known),
        "more": next_address(told, shown[-1], nearly) if len(hits) > limits.PAGE else None,
        "spelling": _spelling(told) if total <= FEW or nearly else None}


def _helped(told: Narrowed, pages: list[Any], goes_on: bool) -> list[Any]:
    """All of them where they are asked for; else the first two, on the first page."""
    if told.nature is Nature.HELP:
        return pages
    return pages[:HELPED] if told.nature is Nature.ALL and not goes_on else []


def _spelling(told: Narrowed) -> dict[str, str] | None:
    text = suggestion(db.session(), told.text, chosen())
    return {"text": text, "url": with_query(q=text, suite=None)} if text else None
