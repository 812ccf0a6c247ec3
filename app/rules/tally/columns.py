"""Ballots turned by a quarter: for each option, the numbers that ballots of one weight give it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from app.rules.tally.profile import Choice, Profile

Column = tuple[int, ...]
_AT_ONCE = 10_000  # ballots turned together: the speed of C, without a second copy of them all


def columns(ballots: Iterable[tuple[Choice, int]]) -> Iterator[tuple[int, list[Column]]]:
    """Some ballots of one weight at a time: that weight, and one column for each option."""
    by_weight: dict[int, list[bytes | Column]] = {}
    for choice, weight in ballots:
        if not isinstance(choice, str):
            by_weight.setdefault(weight, []).append(choice)
    for weight, choices in by_weight.items():
        left = iter(choices)
        while some := list(islice(left, _AT_ONCE)):
            yield weight, list(zip(*some, strict=True))


def number_counts(profile: Profile) -> list[Counter[int]]:
    """For each option, the weight behind each number (grade, or one for an approval)."""
    counts = [Counter[int]() for _option in profile.options]
    for weight, turned in columns(profile.by_choice().items()):
        for count, column in zip(counts, turned, strict=True):
            for number, times in Counter(column).items():
                count[number] += times * weight
    return counts
