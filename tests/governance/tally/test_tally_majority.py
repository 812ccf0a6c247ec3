"""Majority: refusals first, then the three bases, both kinds of threshold, ties."""

import pytest

from app.governance.tally.settings import Malformed, Outcome
from tests.governance.tally.profiles import counted, votes


def outcome(yes: int, no: int, abstained: int = 0, roll: int | None = None, **options: object) -> Outcome | None:
    document = {"ballots": votes(yes, no, abstained)}
    if roll is not None:
        document |= {"roll": {"total": roll}}
    return counted("majority", document, **options).outcome


def test_a_share_of_the_roll_is_refused_without_a_roll() -> None:
    with pytest.raises(Malformed, match="option base: needs_roll"):
        outcome(3, 1, base="roll")


def test_two_thresholds_are_refused() -> None:
    with pytest.raises(Malformed, match="two_thresholds"):
        outcome(3, 1, at_least="1/2", more_than="1/2")


@pytest.mark.parametrize("share", ["3/2", "-1/2", "0.5", "2/0", 0.5, "1/2000", "a", "", None, True])
def test_what_is_not_a_share_is_refused(share: object) -> None:
    with pytest.raises(Malformed, match="option at_least: not_a_share"):
        outcome(3, 1, at_least=share)


def test_more_than_half_of_the_votes_expressed_is_what_is_asked_by_default() -> None:
    assert outcome(3, 2, 40) is Outcome.ADOPTED
    assert outcome(2, 3) is Outcome.REJECTED


def test_at_least_accepts_the_exact_share_and_more_than_does_not() -> None:
    assert outcome(2, 1, at_least="2/3") is Outcome.ADOPTED
    assert outcome(2, 1, more_than="2/3") is Outcome.REJECTED


@pytest.mark.parametrize(
    ("base", "expected"), [("expressed", Outcome.ADOPTED), ("cast", Outcome.REJECTED), ("roll", Outcome.REJECTED)]
)
def test_abstentions_weigh_only_where_the_base_says(base: str, expected: Outcome) -> None:
    assert outcome(5, 4, 3, roll=12, base=base) is expected


def test_absent_members_weigh_on_the_base_of_the_roll_only() -> None:
    assert outcome(6, 1, 1, roll=20, base="cast") is Outcome.ADOPTED
    assert outcome(6, 1, 1, roll=20, base="roll") is Outcome.REJECTED
    assert outcome(11, 1, 1, roll=20, base="roll") is Outcome.ADOPTED


@pytest.mark.parametrize("threshold", [{}, {"at_least": "1/2"}, {"more_than": "1/2"}])
def test_a_tie_never_passes(threshold: dict[str, str]) -> None:
    assert outcome(5, 5, **threshold) is Outcome.TIE


def test_equal_sides_below_a_higher_threshold_are_a_plain_rejection() -> None:
    assert outcome(5, 5, at_least="2/3") is Outcome.REJECTED


@pytest.mark.parametrize("ballots", [(0, 0, 0), (0, 0, 4)])
def test_nobody_for_or_against_adopts_nothing(ballots: tuple[int, int, int]) -> None:
    assert outcome(*ballots, at_least="0") is Outcome.REJECTED


def test_the_evidence_gives_the_figures_and_the_rule() -> None:
    evidence = counted("majority", {"ballots": votes(5, 4, 3)}, base="cast", at_least="2/5").evidence
    del evidence["turnout"]
    assert evidence == {
        "base": "cast",
        "threshold": {"at_least": "2/5"},
        "for": 5,
        "against": 4,
        "abstain": 3,
        "share": "5/12",
        "of": 12,
    }


def test_one_vote_in_ten_million_billion_is_enough() -> None:
    """2**53 + 1 has no float: a count in floats would see a tie."""
    many = 2**53 // 16
    assert outcome(many + 1, many) is Outcome.ADOPTED
    assert outcome(many, many + 1) is Outcome.REJECTED
    assert outcome(many, many) is Outcome.TIE


def test_fractional_weights_are_added_exactly() -> None:
    thirds = [{"weight": "1/3", "choice": "for"}] * 3
    assert counted("majority", {"ballots": [*thirds, {"choice": "against"}]}).outcome is Outcome.TIE
