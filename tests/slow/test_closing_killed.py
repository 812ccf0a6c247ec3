"""kill -9 at each step of a closing and of a ballot: whatever the step, what follows ends the same."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.kinds import DecisionState
from app.decisions.models import Ballot, BallotBox, Decision, RollEntry, SealedBallot
from app.decisions.queries import rolls
from app.decisions.queries.decisions import file as published
from app.decisions.service import decisions
from app.governance.published import verify
from tests import forensics
from tests.build import World
from tests.polls import answer, open_question, people, said

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent
SAID = ("for", "against", "for", "abstain", "against", "for", "for")
LEFT_A_KEY = ("after the commit", "key overwritten", "key gone, its mark not")
CLOSING = ("before the flush", "before the commit", *LEFT_A_KEY, "all done")
ANSWERING = ("before the mark", "mark not yet on the disk", "before the commit", "all done")


def killed(world: World, engine: sa.Engine, step: str, *act: object) -> None:
    url = engine.url.render_as_string(hide_password=False)
    words = [sys.executable, "-m", "tests.slow.killed", url, forensics.folder(engine), step, *act]
    done = subprocess.run([*map(str, words)], cwd=ROOT, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("step", CLOSING)
def test_a_closing_killed_anywhere_ends_the_same(world: World, engine: sa.Engine, step: str):
    began = forensics.moment()
    members = people(world, len(SAID) + 2)
    decision = open_question(world, ballots="secret")
    receipts = answer(world, decision, dict(zip(members, SAID, strict=False)))
    (key,) = (file.read_bytes() for file in forensics.folder(engine).glob("*.key"))
    world.later(days=9)
    killed(world, engine, step, world.now.isoformat(), "close", decision)
    world.do(decisions.close_if_due, None, decision)
    assert world.do(decisions.sweep, None) == (step in LEFT_A_KEY)
    with world.make_session() as session:
        row, text = session.get_one(Decision, decision), published(session, decision) or ""
        assert row.state is DecisionState.CLOSED
        assert [row.result["evidence"][key] for key in ("for", "against", "abstain")] == [4, 2, 1]
        assert [found for found in verify(text) if found.wrong] == []
        assert all(text.count(code) == 1 for code in receipts.values())
        counts = [session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (
            Ballot, SealedBallot, BallotBox)]
        assert counts == [len(SAID), 0, 0]
        assert session.scalar(sa.select(sa.func.count()).select_from(RollEntry).where(
            RollEntry.answered.is_(True))) == len(SAID)
    assert [file.name for file in forensics.folder(engine).iterdir()] == ["CACHEDIR.TAG"]
    assert forensics.where(engine, forensics.shapes(key), began) == []


@pytest.mark.parametrize("step", ANSWERING)
def test_a_ballot_killed_anywhere_is_there_or_is_not_and_the_vote_goes_on(world: World, engine: sa.Engine, step: str):
    members = people(world, 7)
    decision = open_question(world, ballots="secret")
    answer(world, decision, dict.fromkeys(members[:3], "for"))
    killed(world, engine, step, world.now.isoformat(), "answer", decision, members[3], "against")
    assert sorted(said(world, decision)) == (["against"] if step == "all done" else []) + ["for"] * 3
    with world.make_session() as session:
        assert rolls.stopped(session) == []
    answer(world, decision, dict.fromkeys(members[4:6], "abstain"))
    world.do(decisions.close_if_due, None, decision, at=world.now + timedelta(days=9))
    with world.make_session() as session:
        assert session.get_one(Decision, decision).result["evidence"]["abstain"] == 2
