"""Consent as a count: the quorum and no objection, nothing else."""

import pytest

from app.governance.tally.settings import Outcome
from tests.governance.tally.profiles import ballot, counted


def outcome(*words: str, **options: object) -> Outcome | None:
    return counted("consent", {"ballots": [ballot(word) for word in words]}, **options).outcome


def test_one_objection_among_a_thousand_stands() -> None:
    assert outcome(*["consent"] * 999, "objection") is Outcome.REJECTED


def test_an_objection_stands_however_little_it_weighs() -> None:
    ballots = [ballot("consent", 100), {"weight": "1/1000", "choice": "objection"}]
    assert counted("consent", {"ballots": ballots}).outcome is Outcome.REJECTED


@pytest.mark.parametrize("word", ["consent", "concern", "aside"])
def test_anything_but_an_objection_lets_pass(word: str) -> None:
    assert outcome("consent", word) is Outcome.ADOPTED


def test_standing_aside_counts_for_the_quorum() -> None:
    assert outcome("consent", "aside", quorum=2) is Outcome.ADOPTED
    assert outcome("consent", "aside", quorum=3) is Outcome.NO_QUORUM


def test_silence_is_not_consent() -> None:
    assert outcome() is Outcome.NO_QUORUM


def test_the_evidence_counts_each_stand() -> None:
    evidence = counted("consent", {"ballots": [ballot("consent", 3), ballot("concern")]}).evidence
    assert [evidence[word] for word in ("consent", "concern", "objection", "aside")] == [3, 1, 0, 0]
