"""Approval: the option that most ballots approve; adopted when the charter's share of the ballots approves it."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from itertools import accumulate, pairwise as itertools_pairwise, permutations
from sys import byteorder

from app.governance.tally.profile import Choice, Column, Profile, columns, number_counts
from app.governance.tally.result import Ranking, Result, Shares, Sides, combined, of_the_first
from app.governance.tally.settings import HALF, Base, Outcome, Settings, Stand, Threshold, figure, part, ratio


def count_approval(profile: Profile, settings: Settings) -> Result:
    """Ballots that approve nothing count among the ballots; abstentions do not."""
    approvals = {option: count[1] for option, count in zip(profile.options, number_counts(profile), strict=True)}
    total = sum(profile.ballots.values()) - profile.abstained()
    ranking = _approved_ranking(approvals)
    threshold = settings.threshold
    reaching = [
        option
        for option, weight in approvals.items()
        if threshold and total and threshold.reached(Fraction(weight, total))
    ]
    evidence: dict[str, object] = {
        "approvals": {option: figure(profile.votes(weight)) for option, weight in approvals.items()},
        "shares": {option: part(weight, total) for option, weight in approvals.items()},
        "threshold": threshold.shown() if threshold else None,
        "reaching": reaching if threshold else None,
        "ballots": figure(profile.votes(total)),
    }
    return Result(of_the_first(ranking, ranking[0][0] in reaching if threshold else None), ranking, evidence)


def _approved_ranking(approvals: dict[str, int]) -> Ranking:
    levels = sorted(set(approvals.values()), reverse=True)
    return tuple(tuple(option for option, weight in approvals.items() if weight == level) for level in levels)


# Majority: for, against, abstain; one share against one threshold, of the whole or of the colleges combined.

@dataclass(frozen=True)
class _Measure:
    shares: Shares | None
    detail: dict[str, object]


def count_majority(profile: Profile, settings: Settings) -> Result:
    threshold = settings.threshold or HALF
    measure = _by_colleges(profile, settings) if profile.colleges else _whole(profile, settings.base)
    evidence: dict[str, object] = {
        "base": str(settings.base),
        "threshold": threshold.shown(),
        **Sides.of(profile).shown(),
        "share": ratio(measure.shares.yes) if measure.shares else None,
        **measure.detail,
    }
    return Result(_outcome(measure.shares, threshold), (), evidence)


def _outcome(shares: Shares | None, threshold: Threshold) -> Outcome:
    """Exactly half for and half against, where a half is the threshold, is a tie, even under « at least »."""
    if shares is not None and shares.yes == shares.no == threshold.share == Fraction(1, 2):
        return Outcome.TIE
    return Outcome.ADOPTED if threshold.reached(shares.yes if shares else None) else Outcome.REJECTED


def _whole(profile: Profile, base: Base) -> _Measure:
    sides = Sides.of(profile)
    size = sides.size(base, profile.roll.total)
    return _Measure(sides.shares(size), {"of": figure(size)})


def _by_colleges(profile: Profile, settings: Settings) -> _Measure:
    together = combined(profile, settings.base, settings.combine)
    return _Measure(together.shares, {"combined": str(settings.combine), "colleges": together.shown})


# Consent, as a count at closing: adopted when the quorum is met and no objection stands.

def count_consent(profile: Profile, _settings: Settings) -> Result:
    """The quorum asked is checked by the caller; with nobody there, none can be met: silence is not consent.

    One objection stands whatever its weight, and whatever its college.
    """
    weights = profile.by_choice()
    stands = {str(stand): weights.get(str(stand), 0) for stand in Stand}
    evidence: dict[str, object] = {stand: figure(profile.votes(weight)) for stand, weight in stands.items()}
    if not profile.ballots:
        return Result(Outcome.NO_QUORUM, (), evidence)
    return Result(Outcome.REJECTED if stands[Stand.OBJECTION] else Outcome.ADOPTED, (), evidence)


# Majority judgment (Balinski & Laraki 2007): options in the order of their majority values, from counts of grades.
#
# The majority value is the lower median, then that of what is left once it is taken away, and so on: from the middle of
# the ballots sorted by grade, one to the worse side, one to the better, outwards. Read along that walk it is a few
# stretches of constant (worse, better) grades, so neither the number of ballots nor fractional weights cost anything.

Stretch = tuple[int, int, int]
"""The grade on the worse side, the grade on the better side, and how far from the middle they hold."""
Value = tuple[Stretch, ...]


def count_majority_judgment(profile: Profile, settings: Settings) -> Result:
    counts = {
        option: [count[grade] for grade in range(profile.grades)]
        for option, count in zip(profile.options, number_counts(profile), strict=True)
    }
    values = {option: majority_value(weights) for option, weights in counts.items()}
    ranking = _graded_ranking(values)
    grades = {option: value[0][0] if value else None for option, value in values.items()}
    reaching = [option for option, grade in grades.items() if _reaches(grade, settings.grade)]
    evidence: dict[str, object] = {
        "grade_counts": {option: [figure(profile.votes(n)) for n in weights] for option, weights in counts.items()},
        "majority_grade": grades,
        "gauge": {option: _gauge(counts[option], grade) for option, grade in grades.items()},
        "majority_value": {option: _value_shown(value) for option, value in values.items()},
        "threshold": None if settings.grade is None else {"at_least": settings.grade},
        "reaching": None if settings.grade is None else reaching,
    }
    reached = None if settings.grade is None else ranking[0][0] in reaching
    return Result(of_the_first(ranking, reached), ranking, evidence)


def _graded_ranking(values: dict[str, Value]) -> Ranking:
    by_value: dict[Value, list[str]] = {}
    for option, value in values.items():
        by_value.setdefault(value, []).append(option)
    return tuple(tuple(by_value[value]) for value in sorted(by_value, key=cmp_to_key(compare)))


def majority_value(weights: list[int]) -> Value:
    """From the weight of each grade, best first. Distances are doubled, so that the middle falls on an integer."""
    ends = [2 * weight for weight in accumulate(weights)]
    middle = ends[-1] // 2
    stretches: list[Stretch] = []
    for start, end in itertools_pairwise(sorted({0, middle, *(abs(place - middle) for place in ends)})):
        worse, better = bisect_right(ends, middle + start), bisect_left(ends, middle - start)
        if stretches and stretches[-1][:2] == (worse, better):
            stretches.pop()
        stretches.append((worse, better, end))
    return tuple(stretches)


def compare(one: Value, other: Value) -> int:
    """Below nought when `one` is better: at the first place where they differ, the worse side decides, then the other.

    Both values cover the same distance, since every ballot grades every option.
    """
    mine, theirs = 0, 0
    while mine < len(one) and theirs < len(other):
        here, there = one[mine], other[theirs]
        if here[:2] != there[:2]:
            return -1 if here[:2] < there[:2] else 1
        mine += here[2] <= there[2]
        theirs += there[2] <= here[2]
    return 0


def _reaches(grade: int | None, asked: int | None) -> bool:
    """Grades count from the best: at least « good » is that number or a smaller one."""
    return grade is not None and asked is not None and grade <= asked


def _gauge(weights: list[int], grade: int | None) -> dict[str, object] | None:
    """Shown, never decisive: on real polls two options have the same gauge and different values."""
    if grade is None:
        return None
    total = sum(weights)
    return {"above": part(sum(weights[:grade]), total), "grade": grade, "below": part(sum(weights[grade + 1 :]), total)}


def _value_shown(value: Value) -> list[dict[str, object]]:
    whole = 2 * value[-1][2] if value else 1
    return [{"worse": worse, "better": better, "until": ratio(Fraction(end, whole))} for worse, better, end in value]


# Schulze (2011), winning votes: whoever has the strongest path of defeats to another goes before it.
#
# Two options are compared on ten thousand ballots by one subtraction of large integers, so a million ballots of twenty
# options take a second instead of a minute.

Matrix = list[list[int]]
_NARROW = 127  # the most options whose ranks leave the top bit of a byte free


def count_schulze(profile: Profile, _settings: Settings) -> Result:
    options = profile.options
    preferred = pairwise(profile.by_choice(), len(options))
    paths = strongest_paths(preferred)
    groups = layers(paths)
    ranking = tuple(tuple(options[place] for place in group) for group in groups)
    evidence: dict[str, object] = {
        "pairwise": _shown(preferred, profile),
        "strongest_paths": _shown(paths, profile),
        "condorcet_winner": _condorcet_winner(preferred, options),
    }
    return Result(of_the_first(ranking, None), ranking, evidence)


def pairwise(ballots: Mapping[Choice, int], size: int) -> Matrix:
    """How many votes put each option strictly before each other."""
    preferred = [[0] * size for _option in range(size)]
    for weight, turned in columns(ballots.items()):
        lanes = _Lanes(len(turned[0]), wide=size > _NARROW)
        ranks = [lanes.packed(column) for column in turned]
        for a, b in permutations(range(size), 2):
            preferred[a][b] += weight * lanes.below(ranks[a], ranks[b])
    return preferred


class _Lanes:
    """A column of ranks as one large integer, a lane for each ballot, so that all are compared by one subtraction.

    The top bit of every lane is set before subtracting and is borrowed where the other rank is the larger.
    """

    def __init__(self, ballots: int, wide: bool) -> None:
        self.code, bits = ("H", 16) if wide else ("B", 8)
        ones = ((1 << bits * ballots) - 1) // ((1 << bits) - 1)
        self.ballots, self.tops = ballots, ones << bits - 1

    def packed(self, column: Column) -> int:
        return int.from_bytes(array(self.code, column).tobytes(), byteorder)

    def below(self, ranks: int, others: int) -> int:
        """In how many ballots a rank is strictly below (better than) the other."""
        return self.ballots - (((ranks | self.tops) - others) & self.tops).bit_count()


def strongest_paths(preferred: Matrix) -> Matrix:
    """The strength of a path is that of its weakest defeat; a defeat is as strong as the votes that win it."""
    places = range(len(preferred))
    strength = [[preferred[a][b] if preferred[a][b] > preferred[b][a] else 0 for b in places] for a in places]
    for middle in places:
        for start in places:
            first = strength[start][middle]
            if first and start != middle:
                strength[start] = [
                    max(direct, min(first, second))
                    for direct, second in zip(strength[start], strength[middle], strict=True)
                ]
    for place in places:
        strength[place][place] = 0
    return strength


def layers(paths: Matrix) -> list[list[int]]:
    """The whole order in groups: those nobody left goes before (Schulze's winners), then the same among the rest.

    The relation is transitive, so the first group is never empty; where it is not a weak order, options that it leaves
    uncompared fall in the highest group they can.
    """
    groups, left = [], list(range(len(paths)))
    while left:
        first = [a for a in left if all(paths[a][b] >= paths[b][a] for b in left)]
        groups.append(first)
        left = [a for a in left if a not in first]
    return groups


def _condorcet_winner(preferred: Matrix, options: Sequence[str]) -> str | None:
    for place, option in enumerate(options):
        if all(preferred[place][other] > preferred[other][place] for other in range(len(options)) if other != place):
            return option
    return None


def _shown(matrix: Matrix, profile: Profile) -> dict[str, dict[str, object]]:
    return {
        option: {
            other: figure(profile.votes(matrix[place][beside]))
            for beside, other in enumerate(profile.options)
            if beside != place
        }
        for place, option in enumerate(profile.options)
    }
