"""An answer that was given, counted again under another rule: would it have been enough?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import ceil, lcm
from typing import Any

from app.core.kinds import Answer as Said, ConsentStep
from app.governance.charter.model import Charter, DecisionRule, Method
from app.governance.consent import STANDING
from app.governance.decision_rules import GRADES, THE_PROPOSAL, gate_options, settings_of, weights
from app.governance.published import ADOPTING, bare
from app.governance.simulation.history import Answer
from app.governance.tally.counting import recount
from app.governance.tally.settings import HALF, Base, Combine, Malformed, Outcome


class Recount(StrEnum):
    """`unknown`: other people, another method, or nothing that could be counted: the answer is taken as it was."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


def counted_again(charter: Charter, rule: DecisionRule, answer: Answer) -> Recount:
    if answer.said is Said.POSTPONED:
        return Recount.REJECTED
    if answer.appeal:
        return _appealed(rule, answer)
    if answer.rule is not None and rule.fallback is not None and answer.rule.counted is not rule.counted:
        rule = rule.fallback  # it was the vote that takes over from a consent
    if answer.rule is None or not _same_people(rule, answer.rule):
        return Recount.UNKNOWN
    if rule == answer.rule and not rule.colleges:
        return _as_said(answer)
    try:
        if answer.document is not None:
            return _of_ballots(charter, rule, answer.document)
        if answer.votes is not None and not rule.colleges:
            return _of_hands(rule, answer.rule, answer.votes, _as_said(answer))
    except (Malformed, KeyError):
        return Recount.UNKNOWN
    return _as_said(answer) if rule == answer.rule else Recount.UNKNOWN


def passes(found: Recount, answer: Answer) -> bool:
    return (_as_said(answer) if found is Recount.UNKNOWN else found) is Recount.ADOPTED


def _as_said(answer: Answer) -> Recount:
    return Recount.ADOPTED if answer.said is Said.PROMOTED else Recount.REJECTED


def _same_people(rule: DecisionRule, was: DecisionRule) -> bool:
    return (rule.by, rule.counted, frozenset(rule.colleges)) == (was.by, was.counted, frozenset(was.colleges))


def _appealed(rule: DecisionRule, answer: Answer) -> Recount:
    """By more than half of the body that the charter names; where it names none, the refusal stands."""
    if rule.appeal is None:
        return Recount.REJECTED
    same = answer.rule is not None and answer.rule.by is rule.appeal.to
    return _as_said(answer) if same else Recount.UNKNOWN


def _of_ballots(charter: Charter, rule: DecisionRule, document: Mapping[str, Any]) -> Recount:
    consent = document["consent"]
    if consent is not None and not _round_settled(consent):
        return Recount.REJECTED
    profile = {key: value for key, value in bare(document["profile"]).items() if key != "colleges"}
    if rule.colleges:
        profile["colleges"] = weights(charter, rule)
    outcome = recount(rule.counted.value, profile, settings_of(rule)).outcome
    return Recount.ADOPTED if outcome is Outcome.ADOPTED else Recount.REJECTED


def _round_settled(consent: Mapping[str, Any]) -> bool:
    """Nothing but its quorum kept it from an end: no objection stands, nobody took the question back."""
    standing = any(one["state"] in set(STANDING) for one in consent["objections"])
    return consent["end"] in ADOPTING or not (standing or consent["end"] == ConsentStep.WITHDRAWN)


def _of_hands(rule: DecisionRule, was: DecisionRule, votes: Mapping[str, int], said: Recount) -> Recount:
    """How large the committee was that day is not kept: a quorum is known to be met only where one at least as high
    was; and a share of the whole committee is not known at all."""
    words = {"for": "consent", "against": "objection", "abstain": "aside"} if rule.counted is Method.CONSENT else {}
    ballots = [{"choice": words.get(word, word), "weight": number} for word, number in votes.items() if number]
    if rule.base is Base.ROLL and rule.counted is Method.MAJORITY:
        same = (rule.base, rule.threshold, rule.quorum) == (was.base, was.threshold, was.quorum)
        return said if same else Recount.UNKNOWN
    settings = {key: value for key, value in settings_of(rule).items() if key not in ("quorum", "college_quorum")}
    if recount(rule.counted.value, {"ballots": ballots}, settings).outcome is not Outcome.ADOPTED:
        return Recount.REJECTED
    return Recount.ADOPTED if _quorum_met(rule, was, sum(votes.values()), said) else Recount.UNKNOWN


def _quorum_met(rule: DecisionRule, was: DecisionRule, present: int, said: Recount) -> bool:
    if rule.quorum is None:
        return True
    if not rule.quorum.of_roll:
        return present >= rule.quorum.amount
    held = was.quorum if said is Recount.ADOPTED else None
    return held is not None and held.of_roll and held.amount >= rule.quorum.amount


