"""A clock that was two hours ahead and is put right: nothing that it dated waits until then, nobody is kept out."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.service import signing_in
from app.core import limits
from app.core.kinds import DecisionState, Stance
from app.core.unit_of_work import Refused
from app.decisions.models import Decision
from app.decisions.service import ballots, decisions
from app.discussion import service as discussion
from app.journal.models import Outbox
from app.notifications import service as delivery
from app.notifications.models import Mail
from app.notifications.queries import due_events, due_mails
from app.site.register import state
from tests.build import World
from tests.polls import open_question, people

AHEAD = timedelta(hours=2)
KEY = "t" * 40


def asked(world: World, **given: object) -> str:
    return str(world.do(signing_in.ask_code, None, "alice@example.org", "fr", KEY, **given).what)


def test_what_happened_meanwhile_is_told_at_once(world: World, session):
    idea = world.idea(world.person("Alice"))
    world.do(discussion.post, world.person("Bob"), idea, Stance.FOR, "Bonjour.", "fr", at=world.now + AHEAD)
    for event in due_events(session, world.now, 50):
        assert world.do(delivery.deliver, None, event, "fr") is not None
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Outbox)) == 0


def test_a_code_leaves_at_once(world: World, session):
    asked(world, at=world.now + AHEAD)
    ((mail, tries),) = due_mails(session, world.now, 9)
    assert world.do(delivery.lease, None, mail, tries) is not None


def test_what_is_put_off_waits_all_the_same(world: World, session):
    asked(world)
    mail = session.scalars(sa.select(Mail.id)).one()
    world.do(delivery.lease, None, mail, 0)
    session.rollback()
    assert due_mails(session, world.now, 9) == []


def test_codes_spent_meanwhile_keep_nobody_out_for_longer(world: World):
    for _ in range(limits.CODES_OF_STRANGERS):
        assert asked(world, at=world.now + AHEAD) == "code"
    assert asked(world, at=world.now + AHEAD) == "link"
    assert asked(world, at=world.now + AHEAD) == "nothing"
    assert asked(world) == "code"
    for _ in range(limits.CODES_OF_STRANGERS - 1):
        asked(world)
    assert asked(world) == "link"
    assert asked(world, at=world.now + timedelta(seconds=-2)) == "nothing", "two that ask at once are not two clocks"


def test_closed_stays_closed_and_the_journal_holds(world: World, session):
    voters = people(world, 3)
    decision = open_question(world)
    for who in voters:
        world.do(ballots.answer, who, decision, "for")
    end = session.get_one(Decision, decision).closes_at
    world.do(decisions.close_if_due, None, decision, at=end)
    world.now = end - AHEAD
    with pytest.raises(Refused):
        world.do(ballots.answer, voters[0], decision, "against")
    world.do(decisions.close_if_due, None, decision)
    session.rollback()
    row = session.get_one(Decision, decision)
    assert (row.state, row.closed_at) == (DecisionState.CLOSED, end)
    world.idea(world.person("Alice"))
    assert state(session).faults == []
