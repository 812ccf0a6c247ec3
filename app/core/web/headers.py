"""The signed cookie of a browser: Flask's own, that a clock set back does not void.

itsdangerous takes a signature of a moment to come for one that is over. A cookie is signed again at each change: where
the clock was ahead for a while (a machine that starts before it is told the time), or where two machines differ by a
second, everybody it had answered would be signed out, and what they send next refused with its token. Only we can have
signed it; how long a session lasts, its row says (accounts/models.py).
"""

import gzip
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Request, Response as FlaskResponse, current_app, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadData
from werkzeug.wrappers import Response

from app.core.addresses import links, under


class SignedCookies(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        if (kept := request.cookies.get(self.get_cookie_name(app))) is None:
            return self.session_class()
        try:
            told: tuple[dict[str, Any], datetime] = signer.loads(kept, return_timestamp=True)
        except BadData:
            return self.session_class()
        content, signed_at = told
        return self.session_class(content if datetime.now(UTC) - signed_at <= app.permanent_session_lifetime else None)


# What every answer carries: a strict policy, caching that never keeps a personal page, and a compressed body.

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PUBLIC = "public, max-age=1, stale-while-revalidate=30"
SQUEEZED = ("text/html", "application/json", "application/atom+xml", "application/geo+json", "text/csv",
            "image/svg+xml", "text/javascript", "application/manifest+json")
LEAST = 900


def allow_pictures(response: Response, host: str) -> None:
    """On one page only: pictures of a server that the operator named (tiles of a map). Nothing else of it may run."""
    if host:
        policy = HEADERS["Content-Security-Policy"].replace("img-src 'self'", f"img-src 'self' {host}")
        response.headers["Content-Security-Policy"] = policy


def forget_device(response: Response) -> Response:
    """Whoever leaves takes everything along: pages kept to be read without a line, and what was typed there."""
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _secure(response: Response) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["CORDEE"].secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def _no_person(response: Response) -> bool:
    """Public: a plain read, by a browser that sent no session and gets none."""
    return (request.method in ("GET", "HEAD") and response.status_code == 200 and not session.modified and not session)


def _cache(response: Response) -> None:
    if "Cache-Control" in response.headers:
        return
    if not _no_person(response) or response.direct_passthrough:
        response.headers["Cache-Control"] = "no-store"
        return
    response.headers["Cache-Control"] = PUBLIC
    response.vary.update(("Accept-Language", "Cookie"))
    response.add_etag(weak=True)
    response.make_conditional(request.environ)


def _squeeze(response: Response) -> None:
    if (response.direct_passthrough or response.is_streamed or "Content-Encoding" in response.headers
            or response.status_code in (204, 304) or response.mimetype not in SQUEEZED):
        return
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) >= LEAST and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(body, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def _lead(response: Response) -> None:
    """Where the site lives under a path: addresses written by hand lead there too."""
    prefix = request.script_root
    if not prefix:
        return
    if "Location" in response.headers:
        response.headers["Location"] = under(prefix, response.headers["Location"])
    if response.mimetype == "text/html" and not response.is_streamed and not response.direct_passthrough:
        response.set_data(links(response.get_data(as_text=True), prefix))


def _finish(response: Response) -> Response:
    _lead(response)
    _secure(response)
    _cache(response)
    _squeeze(response)
    return response


class CookieOrCache(SignedCookies):
    """An answer that a cache may keep sets no cookie: a shared one would hand it on to the next browser (RFC 9111 lets
    it). The renewal of a long session's date waits for the next page; a session that changed makes the answer
    personal."""

    def save_session(self, app: Flask, session: SessionMixin, response: FlaskResponse) -> None:
        caching = response.cache_control
        if not (caching.no_store or caching.private):
            if not session.modified and "Set-Cookie" not in response.headers:
                if session.accessed:
                    response.vary.add("Cookie")
                return
            response.headers["Cache-Control"] = "no-store"
        super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.after_request(_finish)
    app.session_interface = CookieOrCache()