# One rule and its roll: who must come, how many must say yes. As the tallies count, and quickly.
#
# Everybody here says yes or no, or stays away; nobody abstains. What differs is how the voices are placed.

Voices = Mapping[str, int]
"""How many, by college; under one name, whichever, where nothing is counted by college."""


@dataclass(frozen=True)
class Fewest:
    """How many « yes » it takes: at best placed, and wherever they are; None where no number is enough. One and the
    same but where colleges weigh differently."""

    at_best: int | None
    at_worst: int | None


@dataclass(frozen=True)
class Chamber:
    charter: Charter
    rule: DecisionRule
    roll: Voices

    @property
    def by_college(self) -> bool:
        return bool(self.rule.colleges) and self.rule.counted is Method.MAJORITY

    @property
    def alike(self) -> bool:
        """Does a voice count the same whichever its college?"""
        return not self.by_college and self.rule.college_quorum is None

    def outcome(self, yes: Voices, no: Voices) -> Outcome | None:
        """By the count itself."""
        said = _words(self.rule)
        ballots = [{"choice": said[n], "weight": number, **({"college": key} if key else {})}
                   for n, side in enumerate((yes, no)) for key, number in side.items() if number]
        named = {key: number for key, number in self.roll.items() if key}
        profile: dict[str, Any] = {"ballots": ballots, "roll": {
            "total": sum(self.roll.values()), "by_college": {**dict.fromkeys(self.rule.colleges, 0), **named}}}
        if self.rule.counted in (Method.MAJORITY_JUDGMENT, Method.APPROVAL, Method.SCHULZE):
            profile["options"] = list(gate_options(self.rule.counted))
        if self.rule.counted is Method.MAJORITY_JUDGMENT:
            profile["grades"] = len(GRADES)
        if self.rule.colleges and self.rule.counted in (Method.MAJORITY, Method.CONSENT):
            profile["colleges"] = weights(self.charter, self.rule)
        return recount(self.rule.counted.value, profile, settings_of(self.rule)).outcome

    def quorum(self, present: Voices) -> bool:
        """Are enough there for anything to be decided? Of each college too, where the rule asks it of each."""
        roll = self.roll
        if self.rule.quorum and sum(present.values()) < self.rule.quorum.needed(Fraction(sum(roll.values()))):
            return False
        each = self.rule.college_quorum
        keys = dict.fromkeys((*self.rule.colleges, *(key for key in roll if key)))
        return each is None or all(present.get(key, 0) >= each.needed(Fraction(roll.get(key, 0))) for key in keys)

    def carries(self, yes: Voices, present: Voices) -> bool:
        """Do these « yes », among those who came, make what the rule asks? The quorum apart."""
        if self.rule.counted is Method.MAJORITY:
            return self._counted(present).carries(yes)
        needed = self._fewest_of(sum(present.values()))
        return needed is not None and sum(yes.values()) >= needed

    def fewest(self, present: Voices, free: Voices | None = None, given: Voices | None = None) -> Fewest:
        """Among those who came, `free` of them are still to be won, `given` say yes already; the others say no."""
        free, given = free if free is not None else present, given or {}
        if self.by_college and self.rule.combine is Combine.WINNER_TAKES_ALL:
            return self._by_subsets(present, free, given)
        counted = self._counted(present) if self.by_college else None
        order = sorted(free, key=lambda key: counted.factors.get(key, 0) if counted else 0)
        return Fewest(self._filling(order[::-1], present, free, given), self._filling(order, present, free, given))

    def _filling(self, order: Sequence[str], present: Voices, free: Voices, given: Voices) -> int | None:
        """College after college, one voice at a time, until it is enough: halving, since more is never less."""
        total = sum(free.values())

        def enough(number: int) -> bool:
            return self.carries(_placed(order, free, given, number), present)

        if not enough(total):
            return None
        low, high = 0, total
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle) else (middle + 1, high)
        return low

    def _by_subsets(self, present: Voices, free: Voices, given: Voices) -> Fewest:
        """A college is won by more than half of its voices or gives nothing: each way of winning some of them."""
        sizes = self._counted(present).sizes
        best, worst = [], []
        for won in product((False, True), repeat=len(free)):
            asked = {key: max(0, sizes.get(key, present.get(key, 0)) // 2 + 1 - given.get(key, 0)) for key in free}
            wins = {key for key, yes in zip(free, won, strict=True) if yes}
            cheap = {key: asked[key] if key in wins else 0 for key in free}
            if all(cheap[key] <= free[key] for key in free) and self.carries(_sum(given, cheap), present):
                best.append(sum(cheap.values()))
            dear = {key: free[key] if key in wins else min(free[key], asked[key] - 1) for key in free}
            if min(dear.values(), default=0) >= 0 and not self.carries(_sum(given, dear), present):
                worst.append(sum(dear.values()))
        least = min(best, default=None)
        return Fewest(least, None if least is None else max(worst, default=-1) + 1)

    @cached_property
    def _kept(self) -> dict[object, Any]:
        return {}

    def _counted(self, present: Voices) -> "_Counted":
        key = tuple(sorted(present.items()))
        if key not in self._kept:
            self._kept[key] = _Counted.of(self, present)
        found: _Counted = self._kept[key]
        return found

    def _fewest_of(self, present: int) -> int | None:
        """For a count that knows no colleges: by asking it."""
        if present not in self._kept:
            self._kept[present] = _asked(self, present)
        found: int | None = self._kept[present]
        return found


@dataclass(frozen=True)
class _Counted:
    """A majority in whole numbers: what each « yes » of a college adds, against the whole."""

    rule: DecisionRule
    factors: dict[str, int]
    sizes: dict[str, int]
    present: dict[str, int]
    whole: int

    @staticmethod
    def of(chamber: Chamber, present: Voices) -> "_Counted":
        rule = chamber.rule
        if chamber.by_college:
            came = {key: present[key] for key in rule.colleges if present.get(key)}
            heavy = {key: chamber.charter.colleges[key].weight for key in came}
        else:
            came, heavy = {"": sum(present.values())}, {"": Fraction(1)}
        roll = chamber.roll if chamber.by_college else {"": sum(chamber.roll.values())}
        sizes = {key: roll.get(key, 0) if rule.base is Base.ROLL else number for key, number in came.items()}
        whole = sum(heavy.values(), Fraction(0))
        each = {key: weight / sizes[key] for key, weight in heavy.items() if sizes[key]}
        unit = lcm(*(part.denominator for part in each.values()), whole.denominator)
        return _Counted(rule, {key: int(part * unit) for key, part in each.items()}, sizes, came, int(whole * unit))

    def carries(self, yes: Voices) -> bool:
        if not self.whole:
            return False
        threshold = self.rule.threshold or HALF
        if "" in self.factors:
            yes = {"": sum(yes.values())}
        no = {key: number - yes.get(key, 0) for key, number in self.present.items()}
        mine, theirs = self._weight(yes), self._weight(no)
        asked = threshold.share.numerator * self.whole
        got = threshold.share.denominator * mine
        if 2 * mine == 2 * theirs == self.whole and 2 * threshold.share == 1:
            return False  # exactly half and half is a tie, and a tie never passes
        return got > asked if threshold.strict else got >= asked

    def _weight(self, side: Voices) -> int:
        if self.rule.combine is Combine.WINNER_TAKES_ALL and "" not in self.factors:
            return sum(factor * self.sizes[key] for key, factor in self.factors.items()
                       if 2 * side.get(key, 0) > self.sizes[key])
        return sum(factor * side.get(key, 0) for key, factor in self.factors.items())


def _asked(chamber: Chamber, present: int) -> int | None:
    """Every method gains from a « yes » more (governance.md §6), so the fewest is found by halving."""
    def enough(yes: int) -> bool:
        alone = Chamber(chamber.charter, _without_quorum(chamber.rule), {"": sum(chamber.roll.values())})
        return alone.outcome({"": yes}, {"": present - yes}) is Outcome.ADOPTED

    if not present or not enough(present):
        return None
    low, high = 0, present
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def _without_quorum(rule: DecisionRule) -> DecisionRule:
    return replace(rule, quorum=None, college_quorum=None, colleges=())


def _words(rule: DecisionRule) -> tuple[Any, Any]:
    """What a yes and a no say under each method."""
    if rule.counted is Method.CONSENT:
        return "consent", "objection"
    if rule.counted is Method.MAJORITY_JUDGMENT:
        return {THE_PROPOSAL: 0}, {THE_PROPOSAL: len(GRADES) - 1}
    if rule.counted is Method.APPROVAL:
        return [THE_PROPOSAL], []
    if rule.counted is Method.SCHULZE:
        first, last = gate_options(rule.counted)
        return [[first], [last]], [[last], [first]]
    return "for", "against"


def _placed(order: Sequence[str], free: Voices, given: Voices, number: int) -> dict[str, int]:
    placed = dict(given)
    for key in order:
        taken = min(number, free[key])
        placed[key] = placed.get(key, 0) + taken
        number -= taken
    return placed


def _sum(one: Voices, other: Voices) -> dict[str, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in {**one, **other}}


# What a rule gives at each turnout, with one college absent, with the largest structure voting as a block: exact.

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
