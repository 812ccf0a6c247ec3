"""The wall: put before every page of a site that shows its mails, however it was started. In service there is none."""

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from app.outside import tokens
from app.outside.networks import is_loopback
from app.rules.reasons import Reason
from app.settings import Settings
from app.web.authentication import OF_THE_BROWSER
from app.web.reference import shows_mail

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
ANSWERS = {"demonstration.enter", "home.language", "pages.health", "offline.manifest"}
KEY = "demonstration"
assert KEY in OF_THE_BROWSER, "given once for a browser, whoever signs in there"


def told() -> Settings:
    found: Settings = current_app.config["CORDEE"]
    return found


def _stand() -> Response | None:
    if told().mode == "test" or request.endpoint in ANSWERS or not shows_mail():
        return None
    if told().demo_passphrase:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return None if has_given() else redirect(url_for("demonstration.enter", suite=wanted), 303)
    if not _is_this_machine():
        g.reason = Reason("only_on_this_machine")
        abort(403)
    return None


def _is_this_machine() -> bool:
    """Not through a proxy, and not under another site's name that was made to lead here (DNS rebinding)."""
    host = urlsplit(f"//{request.host}").hostname or ""
    named = host == "localhost" or is_loopback(host)
    return named and is_loopback(request.remote_addr) and not any(name in request.headers for name in FORWARDED)


def _mark() -> str:
    return tokens.keyed(told().secret_key, KEY, told().demo_passphrase)


def has_given() -> bool:
    given = session.get(KEY)
    return isinstance(given, str) and tokens.same(given, _mark())


def take(typed: str) -> bool:
    """As it was read or dictated: case, spaces and hyphens do not count."""
    if not tokens.same(tokens.plain(typed), tokens.plain(told().demo_passphrase)):
        return False
    session[KEY] = _mark()
    g.pop("csrf_token", None)
    return True


def init_app(app: Flask) -> None:
    app.before_request_funcs.setdefault(None, []).insert(0, _stand)
    app.jinja_env.globals["is_demonstration"] = lambda: told().mode == "demo"
