"""One box over everything that can be read: words in, cards out, narrowed by links."""

from typing import Any

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import search
from app.queries.search import Hit, Only, Sought, finding
from app.queries.search.counting import counts
from app.queries.search.suggesting import suggestion
from app.rules import limits
from app.rules.narrowing import Narrowed, Nature
from app.rules.permissions import Action
from app.web.costs import SEARCH, costs
from app.web.doors import guard
from app.web.filters import with_query
from app.web.locale import chosen
from app.web.reference import reference
from app.web.references.views import straight_to
from app.web.search.asked import cursor_of, next_address, only_of, read_address
from app.web.search.cards import cards_of, help_cards
from app.web.search.direct import direct, is_bare
from app.web.search.facets import facets_of, figure
from app.web.search.helping import help_pages

blueprint = Blueprint("search", __name__)
FEW = 4  # hits, at most, for those where one term is missing to be shown below
RARE = 1  # and for another spelling to be offered: what two people wrote is a word
HELPED = 2  # help pages shown above what people wrote


@blueprint.get("/recherche")
@costs(SEARCH, only_with="q")
@guard(Action.SITE_READ)
def index() -> str | Response:
    told = read_address()
    if (led := straight_to(told.text)) is not None:
        return led
    there = direct(db.session(), told.text)
    if there is not None and not is_bare(told.text):
        return redirect(there)
    sought = search.ask(db.session(), told.text, chosen())
    found = _found(told, sought) if sought is not None else {"cards": [], "also": []}
    return render_template("search/index.html", told=told, there=there, is_void=sought is None, **found)


def _found(told: Narrowed, sought: Sought) -> dict[str, Any]:
    """The hits; where they are few, those where one term is missing; what they may be narrowed to; another spelling."""
    known, cursor, is_help = reference(), cursor_of(told), told.nature is Nature.HELP
    only, session = only_of(told, known), db.session()
    pages = [] if told.is_narrow else help_pages(sought)
    hits = [] if is_help else finding.find(session, sought, only, limit=limits.PAGE + 1, after=cursor)
    counted, shown = counts(session, sought, only), hits[: limits.PAGE]
    also = _nearly(sought, only, hits) if cursor is None and not is_help else []
    total = (0 if is_help else counted.total) + (len(pages) if is_help or not told.nature else 0)
    return {
        "cards": [*help_cards(_helped(told, pages, cursor is not None), sought), *cards_of(shown, sought)],
        "also": cards_of(also, sought), "total": total, "figure": figure(total, counted.is_whole),
        "is_whole": counted.is_whole, "facets": facets_of(told, counted, len(pages), known),
        "more": next_address(told, shown[-1]) if len(hits) > limits.PAGE else None,
        "spelling": _spelling(told) if total <= RARE else None}


def _nearly(sought: Sought, only: Only, hits: list[Hit]) -> list[Hit]:
    """Not those that are shown already."""
    if len(hits) > FEW or not sought.loose:
        return []
    there = {hit.id for hit in hits}
    return [hit for hit in finding.find_nearly(db.session(), sought, only, limit=limits.PAGE) if hit.id not in there]


def _helped(told: Narrowed, pages: list[Any], goes_on: bool) -> list[Any]:
    """All of them where they are asked for; else the first two, on the first page."""
    if told.nature is Nature.HELP:
        return pages
    return pages[:HELPED] if told.nature is Nature.ALL and not goes_on else []


def _spelling(told: Narrowed) -> dict[str, str] | None:
    text = suggestion(db.session(), told.text, chosen())
    return {"text": text, "url": with_query(q=text, suite=None)} if text else None
