"""Colleges: what is refused, the two ways to combine, who weighs nothing, quorums in each."""

import pytest

from app.governance.tally.result import Result
from app.governance.tally.settings import Malformed, Outcome
from tests.governance.tally.profiles import Document, counted, votes

Counts = tuple[int, int, int]


def by_college(counts: dict[str, Counts], weights: dict[str, int], **more: object) -> Document:
    ballots = [one for college, sides in counts.items() for one in votes(*sides, college=college)]
    return {"ballots": ballots, "colleges": [{"key": key, "weight": weight} for key, weight in weights.items()], **more}


def three(residents: Counts, structures: Counts, communes: Counts, **options: object) -> Result:
    counts = {"residents": residents, "structures": structures, "communes": communes}
    return counted("majority", by_college(counts, {"residents": 2, "structures": 2, "communes": 1}), **options)


def test_a_ballot_without_college_is_refused() -> None:
    document = by_college({}, {"residents": 1}) | {"ballots": votes(1, 0)}
    with pytest.raises(Malformed, match=r"ballots\[0\].college: no_college"):
        counted("majority", document)


@pytest.mark.parametrize("method", ["approval", "schulze"])
def test_only_binary_methods_are_counted_by_college(method: str) -> None:
    document = {"options": ["a"], "ballots": [], "colleges": [{"key": "x", "weight": 1}]}
    with pytest.raises(Malformed, match="colleges: colleges_not_counted"):
        counted(method, document)


def test_proportional_adds_the_shares_by_weight() -> None:
    result = three((1, 1, 0), (3, 1, 0), (0, 9, 0))
    assert result.evidence["share"] == "1/2"  # 2/5 x 1/2 + 2/5 x 3/4 + 1/5 x 0
    assert result.outcome is Outcome.TIE


def test_the_winner_takes_all_the_weight_of_its_college() -> None:
    result = three((51, 49, 0), (1, 9, 0), (2, 1, 0), colleges="winner_takes_all")
    assert (result.outcome, result.evidence["share"]) == (Outcome.ADOPTED, "3/5")


def test_a_tie_inside_a_college_gives_its_weight_to_neither_side() -> None:
    result = three((5, 5, 0), (9, 1, 0), (1, 2, 0), colleges="winner_takes_all")
    assert (result.outcome, result.evidence["share"]) == (Outcome.REJECTED, "2/5")


def test_a_college_that_expressed_nothing_weighs_nothing() -> None:
    result = three((3, 1, 0), (0, 0, 7), (0, 0, 0))
    assert result.evidence["share"] == "3/4"
    assert [college["counts_for"] for college in result.evidence["colleges"]] == ["1/1", "0/1", "0/1"]


def test_a_college_that_only_abstains_weighs_where_abstentions_do() -> None:
    """Left out, its first vote for would bring it back with a small share, and could undo an adoption."""
    assert three((3, 1, 0), (0, 0, 7), (0, 0, 0), base="cast").evidence["share"] == "3/8"
    assert three((3, 1, 0), (1, 0, 6), (0, 0, 0), base="cast").evidence["share"] == "25/56"


def test_no_college_expressing_anything_adopts_nothing() -> None:
    result = three((0, 0, 1), (0, 0, 1), (0, 0, 1), at_least="0")
    assert (result.outcome, result.evidence["share"]) == (Outcome.REJECTED, None)


def test_the_base_applies_inside_each_college() -> None:
    assert three((2, 1, 3), (2, 1, 3), (2, 1, 3)).outcome is Outcome.ADOPTED
    assert three((2, 1, 3), (2, 1, 3), (2, 1, 3), base="cast").outcome is Outcome.REJECTED


def test_the_base_of_the_roll_asks_for_the_roll_of_each_college() -> None:
    document = by_college({"x": (1, 0, 0)}, {"x": 1, "y": 1}, roll={"by_college": {"x": 4}})
    with pytest.raises(Malformed, match=r"option base: needs_roll"):
        counted("majority", document, base="roll")


def test_the_base_of_the_roll_counts_the_absent_of_each_college() -> None:
    counts, roll = {"x": (3, 0, 0), "y": (1, 2, 0)}, {"by_college": {"x": 4, "y": 5}}
    result = counted("majority", by_college(counts, {"x": 1, "y": 1}, roll=roll), base="roll")
    assert result.evidence["share"] == "19/40"  # half of 3/4 + half of 1/5


def test_each_college_says_what_it_brought() -> None:
    residents = three((1, 1, 0), (3, 1, 0), (0, 9, 0)).evidence["colleges"][0]
    assert residents == {
        "key": "residents",
        "weight": 2,
        "for": 1,
        "against": 1,
        "abstain": 0,
        "share": "1/2",
        "counts_for": "2/5",
        "brings": "1/5",
    }
