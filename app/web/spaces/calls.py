"""Calls: a space with dates, its text, and what was handed in."""

from typing import Any

from flask import abort, render_template, url_for
from flask_babel import gettext as _

from app.extensions import db
from app.queries import lists
from app.queries.reference import Reference, SpaceRef
from app.rules.kinds import SpaceKind
from app.rules.listing import Sort
from app.rules.paging import Page
from app.rules.permissions import Action
from app.web import listing
from app.web.cards import drawn
from app.web.doors import guard, now
from app.web.filters import day
from app.web.locale import localised
from app.web.reference import reference
from app.web.spaces.blueprint import blueprint


def open_calls(known: Reference) -> list[dict[str, Any]]:
    """Those one may answer now, the first to close first."""
    open_now = [space for space in known.spaces if space.kind is SpaceKind.CALL and space.is_open(now())]
    return [{"name": localised(call.name), "url": url_for("spaces.call", slug=call.slug), "when": when(call)}
            for call in sorted(open_now, key=lambda call: call.closes_at or now())]


def when(call: SpaceRef) -> str:
    if call.opens_at > now():
        return str(_("Ouvre le %(day)s", day=day(call.opens_at)))
    if call.closes_at is None:
        return str(_("Ouvert"))
    if call.is_open(now()):
        return str(_("Ouvert jusqu’au %(day)s", day=day(call.closes_at)))
    return str(_("Terminé le %(day)s", day=day(call.closes_at)))


@blueprint.get("/appels/<slug>")
@guard(Action.SITE_READ)
def call(slug: str) -> str:
    known = reference()
    space = known.space(slug)
    if space is None or space.kind is not SpaceKind.CALL:
        abort(404)
    page, previous, following = handed_in(lists.Wanted(space_id=space.id), f"call:{slug}")
    return render_template(
        "spaces/call.html", space=space, when=when(space), is_open=space.is_open(now()), track=_track(known, space),
        cards=drawn(page.rows), previous=previous, next=following)


def _track(known: Reference, space: SpaceRef) -> str | None:
    """What one hands in to this call: a project where its charter has them."""
    rules = known.charters.get(space.charter_id or 0)
    if rules is None:
        return None
    return "project" if "project" in rules.tracks else next(iter(rules.tracks), None)


def handed_in(wanted: lists.Wanted, name: str) -> tuple[Page, str | None, str | None]:
    """A page of proposals under something else than the two lists: the newest first, `?page=` and nothing more."""
    told = listing.read_asked("page")
    page = lists.page(db.session(), wanted, Sort.RECENT, listing.cursor_of(told, name))
    return page, listing.address(page.previous, told, name), listing.address(page.next, told, name)
