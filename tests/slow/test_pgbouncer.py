"""Behind pgbouncer in transaction mode, where a session goes from one of us to another between two transactions."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.core.kinds import Stance
from app.core.models import Base
from app.discussion import service as discussion
from app.extensions import db
from tests import postgres as pg
from tests.build import World
from tests.pgbouncer import pooled

pytestmark = pytest.mark.slow
PATHS = ("/", "/propositions/1", "/propositions/2", "/recherche?q=outil", "/journal", "/structures", "/decisions")
TIMES, WRITERS = 400, 50  # each connection asks each page often enough for its statements to be prepared (5 times)


@pytest.fixture(scope="module")
def pooler(postgres_engine: sa.Engine) -> Iterator[sa.URL]:
    pg.empty(postgres_engine, Base.metadata)
    with pooled(postgres_engine.url) as url:
        yield url


def served(folder: Path, url: sa.URL, name: str) -> Flask:
    """As another worker process would be: with connections of its own."""
    (folder / name).mkdir()
    return create_app(folder / name, secret_key="t" * 40, mode="test", jobs=False, rate_limits=False,
                      database_url=url.render_as_string(hide_password=False))


def peopled(app: Flask) -> World:
    with app.app_context():
        world = World(sessionmaker(db.engine, expire_on_commit=False), datetime.now(UTC)).in_service()
    alice = world.person("Alice")
    world.idea(alice)
    world.need(alice)
    for number in range(WRITERS):
        world.person(f"P{number}")
    return world


def asked(apps: list[Flask], world: World, engine: sa.Engine) -> tuple[Counter[int], set[str]]:
    """What two workers answer to four threads that read while somebody writes; and what was prepared meanwhile."""
    for app in apps:
        app.config["PROPAGATE_EXCEPTIONS"] = False

    def one(number: int) -> int:
        if number % 8 == 0:
            world.do(discussion.post, world.people[f"P{number // 8}"], 1, Stance.FOR, f"Avis {number}", "fr")
        answer = apps[number % 2].test_client().get(PATHS[number // 2 % len(PATHS)])
        answer.close()
        return answer.status_code

    with ThreadPoolExecutor(4) as pool:
        found = Counter(pool.map(one, range(TIMES)))
    return found, prepared_in(engine)


def prepared_in(engine: sa.Engine) -> set[str]:
    """In the session that the pooler keeps."""
    with engine.connect() as connection:
        return set(connection.exec_driver_sql("SELECT name FROM pg_prepared_statements").scalars())


def closed(apps: list[Flask]) -> None:
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_two_workers_share_two_sessions_and_no_page_breaks(pooler: sa.URL, tmp_path: Path,
                                                          postgres_engine: sa.Engine) -> None:
    apps = [served(tmp_path, pooler, name) for name in ("one", "two")]
    plain = sa.create_engine(pooler, connect_args={"prepare_threshold": None})
    pg.empty(postgres_engine, Base.metadata)
    found, prepared = asked(apps, peopled(apps[0]), plain)
    plain.dispose()
    closed(apps)
    assert [code for code in found if code >= 500] == []
    assert prepared == set()


def nine_times(engine: sa.Engine, asks: str) -> None:
    with engine.begin() as connection:
        for _ in range(9):
            connection.execute(sa.text(asks), {"a": "x"})


def test_a_prepared_statement_is_taken_for_another(pooler: sa.URL) -> None:
    """What the driver does by itself, at the sixth time of a statement; otherwise nothing above would be shown."""
    one, other = sa.create_engine(pooler), sa.create_engine(pooler)
    nine_times(one, "SELECT :a || 'one'")
    with pytest.raises(sa.exc.ProgrammingError, match="already exists"):
        nine_times(other, "SELECT :a || 'two'")
    one.dispose()
    other.dispose()


def test_a_site_is_made_and_written_through_it(pooler: sa.URL, tmp_path: Path, postgres_engine: sa.Engine) -> None:
    with postgres_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS by_the_pooler")
        connection.exec_driver_sql("CREATE DATABASE by_the_pooler")
    app = served(tmp_path, pooler.set(database="by_the_pooler"), "made")
    with app.app_context():
        upgrade()
        db.session.remove()
    peopled(app)
    assert app.test_client().get("/propositions/1").status_code == 200
    assert app.test_cli_runner().invoke(args=["site", "check"]).output.count("WRONG") == 0
    closed([app])
