"""What a rule gives at each turnout, with one college absent, with the largest structure voting as a block."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from app.rules.charter.model import Charter, DecisionRule
from app.rules.charter.words import Method
from app.rules.tally.settings import HALF
from app.rules.tally.words import Base

STEPS = tuple(range(10, 101, 10))
TENTHS = 100


@dataclass(frozen=True)
class Step:
    """At that many hundredths of the roll: how many voices that is, whether it is enough to decide, and how many
    « for » it then takes (nobody abstaining); None where no number is enough."""

    percent: int
    present: int
    quorum: bool
    needed: int | None


@dataclass(frozen=True)
class Absent:
    """A college that stays away: what the others' weights become, and whether anything can still be decided."""

    college: str
    decides: bool
    shares: Mapping[str, Fraction]


@dataclass(frozen=True)
class Block:
    """The largest structure's voices all vote no: the share of the others that must say yes; None: they cannot."""

    voices: int
    others: int
    share: Fraction | None


@dataclass(frozen=True)
class Grid:
    roll: int
    steps: tuple[Step, ...]
    absent: tuple[Absent, ...]
    block: Block | None


def grid(charter: Charter, rule: DecisionRule, voices: Mapping[str, int], largest: int = 1) -> Grid:
    """`voices` by college; `largest` how many of them one structure holds."""
    roll = sum(voices.values())
    return Grid(roll, tuple(_step(rule, roll, percent) for percent in STEPS),
                tuple(_absent(charter, rule, voices, college) for college in rule.colleges),
                _block(rule, roll, largest) if largest > 1 else None)


def _quorum(rule: DecisionRule, roll: int, present: int) -> bool:
    return rule.quorum is None or present >= rule.quorum.needed(Fraction(roll))


def _step(rule: DecisionRule, roll: int, percent: int) -> Step:
    present = ceil(Fraction(roll * percent, TENTHS))
    return Step(percent, present, _quorum(rule, roll, present), _needed(rule, roll, present))


def _needed(rule: DecisionRule, roll: int, present: int) -> int | None:
    """The fewest that make the share; under consent, everybody who is there: one standing objection stops it."""
    if rule.counted is Method.CONSENT:
        return present
    if rule.counted is not Method.MAJORITY:
        return None
    threshold = rule.threshold or HALF
    asked = threshold.share * (roll if rule.base is Base.ROLL else present)
    needed = floor(asked) + 1 if threshold.strict else max(ceil(asked), 1)
    if not threshold.strict and threshold.share == Fraction(1, 2) and asked == needed:
        needed += 1  # exactly half is a tie, and a tie never passes
    return needed if needed <= present else None


def _absent(charter: Charter, rule: DecisionRule, voices: Mapping[str, int], college: str) -> Absent:
    left = {key: charter.colleges[key].weight for key in rule.colleges if key != college and voices.get(key)}
    whole = sum(left.values(), Fraction(0))
    needs_all = rule.college_quorum is not None and rule.college_quorum.amount > 0
    present = sum(number for key, number in voices.items() if key != college)
    return Absent(college, bool(left) and not needs_all and _quorum(rule, sum(voices.values()), present),
                  {key: weight / whole for key, weight in left.items()} if whole else {})


def _block(rule: DecisionRule, roll: int, largest: int) -> Block:
    others = roll - largest
    needed = _needed(rule, roll, roll)
    return Block(largest, others, Fraction(needed, others) if needed is not None and needed <= others else None)
