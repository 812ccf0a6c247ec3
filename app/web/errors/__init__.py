"""Error pages: what happened, why, and what to do next. Nothing typed is lost: the form is shown back."""

import logging
import math
import time
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, render_template, request
from flask.globals import request_ctx
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge, TooManyRequests

from app.extensions import limiter
from app.operations import OutcomeUnknown, Refused
from app.queries.faults import is_full, is_transient
from app.queries.loading import Missing
from app.web import security_log
from app.web.authentication import as_nobody
from app.web.errors.words import OUTCOME_UNKNOWN, PAGES
from app.web.filters import moment
from app.web.locale import chosen
from app.web.reasons import sentence
from app.web.reasons.decisions import UNAVAILABLE

Answer = tuple[str, int]
KEEPS = frozenset({500, 503, 507})  # with the form that was sent
ASLEEP = "second_factor_first"  # the role is theirs, and waits for a second factor
LOG = logging.getLogger("cordee.errors")


def _page(code: int, **given: Any) -> Answer:
    title, why, next_step = PAGES[code]
    return render_template("errors/error.html", code=code, title=title, why=given.get("why") or why,
                           next_step=next_step, asleep=given.get("asleep")), code


def _http(fault: HTTPException) -> Any:
    if fault.response is not None or fault.code is None or fault.code < 400:
        return fault
    if request_ctx.url_adapter is None:  # the name of the host cannot be read: no page of ours has an address then
        return fault.get_response()
    code = fault.code if fault.code in PAGES else (400 if fault.code < 500 else 500)
    reason = g.get("reason")
    why = sentence(reason.code, reason.params) if code == 403 and reason else None
    body, status = _page(code, why=why, asleep=bool(reason and reason.code == ASLEEP))
    return body, status, {k: v for k, v in fault.get_headers() if k in ("Retry-After", "Allow")}


def _too_often(fault: TooManyRequests) -> Any:
    """When to come back: at the end of the limit that was met. Asked for often, so it asks the database little."""
    met = limiter.current_limit
    at = met.reset_at if met is not None else time.time() + 60
    left = max(math.ceil(at - time.time()), 1)
    when = datetime.fromtimestamp(math.ceil((time.time() + left) / 60) * 60, UTC)  # a clock shows no seconds
    security_log.note("excess_rate_limit_exceeded")
    as_nobody()
    g.lang = chosen()
    body, status = _plain(429, gettext("Réessayez le %(when)s. Ce que vous avez saisi est encore dans votre "
                                       "navigateur\u00a0: revenez en arrière.", when=moment(when)))
    return body, status, {"Retry-After": str(left)}


def _refused(refused: Refused) -> Answer:
    """A view that did not translate a refusal itself: the sentence, on a page of its own."""
    security_log.note("act_refused", reason=refused.code)
    code = {"sign_in_first": 403, "suspended": 403, "not_your_role": 403, ASLEEP: 403,
            **dict.fromkeys(UNAVAILABLE, 503)}.get(refused.code, 409)
    return _page(code, why=sentence(refused.code, refused.params), asleep=refused.code == ASLEEP)


def _csrf(fault: CSRFError) -> Answer:
    """The session was lost between the page and the click: the same form again, with what was typed."""
    from app.web import held

    security_log.note("input_refused", reason="token")
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return _page(400)
    return render_template("errors/resume.html", path=held.address(), fields=held.typed()), 400


def _not_there(fault: Missing) -> Answer:
    """A loader looked for what the address names. A row that is missing anywhere else is a fault of ours."""
    return _page(404)


def _plain(code: int, do_next: str = "", words: Any = None, look: str | None = None) -> Answer:
    """A page that asks the database for nothing: it may be what is broken. What was typed is on it."""
    from app.web import held

    as_nobody()
    g.lang = g.get("lang") or request.accept_languages.best_match(("fr", "en"), "fr")
    title, why, next_step = words or PAGES[code]
    fields = held.typed() if code in KEEPS and "form" in request.__dict__ else {}
    return render_template(
        "errors/plain.html", code=code, title=title, why=why, next_step=do_next or next_step, look=look, fields=fields,
        path=held.address(), left_out=bool(fields) and held.leaves_out()), code


def _database(fault: sa.exc.SQLAlchemyError) -> Any:
    """Locked, busy or away: come back in a moment. Anything else goes on to be logged with its traceback."""
    if not is_transient(fault):
        raise fault
    LOG.warning("the database is locked, busy or away: %s", str(getattr(fault, "orig", fault)).splitlines()[0])
    body, status = _plain(503)
    return body, status, {"Retry-After": "10"}


def _unknown(fault: OutcomeUnknown) -> Answer:
    """No invitation to come back by itself: whoever asked looks first."""
    from app.web.people.browser import came_from

    LOG.error("the database did not say whether it kept what %s wrote", fault, exc_info=fault.__cause__)
    return _plain(503, words=OUTCOME_UNKNOWN, look=came_from() or "/")


def _fault(fault: InternalServerError) -> Answer:
    """Logged by Flask before it comes here. A full disk has its own page: trying again at once is of no use."""
    original = fault.original_exception
    return _plain(507 if original is not None and is_full(original) else 500)


def _too_large(fault: RequestEntityTooLarge) -> Answer:
    return _page(413)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Missing, _not_there)
    app.register_error_handler(sa.exc.DBAPIError, _database)
    app.register_error_handler(sa.exc.TimeoutError, _database)
    app.register_error_handler(429, _too_often)
    app.register_error_handler(OutcomeUnknown, _unknown)
    app.register_error_handler(413, _too_large)
    app.register_error_handler(500, _fault)
