"""JSON records one at a time: a list of objects, or an object of objects keyed "0", "1"… never held whole."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TextIO

from app.core.resources import DATA
from app.imports.decidim.reading import FIELD_MOST, Record
from app.imports.decidim.rows import Fault, Kind, Unreadable, kind_of

PIECE = 1 << 17
DEPTH = 6  # an export nests three deep; more is kept as text
_BLANK = re.compile(r"[ \t\r\n]*")  # always matches
NEAR = 12  # an error this near to the end of the file is the end itself (a cut `tru`, `\u00`…)


class Reader:
    """A window on the text that grows until the next value is whole in it."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._window, self._at, self._ended = "", 0, False
        # numbers stay the text they are, as in CSV: no figure can overflow or lose its zeros
        self._decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, strict=False)
        self.line = 1

    def peek(self) -> str:
        """The next character that is not a space, or "" at the end."""
        while True:
            self._advance(_BLANK.match(self._window, self._at).end())  # type: ignore[union-attr]
            if self._at < len(self._window):
                return self._window[self._at]
            if not self._more(PIECE):
                return ""

    def take(self, expected: str) -> str:
        found = self.peek()
        if not found:
            self.refuse("json_cut")
        if found not in expected:
            self.refuse("json_invalid")
        self._advance(self._at + 1)
        return found

    def value(self) -> Any:
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._window, self._at)
            except (ValueError, RecursionError) as error:
                self._wait_or_refuse(error)
            else:
                self._advance(end)
                return value

    def refuse(self, code: str, **params: int) -> NoReturn:
        raise Unreadable(Fault(self.line, code, params))

    def _wait_or_refuse(self, error: Exception) -> None:
        length = len(self._window) - self._at
        if length > FIELD_MOST:
            self.refuse("json_huge", most=FIELD_MOST)
        if not self._more(max(PIECE, length)):
            self.refuse("json_cut" if self._is_the_end(error) else "json_invalid")

    def _is_the_end(self, error: Exception) -> bool:
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated") or error.pos >= len(self._window.rstrip()) - NEAR

    def _advance(self, to: int) -> None:
        self.line += self._window.count("\n", self._at, to)
        self._at = to

    def _more(self, size: int) -> bool:
        if self._ended:
            return False
        piece = self._text.read(size)
        self._ended = not piece
        self._window, self._at = self._window[self._at:] + piece, 0
        return bool(piece)


def records(text: TextIO) -> Iterator[Record]:
    """Raises Unreadable where nothing further can be trusted."""
    reader = Reader(text)
    keyed = reader.take("[{") == "{"
    closing = "}" if keyed else "]"
    if reader.peek() == closing:
        reader.take(closing)
    else:
        yield _record(reader, keyed)
        while reader.take("," + closing) == ",":
            yield _record(reader, keyed)
    if reader.peek():
        reader.refuse("json_invalid")


def _record(reader: Reader, keyed: bool) -> Record:
    if keyed:
        if reader.peek() not in ('"', ""):
            reader.refuse("json_invalid")
        reader.value()
        reader.take(":")
    if reader.peek() not in ("{", ""):
        reader.refuse("json_shape")
    line = reader.line
    cells: dict[str, str] = {}
    _flatten(reader.value(), "", cells)
    return Record(line, cells)


def _flatten(value: Any, key: str, cells: dict[str, str], depth: int = 0) -> None:
    """As the CSV of the same export would name it: nested keys joined with "/", lists with ", "."""
    if isinstance(value, dict) and depth < DEPTH:
        for name, inner in value.items():
            _flatten(inner, f"{key}/{name}" if key else name, cells, depth + 1)
    elif isinstance(value, list) and depth < DEPTH:
        for inner in value:
            _join(inner, key, cells, depth + 1)
        cells.setdefault(key, "")
    else:
        cells[key] = _text(value)


def _join(inner: Any, key: str, cells: dict[str, str], depth: int) -> None:
    """A list of words makes "a, b"; a list of names by language makes one such list in each language."""
    found: dict[str, str] = {}
    _flatten(inner, key, found, depth)
    for name, word in found.items():
        cells[name] = f"{cells[name]}, {word}" if cells.get(name) else word


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def kind_in(text: TextIO) -> tuple[Kind, list[str]]:
    """By the columns of the first record."""
    first = next(iter(records(text)), None)
    if first is None:
        raise Unreadable(Fault(0, "no_row"))
    names = list(first.cells)
    return kind_of(names, first.line), names


# The table that says which stage and status a state of Decidim becomes: the operator's, else the shipped one.

SHIPPED = DATA / "decidim-states.toml"
OTHERWISE = "*"
_WORD = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")


class Place(NamedTuple):
    """Words of the charter and of the closed list of statuses: whoever writes checks that they exist there."""

    track: str
    stage: str
    status: str


def states(path: Path | None = None) -> dict[str, Place]:
    """The operator's table, else the shipped one; raises Unreadable with every fault and its line."""
    try:
        text = (path or SHIPPED).read_bytes().decode()
        read = tomllib.loads(text)
    except OSError as error:
        raise Unreadable(Fault(0, "states_missing")) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(_syntax(error)) from error
    entries = read.get("states")
    if not isinstance(entries, dict) or not entries:
        raise Unreadable(Fault(1, "states_empty"))
    faults = [fault for state, entry in entries.items() for fault in _faults(state, entry, _line(text, state))]
    if faults:
        raise Unreadable(*faults)
    return {state.lower(): Place(**entry) for state, entry in entries.items()}


def place_of(state: str, line: int, table: Mapping[str, Place]) -> Place | Fault:
    """Where a row of this state goes; a fault when neither it nor `*` is in the table."""
    place = table.get(state) or table.get(OTHERWISE)
    return place or Fault(line, "state_unknown", {"state": state})


def _faults(state: str, entry: Any, line: int) -> Iterator[Fault]:
    if not isinstance(entry, dict):
        yield Fault(line, "state_not_table", {"state": state})
        return
    for key in Place._fields:
        if key not in entry:
            yield Fault(line, "state_key_missing", {"state": state, "key": key})
    for key, value in entry.items():
        if key not in Place._fields:
            yield Fault(line, "state_key_unknown", {"state": state, "key": key})
        elif not isinstance(value, str) or not _WORD.match(value):
            yield Fault(line, "state_word", {"state": state, "key": key, "value": str(value)[:40]})


def _syntax(error: Exception) -> Fault:
    found = re.search(r"line (\d+)", str(error))
    return Fault(int(found[1]) if found else 1, "states_syntax", {"detail": str(error)})


def _line(text: str, state: str) -> int:
    """Where the state is written, in either way TOML allows; 1 if it cannot be told."""
    name = re.escape(state)
    written = re.compile(rf"\s*(?:\[states\.)?(?:\"{name}\"|'{name}'|{name})\s*[\]=.]")
    return next((number for number, line in enumerate(text.splitlines(), 1) if written.match(line)), 1)
