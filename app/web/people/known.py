"""The cookie of a browser where somebody signed in before: random, sent to the sign-in pages alone, and worth nothing
without the row that its digest leads to. It opens no session."""

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from app.operations import sessions
from app.outside import tokens
from app.rules import limits
from app.settings import Settings
from app.web.doors import do, me

LENGTH = 80


def _told() -> Settings:
    found: Settings = current_app.config["CORDEE"]
    return found


def _name() -> str:
    return "__Secure-cordee-device" if _told().secure else "cordee-device"


def device() -> str:
    """Empty where this browser has none."""
    return request.cookies.get(_name(), "")[:LENGTH]


def remember(answer: Response) -> Response:
    """Of whoever has just signed in here. One cookie for a browser, whoever signs in: each has a row of their own."""
    person = me()
    assert person is not None
    token = device() or tokens.draw()
    do(sessions.know_browser, person.session_id, token, _told().secret_key)
    answer.set_cookie(_name(), token, max_age=limits.BROWSER_DAYS * 86_400, path=url_for("people.sign_in"),
                      secure=_told().secure, httponly=True, samesite="Lax")
    return answer


def forget(answer: Response) -> Response:
    answer.delete_cookie(_name(), path=url_for("people.sign_in"), secure=_told().secure, httponly=True, samesite="Lax")
    return answer
