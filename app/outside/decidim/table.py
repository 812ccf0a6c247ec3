"""CSV records one at a time, with the physical line where each begins and every sign that the file was cut."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from app.outside.decidim.columns import Kind, kind_of
from app.outside.decidim.faults import Fault, Unreadable

DELIMITERS = ";,\t"
# Bodies may hold pictures as data: addresses, so much more than any text; above, a quote was never closed.
FIELD_MOST = 8_000_000
# A short file typed by hand may lack its last end of line; a program that writes more rows, or CR LF, ends it.
BY_HAND = 20


@dataclass(frozen=True, slots=True)
class Record:
    line: int
    cells: dict[str, str]


class Lines:
    """The physical lines, never longer than a field may be, and how the last one ended."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.number = 0
        self.last = ""
        self.windows = False  # the first line ended in CR LF

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(FIELD_MOST)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == FIELD_MOST and line[-1] not in "\r\n":
            raise Unreadable(Fault(self.number, "line_huge", {"most": FIELD_MOST}))
        self.last = line
        if self.number == 1:
            self.windows = line.endswith("\r\n")
        return line

    @property
    def unfinished(self) -> bool:
        return self.last[-1:] not in ("\r", "\n")


def heading(text: TextIO) -> tuple[str, list[str], int]:
    """The delimiter, the names of the columns and the line they stand on."""
    csv.field_size_limit(FIELD_MOST)  # of the whole process; the default refuses a body with one picture in it
    lines = Lines(text)
    first = next((line for line in lines if line.strip()), "")
    readings = [(delimiter, _names(first, delimiter)) for delimiter in DELIMITERS]
    delimiter, names = max(readings, key=lambda reading: len(reading[1]))
    twice = next((name for name, times in Counter(names).items() if name and times > 1), None)
    if twice is not None:
        raise Unreadable(Fault(lines.number, "column_twice", {"column": twice}))
    return delimiter, names, lines.number


def _names(line: str, delimiter: str) -> list[str]:
    return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]


def kind_in(text: TextIO) -> tuple[Kind, list[str]]:
    _, names, line = heading(text)
    return kind_of(names, line), names


def records(text: TextIO) -> Iterator[Record | Fault]:
    """Raises Unreadable where nothing further can be trusted; `text` must stand at its beginning."""
    delimiter, names, _ = heading(text)
    text.seek(0)
    lines = Lines(text)
    read = -1  # the heading comes first
    for line, row in _rows(csv.reader(lines, delimiter=delimiter, strict=True), lines):
        if not any(cell.strip() for cell in row):
            continue
        read += 1
        if read > 0:
            yield _fault(line, row, names, lines, read) or Record(line, _cells(names, row))


def _rows(reader: Iterator[list[str]], lines: Lines) -> Iterator[tuple[int, list[str]]]:
    while True:
        line = lines.number + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(_misread(line, str(error))) from error
        yield line, row


def _misread(line: int, message: str) -> Fault:
    if "unexpected end" in message:
        return Fault(line, "cut_quote")
    if "field limit" in message:
        return Fault(line, "field_huge", {"most": FIELD_MOST})
    return Fault(line, "quote_stray")


def _fault(line: int, row: list[str], names: list[str], lines: Lines, read: int) -> Fault | None:
    found, expected = len(row), len(names)
    if found < expected:
        return Fault(line, "cut_row", {"found": found, "expected": expected})
    if any(row[expected:]):
        return Fault(line, "row_wide", {"found": found, "expected": expected})
    if lines.unfinished and (lines.windows or read > BY_HAND):
        return Fault(line, "cut_last")
    return None


def _cells(names: list[str], row: list[str]) -> dict[str, str]:
    return {name: _plain(cell) for name, cell in zip(names, row, strict=False) if name}


def _plain(cell: str) -> str:
    """Exports put an apostrophe before a cell that a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") and len(cell) > 1 else cell
