"""Majority judgment: the lower median, then what is left; the gauge shows and does not decide."""

import pytest

from app.governance.tally.result import Result
from app.governance.tally.settings import Malformed, Outcome
from tests.governance.tally.profiles import counted


def graded(grades: int = 5, **given: list[int]) -> Result:
    """`a=[2, 0, 1]`: two best grades and one third-best for option a."""
    columns = {option: [g for g, times in enumerate(counts) for _ in range(times)] for option, counts in given.items()}
    ballots = [{"choice": dict(zip(columns, row, strict=True))} for row in zip(*columns.values(), strict=True)]
    return counted("majority_judgment", {"options": list(given), "grades": grades, "ballots": ballots})


@pytest.mark.parametrize("grades", [None, 1, 101, "5", True, 5.0])
def test_the_number_of_grades_is_asked(grades: object) -> None:
    with pytest.raises(Malformed, match="grades"):
        counted("majority_judgment", {"options": ["a"], "grades": grades, "ballots": []})


@pytest.mark.parametrize("grade", ["5", "-1", "1/2", 2.0])
def test_the_grade_asked_is_on_the_scale(grade: object) -> None:
    document = {"options": ["a"], "grades": 5, "ballots": [{"choice": {"a": 1}}]}
    with pytest.raises(Malformed, match="option at_least: not_a_grade"):
        counted("majority_judgment", document, at_least=grade)


def test_between_two_middle_grades_the_lower_is_taken() -> None:
    assert graded(a=[1, 0, 0, 1]).evidence["majority_grade"] == {"a": 3}


def test_the_better_median_goes_first() -> None:
    assert graded(a=[0, 3, 2], b=[2, 0, 3]).ranking == (("a",), ("b",))


def test_equal_medians_are_told_apart_by_the_medians_that_follow() -> None:
    # Both grade 1; taken away once, a has 1 and b has 2.
    result = graded(a=[1, 3, 0, 1], b=[2, 1, 1, 1])
    assert result.evidence["majority_grade"] == {"a": 1, "b": 1}
    assert result.ranking == (("a",), ("b",))


def test_the_gauge_may_be_equal_where_the_values_differ() -> None:
    result = graded(a=[1, 1, 1, 0, 0], b=[1, 1, 0, 1, 0])
    gauge = result.evidence["gauge"]
    assert gauge["a"] == gauge["b"] == {"above": "1/3", "grade": 1, "below": "1/3"}
    assert result.ranking == (("a",), ("b",))


def test_the_same_grades_are_a_tie() -> None:
    result = graded(a=[1, 1, 1], b=[1, 1, 1])
    assert (result.ranking, result.outcome) == ((("a", "b"),), Outcome.TIE)


def test_an_option_left_out_has_the_worst_grade() -> None:
    document = {"options": ["a", "b"], "grades": 4, "ballots": [{"choice": {"b": 1}}]}
    assert counted("majority_judgment", document).evidence["grade_counts"] == {"a": [0, 0, 0, 1], "b": [0, 1, 0, 0]}


def test_the_first_is_adopted_when_its_grade_is_at_least_the_charters() -> None:
    document = {"options": ["a", "b"], "grades": 4, "ballots": [{"choice": {"a": 1, "b": 2}}]}
    assert counted("majority_judgment", document, at_least="1").outcome is Outcome.ADOPTED
    assert counted("majority_judgment", document, at_least=0).outcome is Outcome.REJECTED
    assert counted("majority_judgment", document, at_least=2).evidence["reaching"] == ["a", "b"]


def test_without_ballots_nothing_has_a_grade() -> None:
    result = counted("majority_judgment", {"options": ["a", "b"], "grades": 4, "ballots": []}, at_least="3")
    assert (result.outcome, result.ranking) == (Outcome.REJECTED, (("a", "b"),))
    assert result.evidence["majority_grade"] == {"a": None, "b": None}
