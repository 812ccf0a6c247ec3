"""What can be wrong in a profile or its options: every fault at once, each with its place, no sentence."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar


class Code(StrEnum):
    NOT_JSON = "not_json"
    REPEATED_KEY = "repeated_key"
    NOT_AN_OBJECT = "not_an_object"
    NOT_A_LIST = "not_a_list"
    NOT_A_TEXT = "not_a_text"
    NOT_A_NUMBER = "not_a_number"
    MISSING = "missing"
    UNKNOWN_KEY = "unknown_key"
    EMPTY = "empty"
    REPEATED = "repeated"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_OPTION = "unknown_option"
    UNKNOWN_COLLEGE = "unknown_college"
    NO_COLLEGE = "no_college"
    NOT_A_GRADE = "not_a_grade"
    ABOVE_THE_ROLL = "above_the_roll"
    COLLEGES_NOT_COUNTED = "colleges_not_counted"
    UNKNOWN_METHOD = "unknown_method"
    OTHER_METHOD = "other_method"
    UNKNOWN_SETTING = "unknown_setting"
    NOT_A_SETTING = "not_a_setting"
    NOT_A_SHARE = "not_a_share"
    TWO_THRESHOLDS = "two_thresholds"
    NEEDS_ROLL = "needs_roll"
    NEEDS_COLLEGES = "needs_colleges"


@dataclass(frozen=True)
class Fault:
    """`where` reads like `ballots[3].choice.a` or `option quorum`; `params` holds what a sentence needs."""

    where: str
    code: Code
    params: Mapping[str, object] = field(default_factory=dict)


class Malformed(ValueError):
    """The one error of this package: it carries every fault found, in the order of the document."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.where}: {fault.code}" for fault in self.faults))


class Faults(list[Fault]):
    """Faults met so far; `settle` raises them all."""

    def add(self, where: str, code: Code, **params: object) -> None:
        self.append(Fault(where, code, params))

    def settle(self) -> None:
        if self:
            raise Malformed(self)


# Exact numbers in and out: integers and `"n/d"` fractions. A float is refused at the door, so none reaches a count.

_EXACT = re.compile(r"([0-9]{1,15})(?:/([0-9]{1,4}))?")
_LARGEST = 10**15
_FINEST = 1000  # the largest denominator read: the common one of any mixture stays under 450 digits, and prints


def exact(value: object) -> Fraction | None:
    """A number zero or above, or None. The bounds keep every figure printable; nothing real comes near them."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value) if 0 <= value <= _LARGEST else None
    if isinstance(value, Fraction):
        return value if value >= 0 else None
    match = _EXACT.fullmatch(value) if isinstance(value, str) else None
    below = int(match[2] or 1) if match else 0
    return Fraction(int(match[1]), below) if match and 0 < below <= _FINEST else None


def figure(number: Fraction | int) -> int | str:
    """A count as JSON: an integer where it is one, otherwise `"n/d"`."""
    return int(number) if number.denominator == 1 else ratio(Fraction(number))


def ratio(share: Fraction) -> str:
    """A share as JSON: always `"n/d"`, also for nought and one."""
    return f"{share.numerator}/{share.denominator}"


def part(number: int, total: int) -> str | None:
    """`number` out of `total` as `"n/d"`; None out of nothing."""
    return ratio(Fraction(number, total)) if total else None


# The closed lists of words of the tallies: methods, outcomes, bases, votes. A leaf: imports nothing from here.

class Method(StrEnum):
    """How ballots become a result. (`steering` is `consent` or `majority` among the committee.)"""

    MAJORITY = "majority"
    MAJORITY_JUDGMENT = "majority_judgment"
    APPROVAL = "approval"
    SCHULZE = "schulze"
    CONSENT = "consent"


class Outcome(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"
    TIE = "tie"


class Base(StrEnum):
    """What the share of « for » is a share of."""

    EXPRESSED = "expressed"
    CAST = "cast"
    ROLL = "roll"


class Combine(StrEnum):
    """How the answers of the colleges become one."""

    PROPORTIONAL = "proportional"
    WINNER_TAKES_ALL = "winner_takes_all"


class Vote(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Stand(StrEnum):
    CONSENT = "consent"
    CONCERN = "concern"
    OBJECTION = "objection"
    ASIDE = "aside"


WORDS: dict[Method, tuple[str, ...]] = {Method.MAJORITY: tuple(Vote), Method.CONSENT: tuple(Stand)}
"""What a ballot may say where it is one word. These methods need no options and can be counted by college."""

ABSTAIN = Vote.ABSTAIN.value
"""What a ballot may say under every other method: its voter is present and chooses nothing."""


# What the charter (or `--option`) says of a count: base, threshold, quorums, how colleges combine.

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
