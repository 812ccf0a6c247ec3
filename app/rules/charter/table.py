"""A table of the document and what is read from it; whatever is wrong is noted, and reading goes on."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from app.rules.charter.faults import Code, Faults, Path
from app.rules.charter.localised import SOURCE, Localised
from app.rules.tally.numbers import exact

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

