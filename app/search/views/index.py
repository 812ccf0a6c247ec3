"""What somebody copies from paper leads straight to its page: the place to add what is recognised besides « #42 »."""

import re
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core import limits
from app.core.kinds import ContentState
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.doors import do, guard
from app.core.web.filters import with_query
from app.core.web.languages import chosen, reference, sentence
from app.core.web.paging import mark, moment_of, numbers_asked
from app.core.web.requests import SEARCH, costs
from app.extensions import db
from app.proposals.models import Proposal
from app.proposals.views.linking import straight_to
from app.search import queries as search
from app.search import service as likeness
from app.search.queries import finding, pairs
from app.search.queries.finding import Hit, Only, counts, suggestion
from app.search.rules import Narrowed, Nature, Sought
from app.search.views.asked import (
    cards_of,
    cursor_of,
    facets_of,
    figure,
    help_cards,
    help_pages,
    next_address,
    only_of,
    read_address,
)

_NUMBER = re.compile(r"(?:#|n[°ºo]\.?\s?)?(\d{1,12})", re.IGNORECASE)


def direct(session: Session, query: str) -> str | None:
    """The address of the one thing that this names. None for what is not there, or hidden: as if it had never been."""
    found = _NUMBER.fullmatch(query.strip())
    if found is None:
        return None
    there = session.scalar(sa.select(Proposal.id).where(
        Proposal.id == int(found[1]), Proposal.state == ContentState.VISIBLE))
    return url_for("proposals.show", number=there) if there is not None else None


def is_bare(query: str) -> bool:
    """« 2026 » may be a number, or a word to look for: it is offered, never jumped to."""
    return query.strip().isdecimal()


# One box over everything that can be read: words in, cards out, narrowed by links.

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


# The pairs that wait for a look; « ce n’est pas la même chose » from the queue or from a proposal's page.

likeness_blueprint = Blueprint("likeness", __name__)
SHOWN = 15


@likeness_blueprint.get("/ressemblances")
@guard(Action.LIKENESS_READ)
def queue() -> str:
    session, asked = db.session(), numbers_asked("apres", 3)
    after = (moment_of(asked[0]), asked[1], asked[2]) if asked else None
    rows = pairs.queue(session, after, SHOWN + 1)
    last = rows[SHOWN - 1] if len(rows) > SHOWN else None
    next_url = url_for(".queue", apres=f"{mark(last.found_at)}-{last.one_id}-{last.other_id}") if last else None
    return render_template("likeness/queue.html", rows=rows[:SHOWN], waiting=pairs.waiting(session), next_url=next_url,
                           first=after is None, counted=pairs.COUNTED)


@likeness_blueprint.post("/propositions/<int:number>/distincte/<int:other>")
@guard(Action.LIKENESS_DISMISS)
def dismiss(number: int, other: int) -> Response:
    try:
        do(likeness.dismiss, number, other)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("C’est noté\u00a0: ces deux-là ne vous seront plus montrées ensemble."), "done")
    back = url_for(".queue") if "queue" in request.form else url_for("proposals.show", number=number)
    return redirect(back, 303)
