"""A consent round driven by people: what is refused at each step, objections from their raising to their lifting."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.core.kinds import ConsentStep, DecisionState, ObjectionState, Subject
from app.core.unit_of_work import Refused
from app.decisions.models import Decision, Objection
from app.decisions.service import ballots, rounds
from app.journal.models import Event
from tests.build import REASON, World
from tests.polls import chair, open_question, people

S, State = ConsentStep, ObjectionState
HARM = rounds.Harm(harm="La trésorerie ne tient pas deux mois.", purpose="Alléger les petites structures du réseau.",
                   facts="Quatre mille euros en caisse l’hiver dernier.", lift="Un acompte de moitié, payé avant.")


def with_a_no(reason: str) -> rounds.Tested:
    """One of the four answers is no."""
    return rounds.Tested(harms_purpose=True, caused_by_it=False, not_safe_enough=True, from_the_role=True,
                         reason=reason)


NO = with_a_no(REASON)
NEW = "Un acompte de moitié est versé avant chaque commande, par chacune des structures."


def at(world: World, step: ConsentStep, **more: object) -> tuple[int, list[int]]:
    """A round at that step, moved by its days; and its circle."""
    members = people(world, 5)
    decision = open_question(world, "consent", **more)
    while row(world, decision).step is not step:
        pass_days(world, decision)
    return decision, members


def row(world: World, decision: int) -> Decision:
    with world.make_session() as session:
        return session.get_one(Decision, decision)


def pass_days(world: World, decision: int) -> None:
    world.now = row(world, decision).step_until
    assert world.do(rounds.step_if_due, None, decision)


def consent(world: World, decision: int, who: list[int]) -> None:
    for person in who:
        world.do(ballots.answer, person, decision, "consent")


def objected(world: World) -> tuple[int, list[int], int]:
    """One objects, the others consent; it is worked on."""
    decision, members = at(world, S.OBJECTIONS)
    world.do(rounds.object_, members[0], decision, HARM)
    consent(world, decision, members[1:])
    pass_days(world, decision)
    with world.make_session() as session:
        return decision, members, session.scalars(sa.select(Objection.id)).one()


def state(world: World, objection: int) -> ObjectionState:
    with world.make_session() as session:
        return session.get_one(Objection, objection).state


def test_who_carries_it_does_not_facilitate(world: World):
    alice = world.person("Alice")
    idea = world.idea(alice)
    people(world)
    with pytest.raises(Refused, match="facilitator_carries_it"):
        open_question(world, "consent", "Adopter ce texte tel quel ?", proposal_id=idea, facilitator_id=alice)


@pytest.mark.parametrize("step", [S.PRESENTATION, S.CLARIFICATION, S.REACTIONS, S.AMEND])
def test_nobody_answers_before_the_call_for_objections(world: World, step: ConsentStep):
    decision, members = at(world, step)
    with pytest.raises(Refused, match="not_at_this_step"):
        world.do(ballots.answer, members[0], decision, "consent")


def test_nobody_speaks_after_it(world: World):
    decision, members = at(world, S.OBJECTIONS)
    with pytest.raises(Refused, match="not_at_this_step"):
        world.do(rounds.say, members[0], decision, "Une précision, encore ?")


def test_an_objection_without_its_reasons_is_none(world: World):
    decision, members = at(world, S.OBJECTIONS)
    with pytest.raises(Refused, match="objection_needs_its_reasons"):
        world.do(ballots.answer, members[0], decision, "objection")
    with pytest.raises(Refused) as no:
        world.do(rounds.object_, members[0], decision, rounds.Harm(harm="Non.", purpose="", facts="", lift=""))
    assert no.value.field == "harm"


def test_who_said_nothing_before_may_object(world: World):
    decision, members, objection = objected(world)
    assert (row(world, decision).step, state(world, objection)) == (S.INTEGRATION, State.RAISED)
    assert members


def test_nobody_tests_their_own(world: World):
    decision, members, objection = objected(world)
    with pytest.raises(Refused, match="your_own_objection"):
        world.do(rounds.test, members[0], decision, objection, NO)


def test_a_no_gives_its_reason(world: World):
    decision, members, objection = objected(world)
    with pytest.raises(Refused, match="is_needed"):
        world.do(rounds.test, members[1], decision, objection, with_a_no(""))


def test_amended_accepted_adopted_with_reservations(world: World):
    decision, members, objection = objected(world)
    world.do(rounds.amend, chair(world), decision, (objection,), NEW)
    assert (state(world, objection), row(world, decision).version) == (State.AMENDED, 2)
    world.do(rounds.accept, members[0], decision, objection, lifted=True)
    pass_days(world, decision)
    consent(world, decision, members[1:])
    pass_days(world, decision)
    done = row(world, decision)
    assert (done.outcome, done.state, state(world, objection)) == (
        "adopted_with_reservations", DecisionState.CLOSED, State.INTEGRATED)
    assert done.review_on is not None


def test_silence_on_the_new_text_is_not_consent(world: World):
    """Those who had consented are asked again, and none answers: the quorum is not there."""
    decision, members, objection = objected(world)
    world.do(rounds.amend, chair(world), decision, (objection,), NEW)
    world.do(rounds.accept, members[0], decision, objection, lifted=True)
    pass_days(world, decision)
    pass_days(world, decision)
    assert row(world, decision).outcome == "returned"


def test_not_valid_is_contested_once(world: World):
    decision, members, objection = objected(world)
    for person in members[1:4]:
        world.do(rounds.test, person, decision, objection, NO)
    pass_days(world, decision)
    assert state(world, objection) is State.NOT_VALID
    world.do(rounds.contest, members[0], decision, objection, REASON)
    pass_days(world, decision)
    for person in members[1:4]:
        world.do(rounds.test, person, decision, objection, NO)
    pass_days(world, decision)
    assert state(world, objection) is State.NOT_VALID
    with pytest.raises(Refused, match="contested_once"):
        world.do(rounds.contest, members[0], decision, objection, REASON)


def test_two_rounds_then_the_vote_that_the_rule_says(world: World):
    decision, members = at(world, S.OBJECTIONS, fallback={
        "method": "majority", "open_days": 7, "more_than": "1/2", "quorum": "1/4", "appeal": {
            "days": 30, "to": "steering"}})
    world.do(rounds.object_, members[0], decision, HARM)
    while row(world, decision).state is DecisionState.OPEN:
        pass_days(world, decision)
    done = row(world, decision)
    with world.make_session() as session:
        after = session.scalars(sa.select(Decision).where(Decision.follows_id == decision)).one()
    assert (done.outcome, after.method.value, after.roll) == ("fallback_vote", "majority", done.roll)


def test_without_an_answer_the_text_goes_back(world: World):
    decision, _members = at(world, S.OBJECTIONS)
    pass_days(world, decision)
    assert row(world, decision).outcome == "returned"


def test_answering_otherwise_takes_the_objection_back(world: World):
    decision, members = at(world, S.OBJECTIONS)
    world.do(rounds.object_, members[0], decision, HARM)
    consent(world, decision, members)
    pass_days(world, decision)
    assert row(world, decision).outcome == "adopted"


def test_one_objection_at_a_time(world: World):
    decision, members = at(world, S.OBJECTIONS)
    world.do(rounds.object_, members[0], decision, HARM)
    with pytest.raises(Refused, match="one_objection_at_a_time"):
        world.do(rounds.object_, members[0], decision, replace(HARM, lift="Rien ne la lèverait, à ce jour."))


def test_the_same_objection_sent_twice_is_one(world: World):
    """And the same receipt: it is a ballot, which writes no key."""
    decision, members = at(world, S.OBJECTIONS)
    codes = {world.do(rounds.object_, members[0], decision, HARM).code for _ in range(3)}
    with world.make_session() as session:
        said = session.scalar(sa.select(sa.func.count()).where(Event.kind == "objection.raised"))
        assert (len(codes), said, session.scalar(sa.select(sa.func.count()).select_from(Objection))) == (1, 1, 1)


def test_only_those_who_propose_amend(world: World):
    decision, members, objection = objected(world)
    with pytest.raises(Refused, match="proposers_amend"):
        world.do(rounds.amend, members[2], decision, (objection,), NEW)


def test_the_facilitator_moves_it_on_but_not_the_call_for_objections(world: World):
    decision, _members = at(world, S.REACTIONS)
    world.do(rounds.next_step, chair(world), decision)
    world.do(rounds.next_step, chair(world), decision)
    with pytest.raises(Refused, match="too_early"):
        world.do(rounds.next_step, chair(world), decision)


def test_somebody_else_does_not(world: World):
    decision, members = at(world, S.CLARIFICATION)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(rounds.next_step, members[0], decision)


def test_it_can_be_withdrawn(world: World):
    decision, _members = at(world, S.REACTIONS)
    world.do(rounds.withdraw, chair(world), decision)
    assert row(world, decision).outcome == "withdrawn"


def test_all_of_it_can_be_read_back(world: World):
    decision, members, objection = objected(world)
    world.do(rounds.amend, chair(world), decision, (objection,), NEW)
    world.do(rounds.accept, members[0], decision, objection, lifted=True)
    with world.make_session() as session:
        kinds = session.scalars(sa.select(Event.kind).where(
            Event.subject_kind == Subject.DECISION, Event.subject_id == decision, Event.kind != "decision.opened")
            .order_by(Event.seq)).all()
    assert kinds == ["round.moved"] * 4 + ["objection.raised", "round.moved", "objection.settled", "round.amended",
                                           "objection.settled"]
