"""A decision that holds until a date: it comes back by itself that day, once, to the same people by the same rule."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.kinds import DecisionKind, Role
from app.decisions.jobs import run_decisions
from app.decisions.models import Decision
from app.decisions.service import decisions
from app.journal.models import Event
from tests.build import World
from tests.polls import QUESTION, answer, close, decided, open_question, people

YES = ("for", "for", "for")
DAYS = 90


def row(world: World, decision: int) -> Decision:
    with world.make_session() as session:
        return session.get_one(Decision, decision)


def come_back(world: World, decision: int) -> int | None:
    found: int | None = world.do(decisions.come_back, None, decision)
    return found


def test_one_that_was_not_adopted_has_nothing_to_review(world: World):
    decision = decided(world, "majority", ("against", "against", "for"), review_days=DAYS)
    assert row(world, decision).review_on is None
    world.later(days=DAYS)
    assert come_back(world, decision) is None


def test_nor_one_whose_rule_says_no_date(world: World):
    decision = decided(world, "majority", YES)
    world.later(days=4000)
    assert come_back(world, decision) is None


def test_not_the_day_before(world: World):
    decision = decided(world, "majority", YES, review_days=DAYS)
    world.later(days=DAYS - 1)
    assert come_back(world, decision) is None


def test_that_day_it_is_asked_again_by_the_same_rule(world: World):
    decision = decided(world, "majority", YES, review_days=DAYS)
    world.later(days=DAYS)
    again, first = row(world, come_back(world, decision) or 0), row(world, decision)
    assert (again.kind, again.follows_id, again.rule, again.roll) == (
        DecisionKind.REVIEW, decision, first.rule, first.roll)
    assert again.question == f"À revoir\u00a0: {QUESTION}"
    with world.make_session() as session:
        told = session.scalars(sa.select(Event.data).where(Event.kind == "decision.came_back")).one()
    assert told["review_id"] == again.id


def test_once(world: World):
    decision = decided(world, "majority", YES, review_days=DAYS)
    world.later(days=DAYS)
    assert come_back(world, decision) is not None
    assert come_back(world, decision) is None


def test_adopted_again_it_holds_until_another_date_and_says_so_once(world: World):
    members = people(world, 3)
    decision = open_question(world, review_days=DAYS)
    for _time in range(2):
        answer(world, decision, dict.fromkeys(members, "for"))
        close(world, decision)
        world.later(days=DAYS)
        decision = come_back(world, decision) or 0
    assert row(world, decision).question == f"À revoir\u00a0: {QUESTION}"


def test_who_left_the_committee_is_not_asked_again_and_nobody_is_no_failure(world: World):
    """The roll is that of its day. Where nobody is on it, it waits, and stops neither the loop nor the others."""
    ines = world.person("Ines", Role.STEERING)
    decision = open_question(world, electorate="steering", review_days=DAYS)
    answer(world, decision, {ines: "for"})
    close(world, decision)
    world.later(days=DAYS)
    with world.make_session() as session:
        session.connection(execution_options={"writes": True})
        session.execute(sa.text("DELETE FROM membership"))
        session.commit()
    assert come_back(world, decision) is None
    assert row(world, decision).reviewed_at is None
    world.role(world.person("Jean"), Role.STEERING)
    assert row(world, come_back(world, decision) or 0).roll == 1


def test_the_loop_brings_it_back(app, site: World):
    decision = decided(site, "majority", YES, review_days=DAYS)
    with app.app_context():
        assert run_decisions(app, site.now + timedelta(days=DAYS - 2)) == 0
        assert run_decisions(app, site.now + timedelta(days=DAYS)) == 1
        assert run_decisions(app, site.now + timedelta(days=DAYS)) == 0
    with site.make_session() as session:
        assert session.scalars(sa.select(Decision.follows_id).where(Decision.kind == DecisionKind.REVIEW)).all() == [
            decision]


@pytest.mark.parametrize("given", [("consent", "consent", "consent"), ("consent", "concern", "consent")])
def test_a_consent_always_has_its_date(app, site: World, given: tuple[str, ...]):
    """Steps moved on, counted and brought back by the loop alone."""
    members = people(site, 3)
    decision = open_question(site, "consent")
    with app.app_context():
        while (now := row(site, decision)).step not in (None, "objections"):
            assert run_decisions(app, now.step_until) == 1
        site.now = now.step_since
        answer(site, decision, dict(zip(members, given, strict=True)))
        run_decisions(app, now.step_until)
        done = row(site, decision)
        assert done.review_on == now.step_on + timedelta(days=181)
        assert run_decisions(app, done.closed_at + timedelta(days=181)) == 1
