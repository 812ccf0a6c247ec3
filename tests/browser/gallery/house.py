"""The service at a fixed moment, with chance that always falls alike, on a port of its own."""

import random
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import ascii_letters, digits

from flask import Flask, g
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade
from werkzeug.serving import make_server

from app import create_app
from app.accounts.models import LoginSession
from app.core import secrets
from app.extensions import db, sessions

NOW = datetime(2026, 9, 15, 16, 0, tzinfo=UTC)  # a Tuesday, six in the evening


class Chance:
    """In the place of `secrets`, for pictures only: receipts and labels are drawn alike at each run."""

    def __init__(self, seed: int) -> None:
        self._drawn = random.Random(seed)  # nothing is secret in a picture

    def token_urlsafe(self, size: int) -> str:
        return "".join(self._drawn.choices(ascii_letters + digits, k=size * 4 // 3))

    def token_hex(self, size: int) -> str:
        return self._drawn.randbytes(size).hex()

    def randbelow(self, most: int) -> int:
        return self._drawn.randrange(most)

    def choice(self, among: Sequence[str]) -> str:
        return self._drawn.choice(among)


@dataclass
class House:
    app: Flask
    url: str = ""

    def cookie(self, person_id: int) -> dict[str, str]:
        """Signed in as somebody, without the pages of the sign-in."""
        token = secrets.draw()
        with self.app.app_context():
            db.session.add(LoginSession(person_id=person_id, digest=secrets.digest(token), label="Firefox, Linux",
                                        created_at=NOW, seen_at=NOW, expires_at=NOW + timedelta(days=3)))
            db.session.commit()
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        return {"name": "cordee", "value": signer.dumps({"_user_id": token}), "url": self.url}


def _freeze(app: Flask) -> None:
    """`doors.now()` takes the moment of the request from here."""

    def set_moment() -> None:
        g.now = NOW

    app.before_request_funcs.setdefault(None, []).insert(0, set_moment)


def _break(app: Flask) -> None:
    """An address that fails, for the picture of the page 500."""

    def fail() -> str:
        raise RuntimeError("for the picture")

    fail.action = app.view_functions["home.index"].action  # type: ignore[attr-defined]
    app.add_url_rule("/en-panne", "broken", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False


@contextmanager
def opened(seed: int) -> Iterator[House]:
    """Migrated, empty, and not served yet."""
    real = secrets.secrets
    secrets.secrets = Chance(seed)  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as instance:
        app = create_app(Path(instance), secret_key="s" * 40, mode="test", jobs=False, rate_limits=False)
        _freeze(app)
        _break(app)
        with app.app_context():
            upgrade()
        yield House(app)
        with app.app_context():
            sessions()().close()
            db.engine.dispose()
    secrets.secrets = real


@contextmanager
def served(house: House) -> Iterator[None]:
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    house.url = f"http://127.0.0.1:{server.server_port}"
    yield
    server.shutdown()
