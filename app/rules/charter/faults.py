"""What can be wrong in a charter: every fault at once, each with its line and its key. Sentences: fault_words.py."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

Value = int | str | tuple[str, ...]
Path = tuple[str | int, ...]


class Code(StrEnum):
    # reading
    NOT_TOML = "not_toml"
    DECLARED_TWICE = "declared_twice"
    CHARTER_TOO_LONG = "charter_too_long"
    LINE_TOO_LONG = "line_too_long"
    MISSING = "missing"
    UNKNOWN_KEY = "unknown_key"
    WRONG_TYPE = "wrong_type"
    NOT_WHOLE = "not_whole"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_FRACTION = "not_a_fraction"
    FRACTION_OUT_OF_RANGE = "fraction_out_of_range"
    UNKNOWN_WORD = "unknown_word"
    EMPTY = "empty"
    TEXT_TOO_LONG = "text_too_long"
    BAD_SIGN = "bad_sign"
    BAD_KEY = "bad_key"
    BAD_LANGUAGE = "bad_language"
    MISSING_LANGUAGE = "missing_language"
    REPEATED = "repeated"
    RESERVED_FIELD = "reserved_field"
    CHOICES_MISSING = "choices_missing"
    MIN_ABOVE_MAX = "min_above_max"
    FORM_OF_A_FORM = "form_of_a_form"
    UNKNOWN_TRACK = "unknown_track"
    UNKNOWN_STAGE = "unknown_stage"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_COLLEGE = "unknown_college"
    UNKNOWN_FIELD = "unknown_field"
    NO_FIGURE = "no_figure"
    TWO_THRESHOLDS = "two_thresholds"
    NOT_FOR_METHOD = "not_for_method"
    AUTOMATIC_AND_DECIDED = "automatic_and_decided"
    NEITHER_AUTOMATIC_NOR_DECIDED = "neither_automatic_nor_decided"
    # nonsense
    STAGE_WITHOUT_WAY_OUT = "stage_without_way_out"
    STAGE_UNREACHABLE = "stage_unreachable"
    GATE_TO_ITSELF = "gate_to_itself"
    TWO_GATES_SAME_WAY = "two_gates_same_way"
    AUTOMATIC_WITHOUT_CONDITION = "automatic_without_condition"
    AUTOMATIC_LOOP = "automatic_loop"
    FEATURE_CLOSED = "feature_closed"
    SUPPORT_WITHOUT_WORD = "support_without_word"
    FIELD_CANNOT_BE_FILLED = "field_cannot_be_filled"
    ABOVE_THE_LIMIT = "above_the_limit"
    PROPOSER_DECIDES_ALONE = "proposer_decides_alone"
    REFUSAL_WITHOUT_REASON = "refusal_without_reason"
    REFUSAL_WITHOUT_APPEAL = "refusal_without_appeal"
    APPEAL_TO_THE_SAME = "appeal_to_the_same"
    POSTPONEMENT_WITHOUT_END = "postponement_without_end"
    CONSENT_WITHOUT_FALLBACK = "consent_without_fallback"
    CONSENT_WITHOUT_REVIEW = "consent_without_review"
    RANKING_ADOPTS_NOTHING = "ranking_adopts_nothing"
    LIVE_WHILE_VOTING = "live_while_voting"
    FALLBACK_IS_CONSENT = "fallback_is_consent"
    TERM_WITHOUT_END = "term_without_end"
    THRESHOLD_TOO_LOW = "threshold_too_low"
    THRESHOLD_NEVER_REACHED = "threshold_never_reached"
    ONE_DECIDES_ALONE = "one_decides_alone"
    DECISION_TOO_SHORT = "decision_too_short"
    SCIC_TOO_FEW_COLLEGES = "scic_too_few_colleges"
    SCIC_WEIGHT_TOO_LOW = "scic_weight_too_low"
    SCIC_WEIGHT_TOO_HIGH = "scic_weight_too_high"
    # the present register
    EMPTY_COLLEGE = "empty_college"
    NOT_ENOUGH_PEOPLE = "not_enough_people"
    NOBODY_DECIDES = "nobody_decides"
    ONE_STRUCTURE_DECIDES = "one_structure_decides"


@dataclass(frozen=True)
class Fault:
    """`line` is 0 for a charter that was not read from a text."""

    line: int
    key: str
    code: Code
    params: Mapping[str, Value] = field(default_factory=dict)


class CharterInvalid(ValueError):
    """The one error of this package: every fault found, by line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.line}: {fault.key}: {fault.code}" for fault in self.faults))


def dotted(path: Path) -> str:
    """`tracks.project.stages.idea.fields[0].key`."""
    told = ""
    for part in path:
        told += f"[{part}]" if isinstance(part, int) else (f".{part}" if told else part)
    return told


def located(fault: Fault, lines: Mapping[str, int]) -> Fault:
    """With the line of its key, or of the nearest table around it that is in the text."""
    key = fault.key
    while key and key not in lines:
        key = key[:max(key.rfind("."), key.rfind("["), 0)]
    return replace(fault, line=lines.get(key, 1 if lines else 0))


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.key, fault.code)))


class Faults(list[Fault]):
    def add(self, path: Path, code: Code, **params: Value) -> None:
        self.append(Fault(0, dotted(path), code, params))
