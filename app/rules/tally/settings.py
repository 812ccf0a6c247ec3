"""What the charter (or `--option`) says of a count: base, threshold, quorums, how colleges combine."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from app.rules.tally.faults import Code, Faults
from app.rules.tally.numbers import exact, figure, ratio
from app.rules.tally.words import Base, Combine, Method

_QUORUMS = ("quorum", "college_quorum")
KNOWN: dict[Method, tuple[str, ...]] = {
    Method.MAJORITY: ("base", "at_least", "more_than", "colleges", *_QUORUMS),
    Method.MAJORITY_JUDGMENT: ("at_least", *_QUORUMS),
    Method.APPROVAL: ("at_least", "more_than", *_QUORUMS),
    Method.SCHULZE: _QUORUMS,
    Method.CONSENT: _QUORUMS,
}
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True)
class Threshold:
    share: Fraction
    strict: bool

    def reached(self, share: Fraction | None) -> bool:
        """No share (nobody to count) reaches nothing, not even nought."""
        return share is not None and (share > self.share if self.strict else share >= self.share)

    def shown(self) -> dict[str, str]:
        return {"more_than" if self.strict else "at_least": ratio(self.share)}


HALF = Threshold(Fraction(1, 2), strict=True)


@dataclass(frozen=True)
class Quorum:
    """A number of votes, or a part of the roll (`"1/3"`; the whole of it is `"1/1"`)."""

    amount: Fraction
    of_roll: bool

    def needed(self, roll: Fraction | None) -> Fraction:
        if not self.of_roll:
            return self.amount
        if roll is None:
            raise ValueError("a quorum that is a part of the roll was asked without a roll")
        return self.amount * roll

    def shown(self) -> int | str:
        return ratio(self.amount) if self.of_roll else figure(self.amount)


@dataclass(frozen=True)
class Settings:
    base: Base = Base.EXPRESSED
    threshold: Threshold | None = None
    grade: int | None = None
    quorum: Quorum | None = None
    college_quorum: Quorum | None = None
    combine: Combine = Combine.PROPORTIONAL


def read_settings(method: Method, given: Mapping[str, object], grades: int, faults: Faults) -> Settings:
    for key in given:
        if key not in KNOWN[method]:
            faults.add(_place(key), Code.UNKNOWN_SETTING, known=KNOWN[method])
    kept = {key: value for key, value in given.items() if key in KNOWN[method]}
    graded = method is Method.MAJORITY_JUDGMENT
    return Settings(
        base=_word(kept, "base", Base.EXPRESSED, faults),
        threshold=None if graded else _threshold(kept, faults),
        grade=_grade(kept, grades, faults) if graded else None,
        quorum=_quorum(kept, "quorum", faults),
        college_quorum=_quorum(kept, "college_quorum", faults),
        combine=_word(kept, "colleges", Combine.PROPORTIONAL, faults),
    )


def _place(key: str) -> str:
    return f"option {key}"


def _word(given: Mapping[str, object], key: str, default: _Word, faults: Faults) -> _Word:
    value = given.get(key, default)
    words = type(default)
    if isinstance(value, str) and value in tuple(words):
        return words(value)
    faults.add(_place(key), Code.UNKNOWN_WORD, value=value, known=tuple(words))
    return default


def _threshold(given: Mapping[str, object], faults: Faults) -> Threshold | None:
    keys = [key for key in ("at_least", "more_than") if key in given]
    if len(keys) == 2:
        faults.add(_place("more_than"), Code.TWO_THRESHOLDS)
    read = [Threshold(_share(given[key], key, faults), strict=key == "more_than") for key in keys]
    return read[0] if read else None


def _share(value: object, key: str, faults: Faults) -> Fraction:
    share = exact(value)
    if share is None or share > 1:
        faults.add(_place(key), Code.NOT_A_SHARE, value=value)
        return Fraction(0)
    return share


def _grade(given: Mapping[str, object], grades: int, faults: Faults) -> int | None:
    if "at_least" not in given:
        return None
    grade = exact(given["at_least"])
    if grade is None or grade.denominator != 1 or (grades and grade >= grades):
        faults.add(_place("at_least"), Code.NOT_A_GRADE, value=given["at_least"], grades=grades)
        return None
    return int(grade)


def _quorum(given: Mapping[str, object], key: str, faults: Faults) -> Quorum | None:
    if key not in given:
        return None
    value = given[key]
    amount = exact(value)
    of_roll = isinstance(value, Fraction) or (isinstance(value, str) and "/" in value)
    if amount is None or (of_roll and amount > 1):
        faults.add(_place(key), Code.NOT_A_SHARE if of_roll else Code.NOT_A_NUMBER, value=value)
        return None
    return Quorum(amount, of_roll)
