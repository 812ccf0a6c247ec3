"""One application and its world for a whole module, where each test asks questions of its own: many pages quickly."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.extensions import db
from tests.build import World
from tests.web.signing import fit, sign_in


@dataclass
class Town:
    app: Flask
    world: World
    client: FlaskClient
    inside: dict[str, FlaskClient] = field(default_factory=dict)

    def enter(self, name: str) -> FlaskClient:
        """Signed in as somebody, once."""
        if name not in self.inside:
            self.inside[name] = self.app.test_client()
            sign_in(self.app, self.inside[name], f"{name.lower()}@example.org")
        return self.inside[name]

    def read(self, path: str) -> str:
        """As a visitor."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text


def town(template: Path, folder: Path, days_ago: int = 0, charter: str = "") -> Iterator[Town]:
    file = folder / "cordee.db"
    copy(template, file)
    app = fit(create_app(folder, secret_key="t" * 40, mode="test", database_url=f"sqlite:///{file}", jobs=False,
                         rate_limits=False))
    with app.app_context():
        make = sessionmaker(db.engine, expire_on_commit=False)
    world = World(make, datetime.now(UTC) - timedelta(days=days_ago), charter=charter).in_service()
    yield Town(app, world, app.test_client())
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
