"""PostgreSQL stopped and started under many writers, gently and not: the server goes on alone, who was writing is told
and keeps what they typed, nothing is lost or doubled."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.extensions import db
from tests import postgres as pg
from tests.polls import open_question, people
from tests.slow.crowd import crowd
from tests.slow.lives import lived
from tests.slow.promises import place_of, told_once
from tests.slow.test_kills import faults

pytestmark = pytest.mark.slow
PEOPLE, WRITERS, NEEDS = 60, 6, 12
HOW = ("fast", "immediate", "immediate", "fast", "immediate")
BEFORE, AWAY = 4.0, 2.0  # seconds


@pytest.fixture
def server() -> Iterator[str]:
    """One of its own: others share that of the session."""
    with closing(pg.server()) as servers:
        yield next(servers)


def stopped(server: str, how: str) -> None:
    home = Path(str(sa.make_url(server).query["host"]))
    pg.run(pg.binaries() / "pg_ctl", "-D", home / "data", "-m", how, "-w", "stop")


def started(server: str) -> None:
    home = Path(str(sa.make_url(server).query["host"]))
    pg.run(pg.binaries() / "pg_ctl", "-D", home / "data", "-w", "-o", pg.options(home), "-l", home / "log", "start")


def test_the_server_goes_on_alone(tmp_path: Path, sqlite_template: Path, server: str,
                                  record_property: Callable[..., None]) -> None:
    back = []
    with lived("postgresql", tmp_path, sqlite_template, server, CORDEE_MODE="production",
               CORDEE_BACKUP_HOURS="0") as (site, town):
        people(town.world, PEOPLE)
        place = place_of(town.world, NEEDS, open_question(town.world, ballots="secret"))
        there = crowd(site, town, place, PEOPLE)
        site.begin()
        site.wait_until_it_answers()
        with there.at_work(WRITERS):
            for how in HOW:
                time.sleep(BEFORE)
                stopped(server, how)
                time.sleep(AWAY)
                started(server)
                begun = time.monotonic()
                site.wait_until_it_answers()
                back.append(time.monotonic() - begun)
                assert faults(town, there) == []
            time.sleep(BEFORE)
        site.stop()
        assert there.faults == []
        assert there.counted.broken == []
        assert faults(town, there) == []
        assert there.counted.busy > 0
        assert there.counted.kept == there.counted.typed_busy
        assert site.run("jobs", "once").returncode == 0
        with town.app.app_context():
            assert told_once(db.session()) == []
            db.session.remove()
    for name, value in (("restarts", len(HOW)), ("acts", there.acts), ("answered 503", there.counted.busy),
                        ("with what was typed", f"{there.counted.kept} of {there.counted.typed_busy}"),
                        ("not answered", there.counted.unanswered), ("lost", 0), ("doubled", 0),
                        ("back after at most", f"{max(back):.2f} s")):
        record_property(name, value)
