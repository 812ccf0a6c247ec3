"""The clock of a served site goes two hours ahead, comes back, goes two hours behind and comes back (libfaketime):
people stay signed in, what they send is written once and told, votes end once, the journal holds, copies go on."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.database import WRITE
from app.core.kinds import DecisionState
from app.decisions.models import Decision
from app.decisions.service import ballots
from app.extensions import db
from app.journal.models import Event, Outbox
from tests.polls import open_question, people
from tests.slow.crowd import Crowd, crowd
from tests.slow.lives import lived
from tests.slow.promises import place_of, told_once
from tests.slow.test_kills import faults, said
from tests.web.town import Town

pytestmark = pytest.mark.slow
HOURS = ("+2h", "+0", "-2h", "+0")
PEOPLE, WRITERS, NEEDS, EACH = 40, 4, 6, 20.0  # seconds at each hour: votes are looked at every fifteen
LIBRARY = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/local/lib/faketime/libfaketimeMT.so.1")


@dataclass
class Clock:
    """Of the processes that read this file: moved while they run. The time that only passes is nobody's to move."""

    file: Path

    def environment(self) -> dict[str, str]:
        (library, *_others) = [file for shape in LIBRARY for file in Path("/").glob(shape[1:])]
        return {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_CACHE_DURATION": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "FAKETIME_DONT_RESET": "1"}

    def show(self, hours: str) -> None:
        part = self.file.with_suffix(".part")
        part.write_text(f"{hours}\n")
        part.rename(self.file)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    made = Clock(tmp_path / "clock")
    made.show("+0")
    return made


def ending(town: Town) -> int:
    """A vote that ends in an hour: no act can ask for it, since a last day is a whole one."""
    world = town.world
    voters = people(world, 5)
    decision = open_question(world, question="Une question qui finit dans une heure ?", ballots="secret")
    for who in voters:
        world.do(ballots.answer, who, decision, "for")
    with world.engine.connect().execution_options(**WRITE) as connection, connection.begin():
        connection.execute(sa.update(Decision.__table__).where(Decision.__table__.c.id == decision).values(
            opened_at=world.now - timedelta(days=1), closes_at=world.now + timedelta(hours=1)))
    return decision


def waiting(town: Town) -> int:
    with town.app.app_context():
        left = int(db.session.scalar(sa.select(sa.func.count()).select_from(Outbox)) or 0)
        db.session.remove()
    return left


def state_of(town: Town, decision: int) -> tuple[DecisionState, int]:
    with town.app.app_context():
        row = db.session.get_one(Decision, decision)
        times = db.session.scalar(sa.select(sa.func.count()).select_from(Event).where(
            Event.kind == "decision.closed", Event.subject_id == decision)) or 0
        db.session.remove()
    return row.state, times


def moved(clock: Clock, town: Town, there: Crowd) -> list[int]:
    """What waits to be told at the end of each hour: seconds after somebody wrote, and not two hours."""
    left = []
    for hours in HOURS:
        clock.show(hours)
        time.sleep(EACH)
        assert faults(town, there) == []
        left.append(waiting(town))
    return left


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_hours_ahead_and_two_behind(kind: str, clock: Clock, tmp_path: Path, sqlite_template: Path, postgres: str,
                                        record_property: Callable[..., None]) -> None:
    (folder := tmp_path / "instance").mkdir()
    with lived(kind, folder, sqlite_template, postgres, CORDEE_MODE="production", CORDEE_BACKUP_FREE_PERCENT="0",
               **clock.environment()) as (site, town):
        people(town.world, PEOPLE)
        over = ending(town)
        place = place_of(town.world, NEEDS, open_question(town.world, ballots="secret"))
        there = crowd(site, town, place, PEOPLE)
        there.pause = 0.2
        site.begin()
        site.wait_until_it_answers()
        with there.at_work(WRITERS):
            left = moved(clock, town, there)
        time.sleep(3)
        site.stop()
        assert there.faults == []
        assert there.counted.broken == []
        assert faults(town, there) == []
        assert said(site) == []
        assert state_of(town, over) == (DecisionState.CLOSED, 1)
        with town.app.app_context():
            assert told_once(db.session()) == []
            db.session.remove()
        assert site.run("jobs", "once").returncode == 0
        assert site.run("journal", "verify").returncode == 0
    for name, value in (("acts", there.acts), ("lost", 0), ("doubled", 0), ("waiting to be told", left)):
        record_property(name, value)
