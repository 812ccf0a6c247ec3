"""Where a proposal can go, what passes by itself, until when an answer is due, when it sleeps."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from app.governance.gates import Facts, due, evaluate, is_dormant, next_step, open_gates
from tests.governance.charters import shipped

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 10, 20, 10, tzinfo=UTC)
FACTS = Facts(stage_since=NOW - timedelta(days=40))
CHARTER = shipped()


def test_an_unknown_track_is_refused() -> None:
    with pytest.raises(KeyError):
        open_gates(CHARTER, "elsewhere", "idea")


def test_a_stage_without_gates_has_none() -> None:
    assert open_gates(CHARTER, "need", "covered") == ()


def test_the_gates_out_of_a_stage() -> None:
    assert [gate.key for gate in open_gates(CHARTER, "project", "idea")] == ["to_work_group"]


def test_seven_supports_leave_a_need_where_it_is() -> None:
    facts = replace(FACTS, supports=7, support_places=3)
    assert next_step(CHARTER, "need", "published", facts, NOW, PARIS) is None


def test_eight_supports_from_three_places_recognise_a_need() -> None:
    step = next_step(CHARTER, "need", "published", replace(FACTS, supports=8, support_places=3), NOW, PARIS)
    assert step is not None
    assert (step.gate.key, step.to_stage, step.report.met) == ("recognition", "recognised", True)


def test_a_gate_with_a_decision_never_passes_by_itself() -> None:
    facts = replace(FACTS, supports=50, support_places=9, carriers=3, carrier_structures=3,
                    filled=frozenset({"problem", "for_whom", "existing"}))
    (gate,) = open_gates(CHARTER, "project", "idea")
    assert evaluate(gate, facts, NOW, PARIS).met
    assert next_step(CHARTER, "project", "idea", facts, NOW, PARIS) is None


def test_an_outcome_to_adapt_goes_back_to_its_group() -> None:
    facts = replace(FACTS, filled=frozenset({"outcome_kind", "outcome_lessons", "outcome_adapted"}))
    step = next_step(CHARTER, "project", "outcome", facts, NOW, PARIS)
    assert step is not None
    assert step.to_stage == "work_group"


@given(st.integers(0, 20), st.integers(0, 6))
def test_a_need_moves_if_and_only_if_its_report_is_met(supports: int, places: int) -> None:
    facts = replace(FACTS, supports=supports, support_places=places)
    (gate,) = open_gates(CHARTER, "need", "published")
    moved = next_step(CHARTER, "need", "published", facts, NOW, PARIS) is not None
    assert moved == evaluate(gate, facts, NOW, PARIS).met == (supports >= 8 and places >= 3)


def test_no_clock_runs_on_an_automatic_gate_nor_before_it_is_ready() -> None:
    assert due(CHARTER.gate("recognition"), NOW, NOW, PARIS) is None
    assert due(CHARTER.gate("to_work_group"), None, NOW, PARIS) is None


def test_the_answer_is_due_until_the_end_of_the_last_day() -> None:
    """Thirty days from the 20th of October, over the night when the clock goes back."""
    clock = due(CHARTER.gate("to_work_group"), NOW, NOW, PARIS)
    assert clock is not None
    assert (clock.last_day, clock.days_left, clock.late) == (date(2026, 11, 19), 30, False)
    assert clock.until == datetime(2026, 11, 19, 23, tzinfo=UTC)


@pytest.mark.parametrize(("now", "left", "late"), [
    (datetime(2026, 11, 19, 22, 59, 59, tzinfo=UTC), 0, False), (datetime(2026, 11, 19, 23, tzinfo=UTC), -1, True)])
def test_it_is_late_from_the_next_midnight_on(now: datetime, left: int, late: bool) -> None:
    clock = due(CHARTER.gate("to_work_group"), NOW, now, PARIS)
    assert clock is not None
    assert (clock.days_left, clock.late) == (left, late)


@pytest.mark.parametrize(("days", "asleep"), [(179, False), (180, True), (-3, False)])
def test_an_idea_sleeps_after_its_delay(days: int, asleep: bool) -> None:
    stage = CHARTER.tracks["project"].stages["idea"]
    assert is_dormant(NOW - timedelta(days=days), NOW, stage, PARIS) is asleep


def test_a_final_stage_never_sleeps() -> None:
    stage = CHARTER.tracks["project"].stages["outcome"]
    assert not is_dormant(NOW - timedelta(days=9000), NOW, stage, PARIS)
