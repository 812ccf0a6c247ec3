"""What time alone changes, and what it leaves alone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.kinds import Answer, MeetingState, Role, Status
from app.decisions.service import steering
from app.groups.models import Meeting
from app.journal.models import Event
from app.proposals.models import Proposal
from app.proposals.queries.steering import come_of_age, untouched
from app.proposals.service import proposals
from tests.build import REASON, World
from tests.trial import meeting, project_with_group


@pytest.fixture
def ripening(world: World) -> int:
    """Everything is met but the seven days of the first stage."""
    alice = world.person("Alice")
    idea = world.idea(alice)
    other = world.person("Zoe")
    world.carrier(idea, alice, other, world.structure("Les outils du pays", other))
    world.supporters(idea, 12)
    return idea


def one(world: World, idea: int) -> Proposal:
    with world.make_session() as session:
        return session.get_one(Proposal, idea)


def decline(world: World, idea: int) -> None:
    world.do(steering.decide, world.person("Carole", Role.STEERING), idea, world.gate(idea), Answer.DECLINED, REASON)


def test_nothing_is_due_before_its_day(world: World, session, ripening):
    assert come_of_age(session, world.later(days=6)) == []


def test_the_answer_clock_starts_when_the_last_condition_comes_of_age(world: World, session, ripening):
    assert come_of_age(session, world.later(days=7)) == [ripening]
    world.do(proposals.look_again, None, ripening)
    assert one(world, ripening).ready_since == world.now
    session.rollback()
    assert come_of_age(session, world.now) == []
    assert session.scalars(sa.select(Event.actor_id).where(Event.kind == "gate.ready")).all() == [None]


def test_what_lacks_something_else_is_not_looked_at(world: World, session):
    world.idea(world.person("Alice"))
    assert come_of_age(session, world.later(days=40)) == []


def test_what_was_declined_does_not_come_back_by_itself(world: World, session, ripening):
    world.later(days=9)
    world.do(proposals.look_again, None, ripening)
    decline(world, ripening)
    assert come_of_age(session, world.later(days=1)) == []


def test_a_decline_before_the_day_does_not_stop_the_clock(world: World, session, ripening):
    decline(world, ripening)
    assert come_of_age(session, world.later(days=8)) == [ripening]


def test_after_its_delay_it_sleeps_and_wakes_when_somebody_acts(world: World, session):
    need = world.need(world.person("Alice"))
    world.later(days=364)
    assert not world.do(proposals.fall_asleep, None, need)
    world.later(days=1)
    assert untouched(session, world.now) == [need]
    assert world.do(proposals.fall_asleep, None, need)
    assert one(world, need).status is Status.DORMANT
    assert not world.do(proposals.fall_asleep, None, need)
    world.do(proposals.support, world.person("Bob"), need)
    assert one(world, need).status is Status.OPEN
    session.rollback()
    told = session.scalars(sa.select(Event.kind).where(Event.subject_id == need).order_by(Event.id)).all()
    assert [kind for kind in told if kind.endswith(("dormant", "woken"))] == ["proposal.dormant", "proposal.woken"]


def test_what_waits_for_the_committee_never_sleeps(world: World, session, ripening):
    world.later(days=9)
    world.do(proposals.look_again, None, ripening)
    assert untouched(session, world.later(days=400)) == []
    assert not world.do(proposals.fall_asleep, None, ripening)


def test_an_act_since_the_list_was_made_keeps_it_awake(world: World, session):
    need = world.need(world.person("Alice"))
    assert untouched(session, world.later(days=365)) == [need]
    world.do(proposals.support, world.person("Bob"), need)
    assert not world.do(proposals.fall_asleep, None, need)


def test_a_meeting_whose_end_has_passed_is_not_held_by_itself(world: World, session):
    project, group = project_with_group(world)
    number = meeting(world, group, world.people["Alice"])
    world.later(days=30)
    world.do(proposals.look_again, None, project)
    assert session.get_one(Meeting, number).state is MeetingState.PLANNED


def test_the_step_looks_at_everything_that_is_due(app, site: World):
    from app.proposals.jobs import act_when_due

    need = site.need(site.person("Alice"))
    with app.app_context():
        assert act_when_due(app, site.now + timedelta(days=366)) == 1
        assert act_when_due(app, site.now + timedelta(days=366)) == 0
    assert one(site, need).status is Status.DORMANT
