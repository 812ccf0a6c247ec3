"""Ballots turned by a quarter: for each option, the weight behind each number the ballots give it."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from .profile import Profile

_AT_ONCE = 10_000  # ballots turned together: the speed of C, without a second copy of them all


def columns(profile: Profile) -> list[Counter[int]]:
    by_weight: dict[int, list[bytes | tuple[int, ...]]] = {}
    for choice, weight in profile.by_choice().items():
        if not isinstance(choice, str):
            by_weight.setdefault(weight, []).append(choice)
    counts = [Counter[int]() for _option in profile.options]
    for weight, choices in by_weight.items():
        for total, found in zip(counts, _turned(choices, len(counts)), strict=True):
            total.update({number: times * weight for number, times in found.items()})
    return counts


def _turned(choices: Iterable[bytes | tuple[int, ...]], width: int) -> list[Counter[int]]:
    counts = [Counter[int]() for _option in range(width)]
    left = iter(choices)
    while some := list(islice(left, _AT_ONCE)):
        for count, column in zip(counts, zip(*some, strict=True), strict=True):
            count.update(column)
    return counts
