"""Schulze: known cycles, ties, omissions, the whole order, more options than a narrow lane holds."""

from app.governance.tally.result import Result
from app.governance.tally.settings import Outcome
from tests.governance.tally.profiles import ballot, counted


def ranked(weights: dict[str, int], options: str | None = None) -> Result:
    """`{"ab,c": 2}`: two ballots with a and b equal, then c."""
    ballots = [ballot([list(group) for group in text.split(",") if group], n) for text, n in weights.items()]
    names = options or "".join(sorted({sign for text in weights for sign in text if sign != ","}))
    return counted("schulze", {"options": list(names), "ballots": ballots})


def test_the_first_example_of_the_method_paper() -> None:
    """Schulze 2011, 45 voters on five options: E, A, C, B, D."""
    result = ranked(
        {
            "a,c,b,e,d": 5,
            "a,d,e,c,b": 5,
            "b,e,d,a,c": 8,
            "c,a,b,e,d": 3,
            "c,a,e,b,d": 7,
            "c,b,a,d,e": 2,
            "d,c,e,b,a": 7,
            "e,b,a,d,c": 8,
        }
    )
    assert result.ranking == (("e",), ("a",), ("c",), ("b",), ("d",))
    assert result.evidence["strongest_paths"]["e"] == {"a": 25, "b": 28, "c": 28, "d": 31}
    assert result.evidence["condorcet_winner"] is None


def test_options_left_out_are_equal_and_after_all_others() -> None:
    result = ranked({"b": 1}, options="abc")
    assert result.ranking == (("b",), ("a", "c"))
    assert result.evidence["pairwise"] == {"a": {"b": 0, "c": 0}, "b": {"a": 1, "c": 1}, "c": {"a": 0, "b": 0}}


def test_equals_on_a_ballot_prefer_neither() -> None:
    assert ranked({"ab,c": 3, "a,b,c": 1}).evidence["pairwise"]["b"] == {"a": 0, "c": 4}


def test_a_perfect_cycle_is_a_tie() -> None:
    result = ranked({"a,b,c": 1, "b,c,a": 1, "c,a,b": 1})
    assert (result.outcome, result.ranking) == (Outcome.TIE, (("a", "b", "c"),))


def test_defeats_weigh_by_the_votes_that_win_them_not_by_their_margin() -> None:
    # a beats b 6 to 5, b beats c 7 to 4, c beats a 5 to 2 with four indifferent: the 5 yields, not the margin of one.
    result = ranked({"a,b,c": 2, "ac,b": 2, "c,a,b": 2, "b,ac": 2, "b,c,a": 3})
    pairs = result.evidence["pairwise"]
    assert (pairs["a"]["b"], pairs["b"]["c"], pairs["c"]["a"], pairs["a"]["c"]) == (6, 7, 5, 2)
    assert result.ranking == (("a",), ("b",), ("c",))


def test_a_clear_winner_needs_no_verdict() -> None:
    result = ranked({"a,b": 2, "b,a": 1})
    assert (result.outcome, result.evidence["condorcet_winner"]) == (None, "a")


def test_without_ballots_all_are_equal() -> None:
    assert counted("schulze", {"options": ["a", "b"], "ballots": []}).ranking == (("a", "b"),)


def test_a_ranking_of_more_options_than_a_narrow_lane_holds() -> None:
    names = [f"o{number}" for number in range(130)]
    result = counted("schulze", {"options": names, "ballots": [ballot([[name] for name in reversed(names)], 2)]})
    assert [group[0] for group in result.ranking] == names[::-1]
