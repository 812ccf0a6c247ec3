"""An export file: told by its columns, read row by row, checked whole before anything is made of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO, TypeVar

from app.core.addresses import parted
from app.imports.decidim import objects, reading
from app.imports.decidim.reading import Shape, encoding_fault, open_text, row_of, shape_of
from app.imports.decidim.rows import Fault, Kind, Limits, ProposalRow, Row, Unreadable, unknown

T = TypeVar("T")


class Export:
    """Made by `open_export`. Holds no open file between two readings; `rows()` may be called again."""

    def __init__(self, path: Path, lang: str, limits: Limits) -> None:
        self.path = path
        self._lang, self._limits = lang, limits
        self._size = 0
        self._open: TextIO | None = None
        self._shape = shape_of(path)
        self._columns: dict[str, None] = {}
        self.kind = self._recognise()

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """Those of the header; in JSON, where each record names its own, those of the rows read so far."""
        return unknown(self._columns, self.kind)

    @property
    def percent(self) -> int:
        """How much of the file the reading under way has gone through."""
        if self._open is None or self._open.closed or not self._size:
            return 100
        return min(100, self._open.buffer.tell() * 100 // self._size)

    def rows(self) -> Iterator[Row | Fault]:
        """Every record in order; a fault stands for the row it refuses, or, if nothing can follow it, comes last."""
        lines: dict[str, int] = {}
        self._size = self.path.stat().st_size
        try:
            with open_text(self.path) as self._open:
                for record in self._records(self._open):
                    yield self._row(record, lines)
        except UnicodeDecodeError:
            yield encoding_fault(self.path)
        except Unreadable as error:
            yield from error.faults

    def _recognise(self) -> Kind:
        read = reading.kind_in if self._shape is Shape.CSV else objects.kind_in
        try:
            with open_text(self.path) as text:
                kind, names = read(text)
        except UnicodeDecodeError:
            raise Unreadable(encoding_fault(self.path)) from None
        self._columns = dict.fromkeys(names)
        return kind

    def _records(self, text: TextIO) -> Iterator[reading.Record | Fault]:
        return reading.records(text) if self._shape is Shape.CSV else objects.records(text)

    def _row(self, record: reading.Record | Fault, lines: dict[str, int]) -> Row | Fault:
        if isinstance(record, Fault):
            return record
        if self._shape is Shape.JSON:
            self._columns.update(dict.fromkeys(record.cells))
        row = row_of(self.kind, record.line, record.cells, self._lang, self._limits)
        if isinstance(row, Fault):
            return row
        if row.external_id in lines:
            return Fault(row.line, "id_twice", {"id": row.external_id, "first": lines[row.external_id]})
        lines[row.external_id] = row.line
        return row


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first pass found. `read` counts the rows, good or refused; `host` is the platform the rows name.

    `answers`: which comment each reply answers, by their identifiers, so that a reply may stand before it in the file.
    """

    kind: Kind | None
    read: int = 0
    good: int = 0
    faults: tuple[Fault, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    states: Mapping[str, int] = field(default_factory=dict)
    host: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """False when the file was cut, damaged or is not one of these: by default nothing of it is imported."""
        return not any(fault.fatal for fault in self.faults)


def open_export(path: Path, lang: str = "fr", limits: Limits | None = None) -> Export:
    """Reads the beginning only; raises Unreadable when the file is none that can be read.

    `lang` is the language of columns that name none, and the one preferred where there are several.
    """
    return Export(path, lang, limits or Limits())


def check(path: Path, lang: str = "fr", limits: Limits | None = None) -> Survey:
    """The first pass: reads the whole file and keeps no row of it. Raises nothing: faults are in the survey."""
    try:
        export = open_export(path, lang, limits)
    except Unreadable as error:
        return Survey(None, faults=error.faults)
    return survey(export)


def survey(export: Export, seen: Callable[[], None] | None = None) -> Survey:
    """The first pass over a file already opened; `seen` is called at each row: the caller may show its `percent`."""
    good, host = 0, ""
    faults: list[Fault] = []
    states: Counter[str] = Counter()
    answers: dict[str, str] = {}
    for row in export.rows():
        if seen is not None:
            seen()
        if isinstance(row, Fault):
            faults.append(row)
            continue
        good += 1
        host = host or _host(row)
        if isinstance(row, ProposalRow):
            states[row.state] += 1
        elif row.parent_external_id:
            answers[row.external_id] = row.parent_external_id
    if not good and not faults:
        faults.append(Fault(0, "no_row"))
    read = good + sum(fault.is_row for fault in faults)
    return Survey(export.kind, read, good, tuple(faults), export.unknown_columns, dict(states), host, answers)


def _host(row: Row) -> str:
    return parted(row.url if isinstance(row, ProposalRow) else row.root_url).hostname or ""


def batches(rows: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """So that an operation can write some hundreds at a time; the last may be shorter, none is empty."""
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch
