"""Who can block and who can pass, alone or with others, whatever the rest do: exact, by enumeration.

Players whose voices are the same are counted together, so that forty structures of one voice each are forty-one cases.
Where they all differ, up to 25 of them, the 2^25 coalitions are one whole number, a bit for each (truth.py).
The power of each is how often it decides among all the coalitions of the others (Banzhaf 1965).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, prod

from app.governance.charter.model import Charter, DecisionRule
from app.governance.simulation.recounting import Chamber, Player, counted_as, roll_of
from app.governance.simulation.replay import Table

MOST_CASES = 20_000
MOST_PLAYERS = 25
SHOWN = 6
Counts = tuple[int, ...]


@dataclass(frozen=True)
class Class:
    """Players whose voices are the same."""

    players: tuple[Player, ...]

    @property
    def size(self) -> int:
        return len(self.players)

    @property
    def voices(self) -> Mapping[str, int]:
        return self.players[0].voices


@dataclass(frozen=True)
class Coalition:
    """So many of each class, by its place; `ways` is how many sets of players that makes."""

    counts: Counts
    ways: int

    @property
    def size(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Coalitions:
    """The minimal ones: nobody in them is too many. `least` players in the smallest, `number` of them in all, the
    smallest `shown`."""

    least: int | None
    number: int | None
    shown: tuple[Coalition, ...] = ()


@dataclass(frozen=True)
class Power:
    """`exact` False: too many to be enumerated, and `winning.least` is then of voices, a bound from below. `swings`, by
    class: how often one of it decides, of how many coalitions of the others."""

    exact: bool
    classes: tuple[Class, ...]
    winning: Coalitions
    blocking: Coalitions
    pass_alone: tuple[Player, ...] = ()
    block_alone: tuple[Player, ...] = ()
    swings: tuple[Fraction, ...] = ()


def power(charter: Charter, rule: DecisionRule, players: Sequence[Player]) -> Power:
    """A coalition passes when its « yes » is enough even if all the others say no, or stay away; it blocks when the
    others cannot do without it."""
    players = counted_as(charter, rule, players)
    chamber = Chamber(charter, rule, roll_of(players))
    classes = classes_of(players)
    if not players or prod(each.size + 1 for each in classes) <= MOST_CASES:
        return _by_classes(chamber, classes)
    if len(players) <= MOST_PLAYERS:
        return _by_bits(chamber, classes)
    return _bounded(chamber, classes)


def classes_of(players: Iterable[Player]) -> tuple[Class, ...]:
    """The strongest first."""
    found: dict[tuple[tuple[str, int], ...], list[Player]] = {}
    for player in players:
        found.setdefault(tuple(sorted(player.voices.items())), []).append(player)
    return tuple(sorted((Class(tuple(each)) for each in found.values()), key=lambda each: -each.players[0].size))


def decides(chamber: Chamber, yes: Mapping[str, int]) -> bool:
    """Enough, with everybody else against; and enough to be counted, with everybody else away."""
    return chamber.carries(yes, chamber.roll) and chamber.quorum(yes) and any(yes.values())


def _by_classes(chamber: Chamber, classes: tuple[Class, ...]) -> Power:
    cases = {counts: decides(chamber, _voices(classes, counts))
             for counts in product(*(range(each.size + 1) for each in classes))}
    full = tuple(each.size for each in classes)
    blocks = {counts: not cases[tuple(size - n for size, n in zip(full, counts, strict=True))] for counts in cases}
    winning, blocking = _minimal(cases, classes), _minimal(blocks, classes)
    return Power(True, classes, _told(winning, classes), _told(blocking, classes), _alone(winning, classes),
                 _alone(blocking, classes), _swings(cases, classes))


def _voices(classes: tuple[Class, ...], counts: Counts) -> dict[str, int]:
    found: dict[str, int] = {}
    for each, number in zip(classes, counts, strict=True):
        for college, voices in each.voices.items():
            found[college] = found.get(college, 0) + number * voices
    return found


def _less(counts: Counts) -> Iterator[Counts]:
    """One player fewer."""
    return ((*counts[:n], number - 1, *counts[n + 1:]) for n, number in enumerate(counts) if number)


def _minimal(cases: Mapping[Counts, bool], classes: tuple[Class, ...]) -> list[Counts]:
    found = [counts for counts, good in cases.items() if good and not any(cases[less] for less in _less(counts))]
    return sorted(found, key=lambda counts: (sum(counts), [-n for n in counts]))


def _ways(counts: Counts, classes: tuple[Class, ...]) -> int:
    return prod(comb(each.size, number) for each, number in zip(classes, counts, strict=True))


def _told(found: list[Counts], classes: tuple[Class, ...]) -> Coalitions:
    told = [Coalition(counts, _ways(counts, classes)) for counts in found]
    return Coalitions(told[0].size if told else None, sum(each.ways for each in told), tuple(told[:SHOWN]))


def _alone(found: list[Counts], classes: tuple[Class, ...]) -> tuple[Player, ...]:
    return tuple(player for counts in found if sum(counts) == 1 for player in classes[counts.index(1)].players)


def _swings(cases: Mapping[Counts, bool], classes: tuple[Class, ...]) -> tuple[Fraction, ...]:
    others = 2 ** (sum(each.size for each in classes) - 1) if classes else 1
    turned = [0] * len(classes)
    for counts, good in cases.items():
        for n, number in enumerate(counts if good else ()):
            if number and not cases[(*counts[:n], number - 1, *counts[n + 1:])]:
                turned[n] += _ways(counts, classes) * number // classes[n].size
    return tuple(Fraction(each, others) for each in turned)


def _by_bits(chamber: Chamber, classes: tuple[Class, ...]) -> Power:
    """Every player apart, in the order of the classes."""
    players = [player for each in classes for player in each.players]
    table = Table([player.voices for player in players], lambda yes: decides(chamber, yes))
    winning, blocking = table.minimal(table.good), table.minimal(table.dual())
    places = {id(player): n for n, each in enumerate(classes) for player in each.players}
    turned = [table.swings(n) for n in range(len(players))]
    firsts = [next(n for n, player in enumerate(players) if player is each.players[0]) for each in classes]

    def told(minimal: int) -> Coalitions:
        least, sets = table.smallest(minimal, SHOWN)
        counted = [tuple(sum(places[id(players[n])] == k for n in one) for k in range(len(classes))) for one in sets]
        return Coalitions(least, minimal.bit_count(), tuple(Coalition(c, _ways(c, classes)) for c in
                                                            dict.fromkeys(counted)))

    def alone(minimal: int) -> tuple[Player, ...]:
        return tuple(player for n, player in enumerate(players) if minimal >> (1 << n) & 1)

    return Power(True, classes, told(winning), told(blocking), alone(winning), alone(blocking),
                 tuple(Fraction(turned[n], 2 ** (len(players) - 1)) for n in firsts))


def _bounded(chamber: Chamber, classes: tuple[Class, ...]) -> Power:
    """In voices: no fewer can pass, however well placed, and no fewer can block. Who can do it alone is still exact."""
    fewest, total = chamber.fewest(chamber.roll), sum(chamber.roll.values())
    most = fewest.at_worst
    whole = [(each, _voices((each,), (1,))) for each in classes]
    rest = {id(each): {key: number - yes.get(key, 0) for key, number in chamber.roll.items()} for each, yes in whole}
    return Power(
        False, classes, Coalitions(fewest.at_best, None), Coalitions(None if most is None else total - most + 1, None),
        tuple(player for each, yes in whole if decides(chamber, yes) for player in each.players),
        tuple(player for each, _yes in whole if not decides(chamber, rest[id(each)]) for player in each.players))
