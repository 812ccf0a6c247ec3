"""How a trial ends, and what that does to the needs it answers."""

import pytest
import sqlalchemy as sa

from app.core.kinds import Answer, LinkKind, OutcomeKind, Status
from app.core.unit_of_work import Refused
from app.decisions.service import steering
from app.experiments import service as outcomes
from app.experiments.models import Outcome
from app.proposals.models import Passage, Proposal
from app.proposals.service import merging
from tests.build import REASON, World
from tests.trial import LESSONS, bilan, experiment, measured, project_with_group

K = OutcomeKind


def one(world: World, number: int) -> Proposal:
    with world.make_session() as session:
        return session.get_one(Proposal, number)


def recognised(world: World) -> int:
    need = world.need(world.person("Alice"))
    world.supporters(need, 8)
    return need


def test_no_bilan_before_the_trial(world: World):
    project, _ = project_with_group(world)
    with pytest.raises(Refused, match="not_at_this_stage"):
        world.do(outcomes.declare, world.people["Alice"], project, bilan(K.STOPPED))


@pytest.mark.parametrize(("code", "field", "given"), [
    ("too_short", "lessons", {"lessons": "On a beaucoup appris."}), ("is_needed", "lessons", {"lessons": " "}),
    ("too_short", "happened", {"happened": "Voilà."}), ("too_long", "reusable", {"reusable": "x" * 8001})])
def test_a_bilan_without_lessons_is_no_bilan(world: World, code, field, given):
    project, indicator = experiment(world)
    measured(world, indicator)
    with pytest.raises(Refused, match=code) as refused:
        world.do(outcomes.declare, world.people["Alice"], project, bilan(K.STOPPED, **given))
    assert refused.value.field == field
    assert one(world, project).stage == "experiment"


def test_somebody_outside_declares_nothing(world: World):
    project, _ = experiment(world)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(outcomes.declare, world.person("Charlie"), project, bilan(K.CONTINUED))


@pytest.mark.parametrize("kind", [K.CONTINUED, K.SCALED, K.TEMPORARY, K.STOPPED])
def test_the_bilan_closes_the_trial_by_itself(world: World, kind):
    project, indicator = experiment(world)
    measured(world, indicator)
    world.do(outcomes.declare, world.people["Alice"], project, bilan(kind))
    row = one(world, project)
    assert (row.stage, row.status, row.outcome) == ("outcome", Status.CLOSED, kind)


def test_a_bilan_waits_for_a_measure(world: World):
    project, indicator = experiment(world)
    world.do(outcomes.declare, world.people["Alice"], project, bilan(K.CONTINUED))
    assert one(world, project).stage == "experiment"
    world.later(days=2)
    measured(world, indicator)
    assert (one(world, project).stage, one(world, project).outcome) == ("outcome", K.CONTINUED)


@pytest.mark.parametrize("measured_first", [True, False])
def test_an_adapted_project_goes_back_to_its_group(world: World, session, measured_first):
    project, indicator = experiment(world)
    alice = world.people["Alice"]
    if measured_first:
        measured(world, indicator)
    world.do(outcomes.declare, alice, project, bilan(K.ADAPTED))
    if not measured_first:
        world.later(days=1)
        measured(world, indicator)
    row = one(world, project)
    assert (row.stage, row.status, row.outcome) == ("work_group", Status.OPEN, None)
    path = session.scalars(sa.select(Passage.to_stage).where(Passage.proposal_id == project).order_by(Passage.number))
    assert path.all() == ["work_group", "experiment", "outcome", "work_group"]


def test_the_bilan_of_a_first_trial_does_not_end_the_second(world: World):
    project, indicator = experiment(world)
    measured(world, indicator)
    world.do(outcomes.declare, world.people["Alice"], project, bilan(K.ADAPTED))
    world.later(days=30)
    world.do(steering.decide, world.people["Steering"], project, world.gate(project), Answer.PROMOTED, REASON)
    assert (one(world, project).stage, one(world, project).status) == ("experiment", Status.OPEN)


def test_said_again_before_it_moves_the_last_one_counts(world: World, session):
    project, indicator = experiment(world)
    alice = world.people["Alice"]
    world.do(outcomes.declare, alice, project, bilan(K.CONTINUED))
    world.do(outcomes.declare, alice, project, bilan(K.STOPPED, lessons=LESSONS + " Et le local ferme."))
    measured(world, indicator)
    assert one(world, project).outcome is K.STOPPED
    assert session.scalars(sa.select(Outcome.number).order_by(Outcome.number)).all() == [1, 2]


@pytest.mark.parametrize(("kind", "covered"), [
    (K.CONTINUED, True), (K.SCALED, True), (K.TEMPORARY, False), (K.STOPPED, False)])
def test_a_need_is_covered_when_what_answers_it_goes_on(world: World, kind, covered):
    need = recognised(world)
    project, indicator = experiment(world)
    world.do(merging.tie, world.people["Alice"], project, need, LinkKind.ANSWERS_NEED)
    measured(world, indicator)
    world.do(outcomes.declare, world.people["Alice"], project, bilan(kind))
    assert one(world, need).stage == ("covered" if covered else "recognised")


def test_a_closed_trial_takes_no_second_bilan(world: World):
    project, indicator = experiment(world)
    measured(world, indicator)
    world.do(outcomes.declare, world.people["Alice"], project, bilan(K.CONTINUED))
    with pytest.raises(Refused, match="not_open"):
        world.do(outcomes.declare, world.people["Alice"], project, bilan(K.STOPPED))
