"""A disk without room: what is there is read, what would be written is refused with the reason and stays on the page,
and everything goes on by itself once there is room, without a restart. A real full disk: tests/slow/test_disk.py."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from tests.core.test_interrupted_pages import WORDS, filled, sent_again, written
from tests.web.both_engines import settled
from tests.web.town import Town

LONG = WORDS + " Encore." * 470  # more than the pages that are there can take


@pytest.fixture
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    for town in settled(request, "sqlite", tmp_path):
        town.app.config["PROPAGATE_EXCEPTIONS"] = False
        yield town


def no_room(raw: Any, _record: Any) -> None:
    """SQLite's own limit of pages stands for the disk: the same error, at the same place."""
    raw.execute(f"PRAGMA max_page_count={raw.execute('PRAGMA page_count').fetchone()[0]}")


def engine_of(app: Flask) -> sa.Engine:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        return db.engine


def test_what_was_typed_waits_for_room(there: Town) -> None:
    form, typed = filled(there)
    engine = engine_of(there.app)
    sa.event.listen(engine, "connect", no_room)
    answer = there.enter("Bob").post(form.action, data=typed | {"body": LONG})
    assert answer.status_code == 507
    assert "Le disque du serveur est plein" in answer.text
    assert LONG in answer.text
    assert there.client.get("/propositions/1").status_code == 200
    assert there.enter("Bob").get("/besoins").status_code == 200
    sa.event.remove(engine, "connect", no_room)
    engine_of(there.app)
    assert (sent_again(there, answer.text), written(there, LONG)) == (303, 1)
