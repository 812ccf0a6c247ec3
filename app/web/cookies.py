"""The signed cookie of a browser: Flask's own, that a clock set back does not void.

itsdangerous takes a signature of a moment to come for one that is over. A cookie is signed again at each change: where
the clock was ahead for a while (a machine that starts before it is told the time), or where two machines differ by a
second, everybody it had answered would be signed out, and what they send next refused with its token. Only we can have
signed it; how long a session lasts, its row says (models/people.py).
"""

from datetime import UTC, datetime
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadData


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
