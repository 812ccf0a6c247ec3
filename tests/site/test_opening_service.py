"""A decision from its opening to what follows from it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.kinds import Answer, DecisionState, Role
from app.core.unit_of_work import Refused
from app.decisions.models import Decision, RollEntry
from app.decisions.service import ballots, decisions, steering
from app.proposals.models import GateAnswer, Passage, Proposal
from tests.build import REASON, World
from tests.polls import said

QUESTION = "Cette idée devient-elle un groupe de travail ?"


def committee(world: World, *names: str) -> list[int]:
    return [world.person(name, Role.STEERING) for name in names]


def opened(world: World) -> tuple[int, int, list[int]]:
    """(decision, proposal, committee)"""
    idea = world.ready_idea(world.person("Alice"))
    people = committee(world, "Ines", "Jean", "Karim")
    return world.do(decisions.open_gate, people[0], idea, world.gate(idea), QUESTION, "Tout est réuni."), idea, people


def test_the_committee_answers_and_the_idea_passes(world: World):
    decision, idea, (ines, jean, _karim) = opened(world)
    world.do(ballots.answer, ines, decision, "for")
    world.do(ballots.answer, jean, decision, "for")
    world.later(days=8)
    assert world.do(decisions.close_if_due, None, decision)
    with world.make_session() as session:
        row = session.get_one(Decision, decision)
        assert (row.state, row.outcome) == (DecisionState.CLOSED, "adopted")
        passage = session.scalars(sa.select(Passage).where(Passage.proposal_id == idea)).one()
        assert session.get_one(GateAnswer, passage.answer_id).decision_id == decision
        assert session.get_one(Proposal, idea).stage == "work_group"


def test_a_refusal_is_an_answer(world: World):
    decision, idea, (ines, jean, _karim) = opened(world)
    world.do(ballots.answer, ines, decision, "against", None, REASON)
    world.do(ballots.answer, jean, decision, "against", None, REASON)
    world.later(days=8)
    world.do(decisions.close_if_due, None, decision)
    with world.make_session() as session:
        said = session.scalars(sa.select(GateAnswer.answer).where(GateAnswer.proposal_id == idea)).one()
    assert said is Answer.DECLINED


def test_a_public_no_gives_its_reason(world: World):
    decision, _idea, (ines, *_others) = opened(world)
    with pytest.raises(Refused) as refused:
        world.do(ballots.answer, ines, decision, "against")
    assert (refused.value.code, refused.value.field) == ("is_needed", "reason")


def test_not_before_its_last_day_is_over(world: World):
    decision, _idea, _people = opened(world)
    assert not world.do(decisions.close_if_due, None, decision, at=world.now + timedelta(days=6))


def test_who_carries_it_is_recused(world: World):
    zoe = world.person("Zoe", Role.STEERING)
    decision, _idea, _people = opened(world)
    with world.make_session() as session:
        assert session.scalars(sa.select(RollEntry.recused).where(
            RollEntry.decision_id == decision, RollEntry.person_id == zoe)).one()
    with pytest.raises(Refused, match="you_are_recused"):
        world.do(ballots.answer, zoe, decision, "for")


def test_changing_ones_mind_is_one_ballot(world: World):
    decision, _idea, (ines, *_others) = opened(world)
    first = world.do(ballots.answer, ines, decision, "for")
    again = world.do(ballots.answer, ines, decision, "abstain")
    assert said(world, decision) == ["abstain"]
    assert (first.code, again.code, again.changed) == (first.code, first.code, True)


def test_hands_that_say_otherwise_are_refused(world: World):
    idea = world.ready_idea(world.person("Alice"))
    ines, jean, _karim = committee(world, "Ines", "Jean", "Karim")
    with pytest.raises(Refused, match="hands_say_otherwise"):
        world.do(steering.decide, ines, idea, world.gate(idea), Answer.PROMOTED, REASON,
                 steering.Hands(1, 1, present=frozenset({ines, jean})))
