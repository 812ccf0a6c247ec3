"""A territory's places, read from CSV text: every row that is well formed, and every fault with its line.

The columns, in any order, under their English name or one of the French ones in `HEADERS`; others are ignored.
Codes stay text (2A004). Centres are kept in millionths of a degree, so that no float enters.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.rules.normal import normal

HEADERS: dict[str, tuple[str, ...]] = {
    "code": ("code", "code_insee", "insee"),
    "name": ("name", "nom", "commune"),
    "population": ("population", "habitants"),
    "group_code": ("group_code", "code_groupe", "code_epci", "siren_epci"),
    "group_name": ("group_name", "nom_groupe", "nom_epci", "intercommunalite"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng"),
}
NAME_MOST = 120
GROUP_NAME_MOST = 160
CELL = 131_072  # signs in one cell; another reader of this process may have set its own
ROWS, COLUMNS = 40_000, 60  # all the communes of a country, and more than any list says of each
SHOWN = 40  # how much of a wrong value is repeated in its fault
MILLION = 1_000_000
BOM = "\ufeff"

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,11}")
GROUP_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,15}")
COUNT = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?: [0-9]{3}){1,2}")
DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,12})?")


class Fault(StrEnum):
    NO_ROWS = "no_rows"
    MISSING_COLUMN = "missing_column"
    COLUMN_TWICE = "column_twice"
    UNREADABLE = "unreadable"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_WIDE = "too_wide"
    WRONG_CELLS = "wrong_cells"
    BAD_CODE = "bad_code"
    DUPLICATE_CODE = "duplicate_code"
    EMPTY_NAME = "empty_name"
    BAD_NAME = "bad_name"
    BAD_POPULATION = "bad_population"
    BAD_GROUP_CODE = "bad_group_code"
    BAD_GROUP_NAME = "bad_group_name"
    GROUP_INCOMPLETE = "group_incomplete"
    GROUP_TWO_NAMES = "group_two_names"
    BAD_LATITUDE = "bad_latitude"
    BAD_LONGITUDE = "bad_longitude"
    HALF_CENTRE = "half_centre"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    code: str
    name: str
    population: int
    group_code: str
    group_name: str
    latitude: int | None
    longitude: int | None


@dataclass(frozen=True, slots=True)
class LineFault:
    """`first_line` is the line that already held the code, or that named the group otherwise."""

    line: int
    code: Fault
    column: str = ""
    value: str = ""
    first_line: int | None = None


def parse_places(text: str) -> tuple[list[PlaceRow], list[LineFault]]:
    """The well-formed rows, and every fault by line; a territory is replaced only where there is no fault."""
    text = text.removeprefix(BOM)
    rows, faults = table(text, delimiter(text))
    if not rows:
        return [], faults or [LineFault(1, Fault.NO_ROWS)]
    header_line, header = rows[0]
    where, header_faults = _columns(header_line, header)
    if header_faults:
        return [], header_faults
    reader = _Reader(where, len(header))
    places = [place for line, cells in rows[1:] if (place := reader.place(line, cells)) is not None]
    faults = sorted(reader.faults + faults, key=lambda fault: fault.line)
    if not places and not faults:
        faults = [LineFault(header_line, Fault.NO_ROWS)]
    return places, faults


def delimiter(text: str) -> str:
    header = text.lstrip().partition("\n")[0]
    return ";" if header.count(";") >= header.count(",") else ","


def table(text: str, delimiter: str) -> tuple[list[tuple[int, list[str]]], list[LineFault]]:
    """The rows that hold anything, with the line each begins on; reading stops where quotes no longer match.

    Spaces of every kind become one plain space: spreadsheets put non-breaking ones in names and in thousands.
    """
    csv.field_size_limit(CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if len(cells) > COLUMNS:
                return rows, [LineFault(begins, Fault.TOO_WIDE, value=str(len(cells)))]
            if len(rows) > ROWS:
                return rows, [LineFault(begins, Fault.TOO_MANY_ROWS, value=str(ROWS))]
            if any(cell.strip() for cell in cells):
                rows.append((begins, [" ".join(cell.split()) for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error:
        return rows, [LineFault(begins, Fault.UNREADABLE)]
    return rows, []


def _columns(line: int, header: list[str]) -> tuple[dict[str, int], list[LineFault]]:
    known = {alias: column for column, aliases in HEADERS.items() for alias in aliases}
    where: dict[str, int] = {}
    faults = []
    for position, cell in enumerate(header):
        column = known.get(folded_header(cell))
        if column in where:
            faults.append(LineFault(line, Fault.COLUMN_TWICE, column, _shown(cell)))
        elif column is not None:
            where[column] = position
    faults += [LineFault(line, Fault.MISSING_COLUMN, column) for column in HEADERS if column not in where]
    return where, faults


def folded_header(cell: str) -> str:
    """« Nom groupe » and « nom_groupe » are the same header; accents and case do not count."""
    plain = "".join(c for c in normal("NFD", cell.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\s-]+", "_", plain.strip())


def _shown(value: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in value[:SHOWN])


class _Reader:
    """Reads rows one by one and remembers what must be unique: the codes, and one name for each group."""

    def __init__(self, where: Mapping[str, int], width: int) -> None:
        self.where = where
        self.width = width
        self.faults: list[LineFault] = []
        self.codes: dict[str, int] = {}
        self.groups: dict[str, tuple[str, int]] = {}

    def place(self, line: int, cells: list[str]) -> PlaceRow | None:
        if len(cells) != self.width:
            self.faults.append(LineFault(line, Fault.WRONG_CELLS, value=f"{len(cells)}/{self.width}"))
            return None
        row = {column: cells[position] for column, position in self.where.items()}
        found = [*self._identity(line, row), *self._group(line, row), *_figures(line, row)]
        self.faults += found
        if found:
            return None
        return PlaceRow(row["code"].upper(), row["name"], _count(row["population"]), row["group_code"].upper(),
                        row["group_name"], _millionths(row["latitude"]), _millionths(row["longitude"]))

    def _identity(self, line: int, row: Mapping[str, str]) -> Iterator[LineFault]:
        code = row["code"].upper()
        if not CODE.fullmatch(code):
            yield LineFault(line, Fault.BAD_CODE, "code", _shown(row["code"]))
        elif code in self.codes:
            yield LineFault(line, Fault.DUPLICATE_CODE, "code", code, self.codes[code])
        else:
            self.codes[code] = line
        if not row["name"]:
            yield LineFault(line, Fault.EMPTY_NAME, "name")
        elif not _is_name(row["name"], NAME_MOST):
            yield LineFault(line, Fault.BAD_NAME, "name", _shown(row["name"]))

    def _group(self, line: int, row: Mapping[str, str]) -> Iterator[LineFault]:
        code, name = row["group_code"].upper(), row["group_name"]
        if not code and not name:
            return
        if not code or not name:
            yield LineFault(line, Fault.GROUP_INCOMPLETE, "group_name" if code else "group_code", _shown(code or name))
        elif not GROUP_CODE.fullmatch(code):
            yield LineFault(line, Fault.BAD_GROUP_CODE, "group_code", _shown(row["group_code"]))
        elif not _is_name(name, GROUP_NAME_MOST):
            yield LineFault(line, Fault.BAD_GROUP_NAME, "group_name", _shown(name))
        elif self.groups.setdefault(code, (name, line))[0] != name:
            yield LineFault(line, Fault.GROUP_TWO_NAMES, "group_name", _shown(name), self.groups[code][1])


def _figures(line: int, row: Mapping[str, str]) -> Iterator[LineFault]:
    if not COUNT.fullmatch(row["population"]):
        yield LineFault(line, Fault.BAD_POPULATION, "population", _shown(row["population"]))
    latitude, longitude = row["latitude"], row["longitude"]
    if latitude and not _is_within(latitude, 90):
        yield LineFault(line, Fault.BAD_LATITUDE, "latitude", _shown(latitude))
    if longitude and not _is_within(longitude, 180):
        yield LineFault(line, Fault.BAD_LONGITUDE, "longitude", _shown(longitude))
    if bool(latitude) != bool(longitude):
        yield LineFault(line, Fault.HALF_CENTRE, "longitude" if latitude else "latitude")


def _is_name(value: str, most: int) -> bool:
    return len(value) <= most and value.isprintable()


def _is_within(degrees: str, most: int) -> bool:
    return DEGREES.fullmatch(degrees) is not None and abs(_millionths(degrees) or 0) <= most * MILLION


def _count(value: str) -> int:
    return int(value.replace(" ", ""))


def _millionths(degrees: str) -> int | None:
    """A comma is read as the decimal mark: French spreadsheets write 44,55."""
    return round(Decimal(degrees.replace(",", ".")) * MILLION) if degrees else None
