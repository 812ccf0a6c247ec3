"""SQLite and PostgreSQL say the same, address by address: a need and a project with all that people put on them, read
by a visitor and by the staff. The whole demonstration, read by seven: tests/slow/test_twins.py."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import sessionmaker

from app.core.kinds import Role, Subject
from app.extensions import db
from app.groups import service as groups
from tests.build import World
from tests.web.everything import hide, need_with_all, project_with_all
from tests.web.test_matrix import routes
from tests.web.twins import Twins, two_houses

READERS = ("", "staff@example.org")
MIXED = ("Émile", "élan", "Zohra", "Eva", "emilie")


def settle(moment: datetime, _app: Flask) -> None:
    world = World(sessionmaker(db.engine, expire_on_commit=False), moment).in_service()
    world.person("Staff", Role.STEERING, Role.MODERATOR, Role.OPERATOR)
    all_of = need_with_all(world, world.person("Alice"), "tranquille")
    project = project_with_all(world, "vivante")
    for name in MIXED:
        world.structure(f"{name} et compagnie", world.person(name))
        world.do(groups.join, world.people[name], project.group)
    hide(world, Subject.COMMENT, all_of.reply)


@pytest.fixture(scope="module")
def twins(postgres_engine: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    moment = datetime.now(UTC) - timedelta(days=90)
    with two_houses(postgres_engine.url, tmp_path_factory.mktemp("twins")) as apps:
        yield Twins.built(apps, partial(settle, moment))


@pytest.mark.parametrize("reader", READERS)
def test_both_say_the_same(twins: Twins, reader: str) -> None:
    walk = twins.walk(reader, ["/", *routes(twins.apps["sqlite"], "GET")], kinds=1)
    assert {path: twins.first_difference(found) for path, found in walk.different.items()} == {}
    assert walk.broken == set()
    assert len(walk.asked) > 100
