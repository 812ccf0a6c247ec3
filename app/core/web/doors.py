"""What every page shares: who is there, may they pass, and how to run an operation for them. Closed by default."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from flask import Flask, abort, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.accounts.queries import accounts
from app.accounts.rules import is_stale
from app.accounts.service.signing_in import close
from app.core import refusals
from app.core.addresses import parted
from app.core.permissions import Action, Actor, refusal, refusal_at_door
from app.core.web import authentication, requests, sent_forms
from app.core.web.authentication import Me, me
from app.extensions import db, sessions

P = ParamSpec("P")
R = TypeVar("R")


class FactorAsked(NamedTuple):
    until: datetime
    withheld: bool


def now() -> datetime:
    """Taken once for a request, so that a page does not disagree with itself."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    moment: datetime = g.now
    return moment


def guard(action: Action) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say what a view does; a view that does not say is closed to everybody."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.action = action  # type: ignore[attr-defined]
        return view

    return mark


def grave(view: Callable[P, R]) -> Callable[P, R]:
    """What cannot be undone, opens a door or gives power: whoever has a second factor shows it again, if the last time
    was more than a quarter of an hour ago. What was typed is kept, and offered again (held.py)."""
    view.grave = True  # type: ignore[attr-defined]
    return view


def fresh(view: Callable[P, R]) -> Callable[P, R]:
    """What gives an account its first second factor: by somebody who signed in less than a quarter of an hour ago. A
    session that was left open, or stolen, locks nobody out of their own account."""
    view.fresh = True  # type: ignore[attr-defined]
    return grave(view)


def weighs(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A form that carries a file may weigh more than the others; the wall is set before anybody reads it."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.most_bytes = most  # type: ignore[attr-defined]
        return view

    return mark


def weight_of(app: Flask) -> Callable[[str, str], int]:
    """For the server, which reads a body before the application runs: how much the route of a path takes."""
    routes, usual = app.url_map.bind(""), int(app.config["MAX_CONTENT_LENGTH"])

    def most(path: str, method: str) -> int:
        try:
            endpoint, _values = routes.match(path.encode("latin-1").decode("utf-8", "replace"), method)
        except HTTPException:
            return usual
        return int(getattr(app.view_functions[endpoint], "most_bytes", usual))

    return most


def _set_weight() -> None:
    view: Any = current_app.view_functions.get(request.endpoint or "")
    if (most := getattr(view, "most_bytes", None)) is not None:
        request.max_content_length = most


def actor() -> Actor:
    """With the roles held anywhere; `actor_on` adds those held on one proposal."""
    if "actor" not in g:
        person = me()
        g.actor = accounts.actor_of(db.session(), person.id, anywhere=True, without=_without()) if person else Actor()
    found: Actor = g.actor
    return found


def _without() -> datetime | None:
    """Roles of the team whose days of grace began before this moment may not be used: no second factor was shown."""
    person, grace = me(), current_app.config["CORDEE"].grace
    return now() - grace if person is not None and person.strong_at is None and grace is not None else None


def factor_asked() -> FactorAsked | None:
    """For the banner of the team: until when a role may be used without a second factor, and whether one is withheld
    already. None for everybody else."""
    if me() is None or (since := actor().asked_since) is None:
        return None
    return FactorAsked(since + current_app.config["CORDEE"].grace, bool(actor().withheld))


def actor_on(proposal_id: int) -> Actor:
    there = actor()
    return there.having(accounts.roles_on(db.session(), there.person_id, proposal_id)) if there.is_person else there


def may(action: Action, there: Actor | None = None) -> bool:
    """For templates: show a button, or the reason why not."""
    return refusal(action, there or actor()) is None


Operation = Callable[Concatenate[Callable[[], Session], datetime, int | None, P], R]


def do(operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run an operation for whoever is there; the reading session is ended first, so that pages see what was written.
    The first one of a view that is `keyed` carries the key of its form."""
    key = sent_forms.taken()
    made = _run(key, operation, *args, **kwargs)
    sent_forms.wrote(key)
    return made


def do_beside(operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The same, where it is not the act that the form asks for: the key waits for that one."""
    return _run({}, operation, *args, **kwargs)


def do_as(person_id: int, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """For somebody who is half way in: their second factor is what is being asked for."""
    db.session.rollback()
    return operation(
        sessions(**{accounts.WITHOUT: datetime.max.replace(tzinfo=UTC)}), now(), person_id, *args, **kwargs
    )


def _run(carried: dict[str, Any], operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    person = me()
    db.session.rollback()
    made = sessions(**carried, **{accounts.WITHOUT: _without()})
    return operation(made, now(), person.id if person else None, *args, **kwargs)


def _check_guard() -> Response | None:
    if request.endpoint is None:
        return None
    view: Any = current_app.view_functions[request.endpoint]
    action = getattr(view, "action", None)
    if action is None:
        abort(403)
    reason = refusal_at_door(action, actor())
    if reason is None:
        return _ask_again(fresh=getattr(view, "fresh", False)) if getattr(view, "grave", False) else None
    if reason.code != refusals.SIGN_IN_FIRST:
        requests.note("authz_fail", reason=reason.code, action=action.value)
        g.reason = reason
        abort(403)
    return _ask_to_sign_in()


def _ask_to_sign_in() -> Response:
    """What was typed is kept, and offered again after the sign-in."""
    if request.method == "POST":
        sent_forms.hold()
        return redirect(url_for("people.sign_in"), 303)
    return redirect(url_for("people.sign_in", suite=request.full_path.rstrip("?")), 303)


def _ask_again(*, fresh: bool) -> Response | None:
    """By the second factor. Who has none is not asked, or signs in again: there is nothing else to show."""
    person = me()
    if person is None or not is_stale(person.strong_at or person.opened_at, now()):
        return None
    if person.strong_at is None:
        return _sign_in_again(person) if fresh else None
    if request.method == "GET":
        return redirect(url_for("factors.challenge", suite=request.full_path.rstrip("?")), 303)
    if sent_forms.typed().keys() - {sent_forms.FIELD}:
        sent_forms.hold()
        return redirect(url_for("factors.challenge"), 303)
    from app.accounts.views.sign_in import came_from  # a button alone: back to the page that it is on

    return redirect(url_for("factors.challenge", suite=came_from()), 303)


def _sign_in_again(person: Me) -> Response:
    do(close, person.session_id)
    authentication.sign_out()
    flash(_("Avant d’ajouter une seconde preuve, montrez que c’est bien vous\u00a0: connectez-vous de nouveau."),
          "info")
    return redirect(url_for("people.sign_in", suite=url_for("factors.security")), 303)


def _check_origin() -> None:
    """A second wall beside the token: a form sent from another site is refused, whatever it carries."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    origin = request.headers.get("Origin")
    foreign = origin is not None and parted(origin).netloc != request.host
    if foreign or request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        requests.note("input_refused", reason="another_site")
        abort(400)


def init_app(app: Flask) -> None:
    app.extensions["weight_of"] = weight_of(app)
    app.before_request_funcs.setdefault(None, []).insert(0, _set_weight)  # before the token is looked for in the form
    app.before_request(_check_origin)
    app.before_request(sent_forms.replayed)
    app.before_request(_check_guard)
    app.context_processor(lambda: {"me": me(), "may": may, "Action": Action, "factor_asked": factor_asked})
