"""Three hundred kill -9 of the server while many people write: what was answered is there, once; nothing is half."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.extensions import db
from tests.polls import open_question, people
from tests.slow.crowd import Crowd, crowd
from tests.slow.lives import Site, lived
from tests.slow.promises import broken, place_of, told_once
from tests.web.town import Town

pytestmark = pytest.mark.slow
KILLS = {"sqlite": 200, "postgresql": 100}
COLD = 25  # each so many, the whole command begins again, and not only its server
PEOPLE, WRITERS, NEEDS = 240, 6, 12
MOST_TURNS = 40
SHORTEST, LONGEST = 0.05, 0.8  # seconds of a life, from the first answer on

WELL = ("the schema is the one of this version", "each open vote has its key and its ballots",
        "nothing waits to be told")


def said(site: Site) -> list[str]:
    """What the log holds beside the warnings of a start."""
    return [line for line in site.log.read_text().splitlines() if "ERROR" in line or "Traceback" in line]


def at_one_moment(session: Session) -> None:
    """PostgreSQL reads each statement at a moment of its own where nothing else is asked; others write meanwhile."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def faults(town: Town, there: Crowd) -> list[str]:
    """What was promised before the reading began."""
    promised = there.told.copied()
    with town.app.app_context():
        db.session.remove()
        at_one_moment(db.session())
        found = broken(db.session(), promised, there.place)
        db.session.remove()
    return found


def killed(site: Site, town: Town, there: Crowd, times: int) -> list[str]:
    drawn, found = random.Random(2026), list[str]()
    for life in range(times):
        if life % COLD == COLD - 1:
            site.begin_cold()
        else:
            site.begin()
        site.wait_until_it_answers()
        found += faults(town, there)
        time.sleep(drawn.uniform(SHORTEST, LONGEST))
        site.kill()
        if found:
            break
    return found


def untold(site: Site, town: Town) -> list[str]:
    """One turn of the jobs tells two hundred events at most: as many turns as that takes."""
    found = ["nobody looked"]
    for _turn in range(MOST_TURNS):
        assert site.run("jobs", "once").returncode == 0
        with town.app.app_context():
            found = told_once(db.session())
            db.session.remove()
        if not any("events wait" in fault for fault in found):
            break
    return found


@pytest.mark.parametrize("kind", KILLS)
def test_what_was_answered_is_there_once(kind: str, tmp_path: Path, sqlite_template: Path, postgres: str,
                                         record_property: Callable[..., None]) -> None:
    begun = time.monotonic()
    with lived(kind, tmp_path, sqlite_template, postgres, CORDEE_MODE="production", CORDEE_BACKUP_HOURS="0") as (
            site, town):
        people(town.world, PEOPLE)
        place = place_of(town.world, NEEDS, open_question(town.world, ballots="secret"))
        there = crowd(site, town, place, PEOPLE)
        with there.at_work(WRITERS):
            found = killed(site, town, there, KILLS[kind])
            site.begin()
            site.wait_until_it_answers()
        assert found == []
        assert there.faults == []
        assert there.counted.broken == []
        assert faults(town, there) == []
        site.stop()
        assert untold(site, town) == []
        assert site.run("journal", "verify").returncode == 0
        checked = site.run("site", "check").stdout
        assert [line for line in WELL if f"ok    {line}" not in checked] == [], checked
        assert said(site) == []
    for name, value in (("kills", KILLS[kind]), ("acts", there.acts), ("requests", there.counted.sent),
                        ("sent again", there.counted.unanswered), ("promises", there.told.number()), ("lost", 0),
                        ("doubled", 0), ("seconds", round(time.monotonic() - begun))):
        record_property(name, value)
