"""Majority judgment (Balinski & Laraki 2007): options in the order of their majority values, from counts of grades.

The majority value is the lower median, then that of what is left once it is taken away, and so on: from the middle of
the ballots sorted by grade, one to the worse side, one to the better, outwards. Read along that walk it is a few
stretches of constant (worse, better) grades, so neither the number of ballots nor fractional weights cost anything.
"""

from bisect import bisect_left, bisect_right
from fractions import Fraction
from functools import cmp_to_key
from itertools import accumulate, pairwise

from app.rules.tally.columns import number_counts
from app.rules.tally.numbers import figure, part, ratio
from app.rules.tally.profile import Profile
from app.rules.tally.result import Ranking, Result, of_the_first
from app.rules.tally.settings import Settings

Stretch = tuple[int, int, int]
"""The grade on the worse side, the grade on the better side, and how far from the middle they hold."""
Value = tuple[Stretch, ...]


def count_majority_judgment(profile: Profile, settings: Settings) -> Result:
    counts = {
        option: [count[grade] for grade in range(profile.grades)]
        for option, count in zip(profile.options, number_counts(profile), strict=True)
    }
    values = {option: majority_value(weights) for option, weights in counts.items()}
    ranking = _ranking(values)
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


def _ranking(values: dict[str, Value]) -> Ranking:
    by_value: dict[Value, list[str]] = {}
    for option, value in values.items():
        by_value.setdefault(value, []).append(option)
    return tuple(tuple(by_value[value]) for value in sorted(by_value, key=cmp_to_key(compare)))


def majority_value(weights: list[int]) -> Value:
    """From the weight of each grade, best first. Distances are doubled, so that the middle falls on an integer."""
    ends = [2 * weight for weight in accumulate(weights)]
    middle = ends[-1] // 2
    stretches: list[Stretch] = []
    for start, end in pairwise(sorted({0, middle, *(abs(place - middle) for place in ends)})):
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
