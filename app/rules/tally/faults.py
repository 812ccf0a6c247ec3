"""What can be wrong in a profile or its options: every fault at once, each with its place, no sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


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
