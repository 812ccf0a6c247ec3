"""Quorum: overall or in each college, a number or a part of the roll; abstaining and standing aside are being there."""

import pytest

from app.governance.tally.settings import Malformed, Outcome
from tests.governance.tally.profiles import ballot, counted, votes

TEN = {"ballots": votes(3, 1, 1), "roll": {"total": 10}}


@pytest.mark.parametrize("quorum", ["3/2", "half", "-1", 1.5, "1/0"])
def test_what_is_no_quorum_is_refused(quorum: object) -> None:
    with pytest.raises(Malformed, match="option quorum"):
        counted("majority", TEN, quorum=quorum)


def test_a_part_of_the_roll_is_refused_without_a_roll() -> None:
    with pytest.raises(Malformed, match="option quorum: needs_roll"):
        counted("majority", {"ballots": votes(3, 1)}, quorum="1/2")


def test_a_college_quorum_is_refused_without_colleges() -> None:
    with pytest.raises(Malformed, match="option college_quorum: needs_colleges"):
        counted("majority", TEN, college_quorum="2")


@pytest.mark.parametrize(
    ("quorum", "expected"),
    [("1/2", Outcome.ADOPTED), ("51/100", Outcome.NO_QUORUM), ("5", Outcome.ADOPTED), (6, Outcome.NO_QUORUM)],
)
def test_the_quorum_is_met_by_the_exact_number(quorum: object, expected: Outcome) -> None:
    assert counted("majority", TEN, quorum=quorum).outcome is expected


def test_one_is_a_number_and_one_over_one_is_the_whole_roll() -> None:
    assert counted("majority", TEN, quorum="1").outcome is Outcome.ADOPTED
    assert counted("majority", TEN, quorum="1/1").outcome is Outcome.NO_QUORUM


@pytest.mark.parametrize("method", ["majority_judgment", "approval", "schulze"])
def test_without_its_quorum_an_election_has_no_outcome_but_its_figures(method: str) -> None:
    choice = {"majority_judgment": {"a": 0}, "approval": ["a"], "schulze": [["a"]]}[method]
    document = {"options": ["a", "b"], "grades": 3, "ballots": [ballot(choice)], "roll": {"total": 3}}
    result = counted(method, document, quorum="1/2")
    assert (result.outcome, result.ranking) == (Outcome.NO_QUORUM, (("a",), ("b",)))


def test_every_college_has_to_meet_its_own_quorum() -> None:
    roll = {"by_college": {"x": 4, "y": 4}}
    document = {"ballots": [*votes(4, 0, college="x"), *votes(1, 0, college="y")], "roll": roll}
    assert counted("majority", document, college_quorum="1/4").outcome is Outcome.ADOPTED
    assert counted("majority", document, college_quorum="1/2").outcome is Outcome.NO_QUORUM


def test_a_college_where_nobody_came_misses_its_quorum() -> None:
    colleges = [{"key": "x", "weight": 1}, {"key": "y", "weight": 1}]
    document = {"ballots": votes(4, 0, college="x"), "colleges": colleges}
    assert counted("majority", document, college_quorum=1).outcome is Outcome.NO_QUORUM


def test_the_turnout_is_in_the_evidence() -> None:
    turnout = counted("majority", TEN, quorum="2/3").evidence["turnout"]
    assert turnout == {
        "present": 5,
        "roll": 10,
        "turnout": "1/2",
        "quorum": {"asked": "2/3", "needed": "20/3", "met": False},
        "by_college": {},
        "quorum_met": False,
    }
