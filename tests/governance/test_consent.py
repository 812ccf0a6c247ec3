"""The consent round as a machine: every state has a way out, and nothing is adopted while an objection stands."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from app.core.kinds import ConsentStep, ObjectionState
from app.governance.charter.model import DecisionRule, Electorate, Method, Silence
from app.governance.consent import (
    BEFORE,
    ENDS,
    STANDING,
    Standing,
    at_closing,
    holds_valid,
    last_day,
    next_move,
    verdict,
)
from app.governance.tally.settings import Outcome, Quorum, Threshold

S = ConsentStep
VOTE = DecisionRule(Method.MAJORITY, Electorate.GROUP, Method.MAJORITY,
                    threshold=Threshold(Fraction(2, 3), strict=False))
RULE = DecisionRule(Method.CONSENT, Electorate.GROUP, Method.CONSENT, open_days=15, rounds_max=2, step_days=5,
                    quorum=Quorum(Fraction(1, 2), of_roll=True), fallback=VOTE)
RUNNING = [step for step in S if step not in ENDS]
standings = st.builds(
    Standing, step=st.sampled_from(RUNNING), round=st.integers(1, 4), open_objections=st.integers(0, 3),
    amended=st.booleans(), outcome=st.sampled_from([*Outcome]), reservations=st.booleans())


@given(now=standings)
def test_every_step_has_a_way_out(now: Standing):
    move = next_move(now, RULE)
    assert move.ends or move.step in RUNNING
    assert move.step is not now.step


@given(now=standings)
def test_nothing_is_adopted_while_an_objection_stands(now: Standing):
    move = next_move(now, RULE)
    if move.step in (S.ADOPTED, S.ADOPTED_WITH_RESERVATIONS):
        assert (now.open_objections, now.step, now.outcome) == (0, S.OBJECTIONS, Outcome.ADOPTED)


@given(answers=st.lists(st.integers(0, 2), min_size=30, max_size=30))
def test_a_round_always_ends(answers: list[int]):
    """Whatever is objected, whenever."""
    step, number = S.PRESENTATION, 1
    for objections in answers:
        move = next_move(Standing(step, number, objections, outcome=Outcome.ADOPTED), RULE)
        if move.ends:
            return
        step, number = move.step, move.round
    raise AssertionError("thirty steps, and no end")


@pytest.mark.parametrize("step", sorted(ENDS))
def test_what_is_over_does_not_move(step: ConsentStep):
    with pytest.raises(ValueError, match="over"):
        next_move(Standing(step, 1, 0), RULE)


def test_the_steps_before_objections_come_in_their_order():
    assert [next_move(Standing(step, 1, 0), RULE).step for step in BEFORE[:-1]] == list(BEFORE[1:])


@pytest.mark.parametrize(("number", "rule", "end"), [
    (1, RULE, S.INTEGRATION), (2, RULE, S.INTEGRATION), (3, RULE, S.FALLBACK_VOTE),
    (3, DecisionRule(Method.CONSENT, Electorate.GROUP, Method.CONSENT, rounds_max=2), S.RETURNED)])
def test_after_the_last_round_the_charters_fallback(number: int, rule: DecisionRule, end: ConsentStep):
    assert next_move(Standing(S.OBJECTIONS, number, 1), rule).step is end


@pytest.mark.parametrize(("outcome", "reservations", "end"), [
    (Outcome.ADOPTED, False, S.ADOPTED), (Outcome.ADOPTED, True, S.ADOPTED_WITH_RESERVATIONS),
    (Outcome.NO_QUORUM, False, S.RETURNED)])
def test_how_it_ends_without_objection(outcome: Outcome, reservations: bool, end: ConsentStep):
    assert next_move(Standing(S.OBJECTIONS, 1, 0, outcome=outcome, reservations=reservations), RULE).step is end


def test_everybody_is_asked_again_after_the_objections_were_worked_on():
    move = next_move(Standing(S.INTEGRATION, 1, 0, amended=True), RULE)
    assert (move.step, move.round) == (S.OBJECTIONS, 2)


@pytest.mark.parametrize(("valid", "not_valid", "circle", "state"), [
    (0, 0, 5, "valid"), (1, 1, 5, "valid"), (0, 1, 5, "valid"), (0, 2, 5, "not_valid"), (2, 3, 5, "not_valid"),
    (0, 1, 1, "not_valid"), (3, 2, 5, "valid")])
def test_doubt_a_tie_and_silence_leave_an_objection_standing(valid: int, not_valid: int, circle: int, state: str):
    assert verdict(valid, not_valid, circle) is ObjectionState(state)


@given(answers=st.lists(st.booleans(), min_size=4, max_size=4))
def test_one_no_is_enough_not_to_hold_it_valid(answers: list[bool]):
    assert holds_valid(answers) == (False not in answers)


def test_the_first_call_for_objections_lasts_the_charters_days():
    opened, today = date(2026, 6, 1), date(2026, 6, 3)
    assert last_day(S.OBJECTIONS, 1, today, opened, RULE) == opened + timedelta(days=15)
    assert last_day(S.OBJECTIONS, 2, today, opened, RULE) == today + timedelta(days=5)
    assert last_day(S.CLARIFICATION, 1, today, opened, RULE) == today + timedelta(days=5)


SAID = [("consent", 1, False), ("concern", 1, False), ("consent", 2, False), ("aside", 1, False)]


def test_silence_after_a_change_is_not_consent():
    assert at_closing(SAID, 2, RULE) == ["consent"]


def test_unless_the_charter_says_so():
    from dataclasses import replace

    assert at_closing(SAID, 2, replace(RULE, silence=Silence.CONSENT)) == ["consent", "concern", "consent", "aside"]


def test_an_objection_stands_or_becomes_a_reservation():
    assert at_closing([("objection", 1, True), ("objection", 1, False)], 2, RULE) == ["objection", "concern"]


def test_what_stands_is_what_is_not_settled():
    assert set(ObjectionState) - STANDING == {
        ObjectionState.INTEGRATED, ObjectionState.NOT_VALID, ObjectionState.WITHDRAWN}
