"""Who can block and who can pass alone, everybody voting: exact, by counting coalitions of voices that weigh the same
(Banzhaf 1965 for the power of each)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, prod

from app.rules.charter.model import Charter, DecisionRule
from app.rules.charter.words import Method
from app.rules.tally.settings import HALF

MOST = 200_000
Counts = tuple[int, ...]


@dataclass(frozen=True)
class Class:
    """Voices that weigh the same: those of a college where it is counted by colleges, else all of them."""

    key: str
    size: int
    weight: Fraction


@dataclass(frozen=True)
class Coalition:
    """How many of each class; `ways` is how many sets of voices that makes."""

    counts: Mapping[str, int]
    ways: int

    @property
    def size(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Power:
    """`pass_alone` and `block_alone` are the classes one voice of which is enough. `swings` is how often one voice of a
    class decides, among all the coalitions of the others (Banzhaf). `exact` is False where there are too many."""

    exact: bool
    classes: tuple[Class, ...]
    winning: tuple[Coalition, ...] = ()
    blocking: tuple[Coalition, ...] = ()
    pass_alone: tuple[str, ...] = ()
    block_alone: tuple[str, ...] = ()
    swings: Mapping[str, Fraction] | None = None


def classes_of(charter: Charter, rule: DecisionRule, voices: Mapping[str, int]) -> tuple[Class, ...]:
    """A college's weight is shared between its voices when all of them vote."""
    if not rule.colleges:
        size = sum(voices.values())
        return (Class("", size, Fraction(1, size)),) if size else ()
    there = [(key, voices[key]) for key in rule.colleges if voices.get(key)]
    whole = sum((charter.colleges[key].weight for key, _size in there), Fraction(0))
    return tuple(Class(key, size, charter.colleges[key].weight / whole / size) for key, size in there)


def power(charter: Charter, rule: DecisionRule, voices: Mapping[str, int]) -> Power:
    """With everybody voting for or against. Under consent anybody's standing objection blocks; nobody passes alone."""
    classes = classes_of(charter, rule, voices)
    if rule.counted is Method.CONSENT:
        return Power(True, classes, block_alone=tuple(each.key for each in classes))
    if rule.counted is not Method.MAJORITY or prod(each.size + 1 for each in classes) > MOST:
        return Power(False, classes)
    wins = _winning(classes, rule)
    losing_without = {counts: not wins[_rest(counts, classes)] for counts in wins}
    minimal = [counts for counts, good in wins.items() if good and not any(wins[less] for less in _less(counts))]
    blocks = [counts for counts, good in losing_without.items()
              if good and any(counts) and not any(losing_without[less] for less in _less(counts) if any(less))]
    return Power(True, classes, _told(minimal, classes), _told(blocks, classes), _alone(minimal, classes),
                 _alone(blocks, classes), _swings(wins, classes))


def _winning(classes: tuple[Class, ...], rule: DecisionRule) -> dict[Counts, bool]:
    threshold = rule.threshold or HALF
    half = Fraction(1, 2)
    wins = {}
    for counts in product(*(range(each.size + 1) for each in classes)):
        share = sum((number * each.weight for number, each in zip(counts, classes, strict=True)), Fraction(0))
        tie = share == half == threshold.share
        wins[counts] = threshold.reached(share) and not tie and any(counts)
    return wins


def _rest(counts: Counts, classes: tuple[Class, ...]) -> Counts:
    return tuple(each.size - number for number, each in zip(counts, classes, strict=True))


def _less(counts: Counts) -> Iterator[Counts]:
    """One voice fewer."""
    for n, number in enumerate(counts):
        if number:
            yield (*counts[:n], number - 1, *counts[n + 1:])


def _told(found: list[Counts], classes: tuple[Class, ...]) -> tuple[Coalition, ...]:
    """The smallest first."""
    told = [Coalition({each.key: number for number, each in zip(counts, classes, strict=True) if number},
                      prod(comb(each.size, number) for number, each in zip(counts, classes, strict=True)))
            for counts in found]
    return tuple(sorted(told, key=lambda coalition: (coalition.size, sorted(coalition.counts.items()))))


def _alone(found: list[Counts], classes: tuple[Class, ...]) -> tuple[str, ...]:
    return tuple(classes[counts.index(1)].key for counts in found if sum(counts) == 1)


def _swings(wins: Mapping[Counts, bool], classes: tuple[Class, ...]) -> dict[str, Fraction]:
    total = sum(each.size for each in classes)
    found = {}
    for n, each in enumerate(classes):
        turned = 0
        for counts, good in wins.items():
            if good and counts[n] and not wins[(*counts[:n], counts[n] - 1, *counts[n + 1:])]:
                others = [comb(other.size, number) for number, other in zip(counts, classes, strict=True)]
                others[n] = comb(each.size - 1, counts[n] - 1)
                turned += prod(others)
        found[each.key] = Fraction(turned, 2 ** (total - 1))
    return found
