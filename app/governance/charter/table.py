"""What can be wrong in a charter: every fault at once, each with its line and its key. Sentences: fault_words.py."""

import difflib
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from app.governance.charter.model import SOURCE, Localised
from app.governance.tally.settings import exact

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


# Where each key of a TOML text stands: `tomllib` gives values without their lines.
#
# Reads a text that `tomllib` has accepted, so that it need not check anything: it only walks.

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_TEXT = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'''', re.DOTALL)
_BARE = re.compile(r"[^,\]}\n#]*")
_DEEPEST = 12  # a sound charter goes down eight levels; a header of a million dots is not followed


def lines_of(text: str) -> dict[str, int]:
    """Dotted key to line, the first being 1; a table that only its children name has the line of the first."""
    return _Walk(text).lines


class _Walk:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.starts = [match.end() for match in re.finditer("\n", text)]
        self.lines: dict[str, int] = {"": 1}
        self.counts: dict[Path, int] = {}  # how many times each [[array of tables]] was opened
        table: Path = ()
        self._skip()
        while self.at < len(text):
            if text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _note(self, path: Path, start: int) -> None:
        line = bisect_right(self.starts, start) + 1
        for length in range(1, min(len(path), _DEEPEST) + 1):
            self.lines.setdefault(dotted(path[:length]), line)

    def _key(self) -> list[str]:
        parts = []
        while match := _PART.match(self.text, self.at):
            parts.append(_plain(match[0]))
            self.at = match.end()
            dot = _DOT.match(self.text, self.at)
            if not dot:
                break
            self.at = dot.end()
        return parts

    def _header(self) -> Path:
        start, several = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if several else 1
        self._skip()
        path: Path = ()
        parts = self._key()[:_DEEPEST]
        for number, part in enumerate(parts, 1):
            path = (*path, part)
            if several and number == len(parts):
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        self._skip()
        self.at += 2 if several else 1
        self._note(path, start)
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self._key())
        self._note(path, start)
        self._skip()
        self.at += 1  # the sign =
        self._skip()
        self._value(path)

    def _value(self, path: Path) -> None:
        sign = self.text[self.at]
        if sign == "[":
            self._list(path)
        elif sign == "{":
            self._inline(path)
        elif match := _TEXT.match(self.text, self.at) if sign in "\"'" else _BARE.match(self.text, self.at):
            self.at = match.end()

    def _list(self, path: Path) -> None:
        self.at += 1
        self._skip()
        number = 0
        while self.text[self.at] != "]":
            self._note((*path, number), self.at)
            self._value((*path, number))
            number += 1
            self._comma()
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        self._skip()
        while self.text[self.at] != "}":
            self._pair(path)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._skip()
        if self.text[self.at] == ",":
            self.at += 1
            self._skip()


def _plain(part: str) -> str:
    return str(tomllib.loads(f"k = {part}")["k"]) if part[0] in "\"'" else part


# A table of the document and what is read from it; whatever is wrong is noted, and reading goes on.

KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_SIGNS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_SHOWN = 40  # how much of a wrong value is repeated in its fault
_Word = TypeVar("_Word", bound=StrEnum)


class Table:
    """Each reader names its key once; `close` then reports the keys that nobody asked for."""

    def __init__(self, data: Mapping[str, object], path: Path, faults: Faults) -> None:
        self.data, self.path, self.faults = data, path, faults
        self.asked: set[str] = set()

    def has(self, key: str) -> bool:
        self.asked.add(key)
        return key in self.data

    def fault(self, key: str | None, code: Code, **params: int | str | tuple[str, ...]) -> None:
        self.faults.add(self.path if key is None else (*self.path, key), code, **params)

    def close(self) -> None:
        for key in self.data:
            if key not in self.asked:
                near = difflib.get_close_matches(key, self.asked, 1)
                self.fault(_short(key), Code.UNKNOWN_KEY, known=tuple(sorted(self.asked)), near=near[0] if near else "")

    # one value

    def whole(self, key: str, least: int = 1, most: int = 1_000_000, default: int | None = None) -> int:
        """A whole number; on a fault the least there can be."""
        value = self.whole_or_none(key, least, most)
        if value is None and default is None and key not in self.data:
            self.fault(key, Code.MISSING)
        return value if value is not None else default if default is not None else least

    def whole_or_none(self, key: str, least: int = 1, most: int = 1_000_000) -> int | None:
        if not self.has(key):
            return None
        value = self.data[key]
        if isinstance(value, float):
            self.fault(key, Code.NOT_WHOLE, got=_short(value))
        elif isinstance(value, bool) or not isinstance(value, int):
            self._wrong(key, "whole", value)
        elif not least <= value <= most:
            self.fault(key, Code.OUT_OF_RANGE, got=_short(value), least=least, most=most)
        else:
            return value
        return None

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.data.get(key, default) if self.has(key) else default
        if not isinstance(value, bool):
            self._wrong(key, "flag", value)
            return default
        return value

    def number(self, key: str) -> Fraction | None:
        """A whole number, or a fraction `"n/d"`, zero or above; never a number with a decimal point."""
        value = self.data[key] if self.has(key) else None
        if isinstance(value, float):
            self.fault(key, Code.NOT_WHOLE, got=_short(value))
        elif isinstance(value, bool) or not isinstance(value, int | str):
            self._wrong(key, "fraction", value)
        elif (read := exact(value)) is None:
            self.fault(key, Code.NOT_A_FRACTION, got=_short(value))
        else:
            return read
        return None

    def share(self, key: str) -> Fraction | None:
        """A fraction from nought to one."""
        read = self.number(key)
        if read is not None and read > 1:
            self.fault(key, Code.FRACTION_OUT_OF_RANGE, got=_short(self.data[key]))
            return None
        return read

    def word(self, key: str, words: type[_Word], default: _Word | None = None) -> _Word | None:
        if not self.has(key):
            if default is None:
                self.fault(key, Code.MISSING)
            return default
        return one_of(self.data[key], words, self.path, key, self.faults) or default

    # texts

    def key(self, key: str) -> str:
        """The key people give to a thing, in small letters."""
        value = self._text(key, most=32)
        if value and not KEY.fullmatch(value):
            self.fault(key, Code.BAD_KEY, got=_short(value))
            return ""
        return value

    def texts(self, key: str, most: int, required: bool = True) -> Localised:
        """`{ fr = "…", en = "…" }`; French must be there."""
        if not self.has(key):
            if required:
                self.fault(key, Code.MISSING)
            return Localised()
        table = self.table(key)
        found = {lang: table.language(lang, most) for lang in table.data}
        if SOURCE not in found:
            table.fault(None, Code.MISSING_LANGUAGE, language=SOURCE)
        return Localised(found)

    def language(self, lang: str, most: int) -> str:
        if not _LANGUAGE.fullmatch(lang):
            self.fault(_short(lang), Code.BAD_LANGUAGE)
        return self._text(lang, most)

    def _text(self, key: str, most: int) -> str:
        if not self.has(key):
            self.fault(key, Code.MISSING)
            return ""
        value = self.data[key]
        if not isinstance(value, str):
            self._wrong(key, "text", value)
        elif not value.strip():
            self.fault(key, Code.EMPTY)
        elif len(value) > most:
            self.fault(key, Code.TEXT_TOO_LONG, got=len(value), most=most)
        elif _SIGNS.search(value):
            self.fault(key, Code.BAD_SIGN)
        else:
            return value.strip()
        return ""

    # several values

    def table(self, key: str) -> "Table":
        """The table of that name, empty when it is missing or is something else."""
        value: object = self.data[key] if self.has(key) else {}
        if not isinstance(value, dict):
            self._wrong(key, "table", value)
            value = {}
        return Table(value, (*self.path, key), self.faults)

    def tables(self, key: str, required: bool = True) -> Iterator[tuple[str, "Table"]]:
        """Each table inside that one, under its key."""
        if required and not self.has(key):
            self.fault(key, Code.MISSING)
        outer = self.table(key)
        if required and key in self.data and not outer.data:
            self.fault(key, Code.EMPTY)
        for name in outer.data:
            if not KEY.fullmatch(name):
                outer.fault(_short(name), Code.BAD_KEY, got=_short(name))
            else:
                yield name, outer.table(name)

    def rows(self, key: str) -> Iterator["Table"]:
        """Each table of a list of tables."""
        for number, value in enumerate(self._list(key) if self.has(key) else ()):
            path = (*self.path, key, number)
            if isinstance(value, dict):
                yield Table(value, path, self.faults)
            else:
                self.faults.add(path, Code.WRONG_TYPE, wanted="table", got=_kind(value))

    def keys(self, key: str) -> tuple[str, ...]:
        """A list of keys, each once, at least one."""
        if not self.has(key):
            self.fault(key, Code.MISSING)
            return ()
        found: list[str] = []
        for number, value in enumerate(self._list(key)):
            path = (*self.path, key, number)
            if not isinstance(value, str):
                self.faults.add(path, Code.WRONG_TYPE, wanted="text", got=_kind(value))
            elif not KEY.fullmatch(value):
                self.faults.add(path, Code.BAD_KEY, got=_short(value))
            elif value in found:
                self.faults.add(path, Code.REPEATED, got=value)
            else:
                found.append(value)
        if self.data[key] == []:
            self.fault(key, Code.EMPTY)
        return tuple(found)

    def known_keys(self, key: str, known: Iterable[str], code: Code) -> tuple[str, ...]:
        """Those of the list that are known; the others are faults."""
        words = tuple(sorted(known))
        given = self.keys(key)
        for value in given:
            if value not in words:
                path = (*self.path, key, self._list(key).index(value))
                self.faults.add(path, code, got=value, known=words, near=_near(value, words))
        return tuple(value for value in given if value in words)

    def _list(self, key: str) -> list[object]:
        value = self.data[key]
        if isinstance(value, list):
            return value
        self._wrong(key, "list", value)
        return []

    def _wrong(self, key: str, wanted: str, value: object) -> None:
        if key in self.data:
            self.fault(key, Code.WRONG_TYPE, wanted=wanted, got=_kind(value))
        else:
            self.fault(key, Code.MISSING)


def one_of(value: object, words: type[_Word], path: Path, key: str, faults: Faults) -> _Word | None:
    known = tuple(word.value for word in words)
    if isinstance(value, str) and value in known:
        return words(value)
    if isinstance(value, str):
        faults.add((*path, key), Code.UNKNOWN_WORD, got=_short(value), known=known, near=_near(value, known))
    else:
        faults.add((*path, key), Code.WRONG_TYPE, wanted="text", got=_kind(value))
    return None


def _near(value: str, words: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(value[:_SHOWN], list(words), 1)), "")


def _short(value: object) -> str:
    if isinstance(value, int) and abs(value) > 10**_SHOWN:
        return "…"
    told = str(value)
    return told if len(told) <= _SHOWN else told[:_SHOWN] + "…"


def _kind(value: object) -> str:
    kinds: tuple[tuple[type, str], ...] = ((bool, "flag"), (int, "whole"), (float, "decimal"), (str, "text"),
                                           (list, "list"), (dict, "table"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "date")
