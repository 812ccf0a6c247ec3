"""The pact, then the trial: what is written, measured and said, and by whom."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.unit_of_work import Refused
from app.experiments import service as experiments
from app.experiments.models import CheckIn, Indicator, Measure, Milestone, Pact
from app.groups import service as groups
from app.journal.models import Event
from app.proposals.queries.steering import facts_of
from tests.build import World
from tests.trial import experiment, gauge, measured, project_with_group, terms

ANSWERS = experiments.Answers(goes_well="Les gens viennent.", is_hard="Le froid du local.", comes_next="Un poêle.")


def kinds(session) -> list[str]:
    return list(session.scalars(sa.select(Event.kind).order_by(Event.id)))


def test_there_is_no_pact_before_the_group(world: World):
    alice = world.person("Alice")
    idea = world.idea(alice)
    with pytest.raises(Refused, match="not_at_this_stage"):
        world.do(experiments.save, alice, idea, terms(world), 0)


def test_a_plain_member_reads_the_pact_and_does_not_write_it(world: World):
    project, group = project_with_group(world)
    bob = world.person("Bob")
    world.do(groups.join, bob, group)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(experiments.save, bob, project, terms(world), 0)


def test_a_pact_may_be_written_part_by_part(world: World, session):
    project, _ = project_with_group(world)
    alice = world.people["Alice"]
    assert (
        world.do(experiments.save, alice, project, experiments.Terms(hypothesis="Un outil partagé sert plus."), 0) == 1
    )
    assert "pact_hypothesis" in facts_of(session, project).filled
    assert "pact_dates" not in facts_of(session, project).filled
    session.rollback()
    assert world.do(experiments.save, alice, project, terms(world), 1) == 2
    assert facts_of(session, project).filled >= {"pact_dates", "pact_stop", "pact_observers", "pact_population"}


@pytest.mark.parametrize("seen", [0, 7])
def test_somebody_else_s_newer_pact_is_not_overwritten(world: World, session, seen):
    project, _ = project_with_group(world)
    world.do(experiments.save, world.people["Zoe"], project, terms(world, hypothesis="Le texte de Zoe."), 0)
    with pytest.raises(Refused, match="changed_meanwhile"):
        world.do(experiments.save, world.people["Alice"], project, terms(world), seen)
    assert session.get_one(Pact, project).hypothesis == "Le texte de Zoe."


def test_two_at_once_write_one_pact(world: World, session):
    project, _ = project_with_group(world)
    refused: list[str] = []

    def write(name: str) -> None:
        try:
            world.do(experiments.save, world.people[name], project, terms(world, hypothesis=f"Le texte de {name}."), 0)
        except Refused as fault:
            refused.append(fault.code)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("Alice", "Zoe", "Yann")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["changed_meanwhile"] * 2
    assert session.get_one(Pact, project).number == 1


@pytest.mark.parametrize(("code", "field", "given"), [
    ("ends_before_it_starts", "ends_on", {"ends_on": date(2026, 1, 1)}),
    ("not_a_likely_day", "starts_on", {"starts_on": date(26, 1, 1)}),
    ("too_long", "stop", {"stop": "x" * 8001}),
    ("not_acceptable_text", "observers", {"observers": "Le centre\u202e social"}),
])
def test_a_pact_that_cannot_be(world: World, code, field, given):
    project, _ = project_with_group(world)
    with pytest.raises(Refused, match=code) as refused:
        world.do(experiments.save, world.people["Alice"], project, terms(world, **given), 0)
    assert refused.value.field == field


def test_an_indicator_keeps_its_figures_as_typed(world: World, session):
    project, _ = project_with_group(world)
    given = gauge(baseline=Decimal("0.10"), target=Decimal("12.5"))
    number = world.do(experiments.add_indicator, world.people["Alice"], project, given)
    row = session.get_one(Indicator, number)
    assert (str(row.baseline), str(row.target)) == ("0.10", "12.5")


@pytest.mark.parametrize(("code", "given"), [
    ("is_needed", {"name": ""}), ("too_long", {"unit": "x" * 41}), ("not_a_figure", {"target": Decimal("NaN")}),
    ("not_a_figure", {"baseline": Decimal(10) ** 13})])
def test_an_indicator_that_cannot_be(world: World, code, given):
    project, _ = project_with_group(world)
    with pytest.raises(Refused, match=code):
        world.do(experiments.add_indicator, world.people["Alice"], project, gauge(**given))


def test_twelve_indicators_are_enough(world: World):
    project, _ = project_with_group(world)
    for n in range(12):
        world.do(experiments.add_indicator, world.people["Alice"], project, gauge(name=f"Indicateur {n}"))
    with pytest.raises(Refused, match="too_many_indicators"):
        world.do(experiments.add_indicator, world.people["Alice"], project, gauge())


def test_an_indicator_goes_as_long_as_nothing_was_measured(world: World, session):
    project, indicator = experiment(world)
    alice = world.people["Alice"]
    spare = world.do(experiments.add_indicator, alice, project, gauge(name="Outils réparés"))
    world.do(experiments.drop_indicator, alice, project, spare)
    measured(world, indicator)
    with pytest.raises(Refused, match="indicator_has_measures"):
        world.do(experiments.drop_indicator, alice, project, indicator)
    assert session.scalars(sa.select(Indicator.id)).all() == [indicator]


def test_no_measure_before_the_trial(world: World):
    project, _ = project_with_group(world)
    alice = world.people["Alice"]
    indicator = world.do(experiments.add_indicator, alice, project, gauge())
    with pytest.raises(Refused, match="not_at_this_stage"):
        measured(world, indicator)


def test_a_measure_is_neither_in_the_future_nor_before_the_start(world: World):
    _, indicator = experiment(world)
    today = world.now.date()
    with pytest.raises(Refused, match="day_in_the_future"):
        measured(world, indicator, on=today + timedelta(days=1))
    with pytest.raises(Refused, match="before_the_start"):
        measured(world, indicator, on=today - timedelta(days=40))


def test_two_measures_of_a_day_are_both_kept(world: World, session):
    _, indicator = experiment(world)
    measured(world, indicator, "12")
    measured(world, indicator, "13,5".replace(",", "."))
    assert [str(m.value) for m in session.scalars(sa.select(Measure).order_by(Measure.id))] == ["12", "13.5"]
    assert kinds(session).count("measure.added") == 2


def test_a_follower_measures_nothing(world: World):
    _, indicator = experiment(world)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(experiments.add_measure, world.person("Charlie"), indicator, world.now.date(), Decimal(3))


def test_a_milestone_is_reached_once(world: World, session):
    project, _ = experiment(world)
    alice = world.people["Alice"]
    number = world.do(experiments.set_milestone, alice, project, "Le local est ouvert", world.now.date())
    assert world.do(experiments.reach_milestone, alice, project, number)
    assert not world.do(experiments.reach_milestone, alice, project, number)
    assert session.get_one(Milestone, number).done_on == world.now.date()
    assert kinds(session).count("milestone.reached") == 1


def test_a_check_in_answers_three_questions(world: World, session):
    project, _ = experiment(world)
    with pytest.raises(Refused, match="is_needed") as refused:
        world.do(experiments.check_in, world.people["Alice"], project,
                 experiments.Answers(goes_well="Les gens viennent.", is_hard="", comes_next="Un poêle."))
    assert refused.value.field == "is_hard"
    world.do(experiments.check_in, world.people["Alice"], project, ANSWERS)
    assert not session.scalars(sa.select(CheckIn)).one().stop_met


def test_no_check_in_in_a_work_group(world: World):
    project, _ = project_with_group(world)
    with pytest.raises(Refused, match="not_at_this_stage"):
        world.do(experiments.check_in, world.people["Alice"], project, ANSWERS)
