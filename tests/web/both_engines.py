"""An application with its world on one database or the other, for what only shows behind a page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.core.models import Base
from app.extensions import db
from tests import postgres as pg
from tests.build import World
from tests.web.signing import fit
from tests.web.town import Town


def settled(request: pytest.FixtureRequest, kind: str, folder: Path, url: str = "") -> Iterator[Town]:
    """`url`: another road to the PostgreSQL of the tests, which is emptied first."""
    if kind == "sqlite":
        copy(request.getfixturevalue("sqlite_template"), folder / "cordee.db")
        url = f"sqlite:///{folder / 'cordee.db'}"
    else:
        engine: sa.Engine = request.getfixturevalue("postgres_engine")
        pg.empty(engine, Base.metadata)
        url = url or engine.url.render_as_string(hide_password=False)
    app = fit(create_app(folder, secret_key="t" * 40, mode="test", database_url=url, jobs=False, rate_limits=False))
    with app.app_context():
        make = sessionmaker(db.engine, expire_on_commit=False)
    yield Town(app, World(make, datetime.now(UTC)).in_service(), app.test_client())
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
