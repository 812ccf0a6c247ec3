"""The whole demonstration, with a ballot and a result of each method, on SQLite and on a PostgreSQL that sorts as
French does: every address that its links lead to, read by seven, compared byte for byte."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browser.gallery.house import House
from tests.browser.gallery.worlds import ordinary
from tests.web.test_matrix import routes
from tests.web.twins import Twins, two_houses

pytestmark = pytest.mark.slow
READERS = ("", "claire.r@example.org", "mehdi.b@example.org", "solene.v@example.org", "bernard.m@example.org",
           "anouk.g@example.org", "ines.d@example.org")
OF_ONE_RULE = 40


def settle(app: Flask) -> None:
    ordinary(House(app))


@pytest.fixture(scope="module")
def twins(postgres_engine: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    with two_houses(postgres_engine.url, tmp_path_factory.mktemp("twins")) as apps:
        yield Twins.built(apps, settle)


@pytest.mark.parametrize("reader", READERS)
def test_both_say_the_same(twins: Twins, reader: str) -> None:
    walk = twins.walk(reader, ["/", *routes(twins.apps["sqlite"], "GET")], kinds=OF_ONE_RULE)
    assert {path: twins.first_difference(found) for path, found in walk.different.items()} == {}
    assert walk.broken == set()
    assert len(walk.asked) > 400
