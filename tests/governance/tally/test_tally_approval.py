"""Approval: most approved first; a share of all ballots where the charter asks one."""

from app.governance.tally.settings import Outcome
from tests.governance.tally.profiles import Document, ballot, counted

FIVE: Document = {
    "options": ["a", "b", "c"],
    "ballots": [ballot(["a", "b"], 2), ballot(["a"]), ballot(["c"]), ballot([])],
}


def test_options_are_ordered_by_approvals() -> None:
    result = counted("approval", FIVE)
    assert (result.outcome, result.ranking) == (None, (("a",), ("b",), ("c",)))
    assert result.evidence["approvals"] == {"a": 3, "b": 2, "c": 1}


def test_empty_ballots_count_in_the_share() -> None:
    assert counted("approval", FIVE, at_least="3/5").outcome is Outcome.ADOPTED
    assert counted("approval", FIVE, more_than="3/5").outcome is Outcome.REJECTED


def test_two_options_equally_first_are_a_tie_and_adopt_nothing() -> None:
    document = FIVE | {"ballots": [ballot(["a", "b"])]}
    assert counted("approval", document).outcome is Outcome.TIE
    assert counted("approval", document, at_least="1/2").outcome is Outcome.TIE


def test_no_ballot_reaches_no_share() -> None:
    document = FIVE | {"ballots": []}
    assert counted("approval", document, at_least="0").outcome is Outcome.REJECTED
    assert counted("approval", document).ranking == (("a", "b", "c"),)


def test_the_evidence_says_which_options_reach_the_share() -> None:
    assert counted("approval", FIVE, at_least="2/5").evidence["reaching"] == ["a", "b"]
