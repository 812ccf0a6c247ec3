"""Error pages: what happened, why, and what to do next. Nothing typed is lost: the form is shown back."""

from typing import Any

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.operations import Refused
from app.web.errors.words import PAGES
from app.web.reasons import sentence
from app.web.reasons.decisions import UNAVAILABLE

Answer = tuple[str, int]


def _page(code: int, **given: Any) -> Answer:
    title, why, next_step = PAGES[code]
    return render_template("errors/error.html", code=code, title=title, why=given.get("why") or why,
                           next_step=next_step), code


def _http(fault: HTTPException) -> Any:
    if fault.response is not None or fault.code is None or fault.code < 400:
        return fault
    code = fault.code if fault.code in PAGES else (400 if fault.code < 500 else 500)
    reason = g.get("reason")
    why = sentence(reason.code, reason.params) if code == 403 and reason else None
    body, status = _page(code, why=why)
    return body, status, {k: v for k, v in fault.get_headers() if k in ("Retry-After", "Allow")}


def _refused(refused: Refused) -> Answer:
    """A view that did not translate a refusal itself: the sentence, on a page of its own."""
    code = {"sign_in_first": 403, "suspended": 403, "not_your_role": 403,
            **dict.fromkeys(UNAVAILABLE, 503)}.get(refused.code, 409)
    return _page(code, why=sentence(refused.code, refused.params))


def _csrf(fault: CSRFError) -> Answer:
    """The session was lost between the page and the click: the same form again, with what was typed."""
    from app.web import held

    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return _page(400)
    return render_template("errors/resume.html", path=request.path, fields=held.typed()), 400


def _not_there(fault: NoResultFound) -> Answer:
    return _page(404)


def _plain(code: int) -> Answer:
    """A page that asks the database for nothing: it may be what is broken."""
    g.me, g.lang = None, g.get("lang") or request.accept_languages.best_match(("fr", "en"), "fr")
    title, why, next_step = PAGES[code]
    return render_template("errors/plain.html", code=code, title=title, why=why, next_step=next_step), code


def _busy(fault: OperationalError) -> Any:
    body, status = _plain(503)
    return body, status, {"Retry-After": "10"}


def _too_large(fault: RequestEntityTooLarge) -> Answer:
    return _page(413)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NoResultFound, _not_there)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(413, _too_large)
    app.register_error_handler(500, lambda fault: _plain(500))
