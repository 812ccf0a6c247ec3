"""What a rule gives at each turnout, with one college absent, with the largest structure voting as a block: exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from app.rules.charter.model import Charter, DecisionRule
from app.rules.simulate.chamber import Chamber, Fewest, Voices

PERCENTS = tuple(range(10, 101, 10))
WHOLE = 100


@dataclass(frozen=True)
class Player:
    """Who votes as one: a person, or a structure with all those of the roll who speak for it. `voices` by college;
    `structure` is its id, None for somebody who speaks for nobody else."""

    voices: Voices
    structure: int | None = None
    person: int | None = None

    @property
    def size(self) -> int:
        return sum(self.voices.values())


@dataclass(frozen=True)
class Need:
    """With so many there: is it enough to decide, and how many « yes » does it take?"""

    present: int
    quorum: bool
    fewest: Fewest

    @property
    def possible(self) -> bool:
        return self.quorum and self.fewest.at_best is not None

    @property
    def share(self) -> Fraction | None:
        """The part of those who came that must say yes, whoever they are."""
        return _part(self.fewest.at_worst, self.present)


@dataclass(frozen=True)
class Step:
    """The same turnout in every college, rounded up to whole voices."""

    percent: int
    need: Need


@dataclass(frozen=True)
class Absent:
    """A college that stays away: the weights of the others become `shares`, where colleges are weighed."""

    college: str
    need: Need
    shares: Mapping[str, Fraction]


@dataclass(frozen=True)
class Block:
    """The largest structure votes as one, everybody being there: how many of the `others` must say yes when it says
    no, and when it says yes."""

    player: Player
    others: int
    against: Fewest
    along: Fewest


@dataclass(frozen=True)
class Grid:
    roll: int
    quorum: int | None
    """The fewest who must come, the same part of each college; None where even all of them are not enough."""
    steps: tuple[Step, ...]
    absent: tuple[Absent, ...]
    block: Block | None


def grid(charter: Charter, rule: DecisionRule, players: Sequence[Player]) -> Grid:
    """`players`: everybody on the roll. A block is shown where a structure has more than one voice."""
    roll, counted = roll_of(players), counted_as(charter, rule, players)
    chamber, named = Chamber(charter, rule, roll_of(counted)), Chamber(charter, rule, roll)
    largest = max((player for player in counted if player.structure is not None), key=lambda one: one.size,
                  default=None)
    return Grid(
        sum(roll.values()), _quorum(chamber),
        tuple(Step(percent, _need(chamber, _part_of(chamber.roll, percent))) for percent in PERCENTS),
        tuple(_absent(named, key) for key in charter.colleges if key in roll and len(roll) > 1),
        _block(chamber, largest) if largest is not None and largest.size > 1 else None)


def counted_as(charter: Charter, rule: DecisionRule, players: Sequence[Player]) -> list[Player]:
    """With their colleges where these change anything in the count, else without."""
    if not Chamber(charter, rule, {}).alike:
        return list(players)
    return [replace(player, voices={"": player.size}) for player in players]


def roll_of(players: Sequence[Player]) -> dict[str, int]:
    roll: dict[str, int] = {}
    for player in players:
        for college, number in player.voices.items():
            roll[college] = roll.get(college, 0) + number
    return roll


def _part_of(roll: Voices, percent: int) -> dict[str, int]:
    return {key: ceil(Fraction(number * percent, WHOLE)) for key, number in roll.items()}


def _quorum(chamber: Chamber) -> int | None:
    """Every number of voices that some turnout gives, the smallest first."""
    turnouts = sorted({Fraction(n, number) for number in chamber.roll.values() for n in range(number + 1)})
    for turnout in turnouts:
        present = {key: ceil(number * turnout) for key, number in chamber.roll.items()}
        if chamber.quorum(present):
            return sum(present.values())
    return None


def _need(chamber: Chamber, present: Voices) -> Need:
    return Need(sum(present.values()), chamber.quorum(present), chamber.fewest(present))


def _absent(chamber: Chamber, college: str) -> Absent:
    present = {key: number for key, number in chamber.roll.items() if key != college}
    heavy = {key: chamber.charter.colleges[key].weight for key in present} if chamber.by_college else {}
    whole = sum(heavy.values(), Fraction(0))
    return Absent(college, _need(chamber, present),
                  {key: weight / whole for key, weight in heavy.items()} if whole else {})


def _block(chamber: Chamber, player: Player) -> Block:
    free = {key: number - player.voices.get(key, 0) for key, number in chamber.roll.items()}
    return Block(player, sum(free.values()), chamber.fewest(chamber.roll, free),
                 chamber.fewest(chamber.roll, free, player.voices))


def _part(number: int | None, whole: int) -> Fraction | None:
    return Fraction(number, whole) if number is not None and whole else None
