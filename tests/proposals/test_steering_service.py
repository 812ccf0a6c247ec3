"""The committee's answer put off, and its refusal taken before others: how often, until when, by whom."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.service import roles
from app.core.kinds import Answer, DecisionKind, Role
from app.core.unit_of_work import Refused
from app.decisions.models import Decision
from app.decisions.service import decisions, steering
from app.proposals.models import GateAnswer, Proposal
from app.proposals.service.proposals import look_again
from tests.build import REASON, World
from tests.polls import answer, close

GATE = "to_work_group"


@pytest.fixture
def idea(world: World) -> int:
    """Ready since today: the committee has thirty days."""
    number = world.ready_idea(world.person("Alice"))
    world.do(look_again, None, number)
    world.person("Ines", Role.STEERING)
    return number


def postpone(world: World, idea: int, who: str = "Ines", reason: str = REASON) -> object:
    return world.do(steering.postpone, world.person(who), idea, GATE, reason)


def declined(world: World, idea: int) -> int:
    """The committee says no; the answer's number."""
    world.do(steering.decide, world.person("Ines"), idea, GATE, Answer.DECLINED, REASON)
    with world.make_session() as session:
        return session.scalars(sa.select(GateAnswer.id).where(GateAnswer.proposal_id == idea)
                               .order_by(GateAnswer.id.desc()).limit(1)).one()


def appeal(world: World, idea: int, refusal: int, who: str = "Alice", reason: str = REASON) -> int:
    made: int = world.do(steering.appeal, world.person(who), idea, refusal, reason)
    return made


def judged(world: World, idea: int, refusal: int, said: str) -> int:
    """Those who speak for the two structures that carry it answer so."""
    decision = appeal(world, idea, refusal)
    answer(world, decision, {world.people[name]: said for name in ("Zoe", "Yann")})
    close(world, decision)
    return decision


def stage(world: World, idea: int) -> str:
    with world.make_session() as session:
        return session.get_one(Proposal, idea).stage


# put off


def test_a_member_does_not_put_it_off_nor_the_committee_without_saying_why(world: World, idea: int):
    with pytest.raises(Refused, match="not_your_role"):
        postpone(world, idea, "Bob")
    for reason in ("", "Plus tard."):
        with pytest.raises(Refused) as no:
            postpone(world, idea, reason=reason)
        assert no.value.field == "reason"


def test_nothing_is_put_off_before_it_is_ready(world: World):
    world.person("Ines", Role.STEERING)
    with pytest.raises(Refused, match="nothing_to_postpone"):
        postpone(world, world.idea(world.person("Alice")))


def test_put_off_by_the_days_of_the_charter_once_and_answered_all_the_same(world: World, idea: int):
    with world.make_session() as session:
        row = session.get_one(Proposal, idea)
    assert postpone(world, idea) == (row.ready_since + timedelta(days=30 + 60)).date()
    with pytest.raises(Refused, match="postponed_enough"):
        postpone(world, idea)
    assert stage(world, idea) == "idea"
    world.later(days=50)
    assert world.do(steering.decide, world.person("Ines"), idea, GATE, Answer.PROMOTED, REASON)


def test_ready_anew_it_can_be_put_off_anew(world: World, idea: int):
    postpone(world, idea)
    declined(world, idea)
    world.later(days=5)
    world.do(look_again, None, idea)
    assert postpone(world, idea)


# appealed


def test_there_must_be_a_refusal_of_that_very_proposal(world: World, idea: int):
    postpone(world, idea)
    with world.make_session() as session:
        put_off = session.scalars(sa.select(GateAnswer.id)).one()
    with pytest.raises(Refused, match="nothing_to_appeal"):
        appeal(world, idea, put_off)
    other = world.idea(world.people["Alice"], title="Un four à pain banal à Tallard")
    with pytest.raises(Refused, match="nothing_to_appeal"):
        appeal(world, other, declined(world, idea))


def test_only_those_who_carry_it_appeal_and_they_say_why(world: World, idea: int):
    refusal = declined(world, idea)
    for name in ("Bob", "Ines"):
        with pytest.raises(Refused, match="not_your_role"):
            appeal(world, idea, refusal, name)
    with pytest.raises(Refused) as no:
        appeal(world, idea, refusal, reason="Non.")
    assert no.value.field == "reason"


def test_within_its_days_the_last_included(world: World, idea: int):
    refusal = declined(world, idea)
    world.later(days=31)
    with pytest.raises(Refused, match="appeal_is_late"):
        appeal(world, idea, refusal)
    world.later(days=-1)
    assert appeal(world, idea, refusal)


def test_it_goes_once_to_those_whom_the_charter_names(world: World, idea: int):
    """As long as the charter's questions last at least; meanwhile the committee does not answer again."""
    refusal = declined(world, idea)
    with world.make_session() as session:
        row = session.get_one(Decision, appeal(world, idea, refusal))
    assert (row.kind, row.by, row.gate, row.details, row.roll) == (
        DecisionKind.APPEAL, "representatives", GATE, REASON, 2)
    assert row.closes_on == (world.now + timedelta(days=7)).date()
    with pytest.raises(Refused, match="appealed_once"):
        appeal(world, idea, refusal)
    with pytest.raises(Refused, match="decision_is_open_already"):
        world.do(steering.decide, world.person("Ines"), idea, GATE, Answer.PROMOTED, REASON)


def test_granted_it_passes(world: World, idea: int):
    decision = judged(world, idea, declined(world, idea), "for")
    assert stage(world, idea) == "work_group"
    with world.make_session() as session:
        last = session.scalars(sa.select(GateAnswer).order_by(GateAnswer.id.desc()).limit(1)).one()
    assert (last.answer, last.decision_id) == (Answer.PROMOTED, decision)


def test_refused_it_stays_and_is_not_appealed_again(world: World, idea: int):
    refusal = declined(world, idea)
    decision = judged(world, idea, refusal, "against")
    assert stage(world, idea) == "idea"
    with world.make_session() as session:
        second = session.scalars(sa.select(GateAnswer.id).where(GateAnswer.decision_id == decision)).one()
    for answer_id, code in ((refusal, "nothing_to_appeal"), (second, "appealed_once")):
        with pytest.raises(Refused, match=code):
            appeal(world, idea, answer_id)


def test_annulled_the_appeal_was_still_made(world: World, idea: int):
    refusal = declined(world, idea)
    world.do(decisions.annul, world.person("Ines"), appeal(world, idea, refusal), REASON)
    world.later(hours=48)
    world.do(roles.expire, None, 1)
    with pytest.raises(Refused, match="appealed_once"):
        appeal(world, idea, refusal)
