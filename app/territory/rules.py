"""A territory's places, read from CSV text: every row that is well formed, and every fault with its line.

The columns, in any order, under their English name or one of the French ones in `HEADERS`; others are ignored.
Codes stay text (2A004). Centres are kept in millionths of a degree, so that no float enters.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import cos, radians
from typing import NamedTuple

from app.core.texts import normal

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


# A list of communes as somebody pastes it: names alone, codes and names, or a table, with a head or without.
#
# Whatever it is, it becomes the table that territory.py reads, with its faults and their lines.

MADE = "C{:04d}"  # the code of a commune that was given none
INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
FIGURE = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:[ .,'’][0-9]{3}){1,2}")
ELSEWHERE: Mapping[str, tuple[str, ...]] = {  # heads of the files that French administrations publish
    "code": ("code_commune", "code_commune_insee", "code_insee_commune", "codgeo", "com", "insee_com", "depcom",
             "code_de_la_commune", "municipality_code"),
    "name": ("nom_commune", "nom_de_la_commune", "libelle", "libgeo", "ncc", "nom_com", "communes", "municipality"),
    "population": ("population_municipale", "population_totale", "pmun", "ptot", "pop", "nombre_d'habitants",
                   "nombre_d’habitants", "inhabitants"),
}
ALIASES = {alias: column for told in (HEADERS, ELSEWHERE) for column, aliases in told.items() for alias in aliases}
Row = tuple[int, list[str]]


def parse_pasted(text: str) -> tuple[list[PlaceRow], list[LineFault]]:
    """As `parse_places`. What is not told is not known: no group, no point, nobody counted."""
    text = text.removeprefix("\ufeff").replace("\t", ";")
    rows, faults = table(text, delimiter(text) if _has_head(text) else _parted_by(text))
    if any(fault.code in (Fault.TOO_MANY_ROWS, Fault.TOO_WIDE) for fault in faults):
        return [], faults
    if not rows or faults:
        return parse_places(text)
    head = [ALIASES.get(folded_header(cell)) for cell in rows[0][1]]
    if "name" in head:
        return _completed([each if each and each not in head[:at] else "" for at, each in enumerate(head)], rows[1:])
    return _completed(_guessed([cells for _line, cells in rows]), rows)


def _has_head(text: str) -> bool:
    first = text.lstrip().partition("\n")[0]
    cells = first.replace(";", ",").split(",")
    return any(ALIASES.get(folded_header(cell)) == "name" for cell in cells)


def _parted_by(text: str) -> str:
    """A name may hold a comma: it parts cells only where one of them is a figure."""
    cells = [cell.strip() for cell in text.lstrip().partition("\n")[0].split(",")]
    return "," if ";" not in text and any(map(_is_figure, cells)) else ";"


def _is_figure(cell: str) -> bool:
    return bool(INSEE.fullmatch(cell) or FIGURE.fullmatch(cell))


def _guessed(rows: list[list[str]]) -> list[str]:
    """Without a head: the column that holds no figure is the name, whatever the order of the others."""
    width = max(len(cells) for cells in rows)
    columns = [[cells[at] for cells in rows if at < len(cells) and cells[at]] for at in range(width)]
    figures = [at for at, cells in enumerate(columns) if any(map(_is_figure, cells))]
    if width not in (2, 3) or len(figures) != width - 1:
        return {1: ["name"], 2: ["code", "name"]}.get(width, ["code", "name", "population"])
    code = next((at for at in figures if _are_codes(columns[at])), None)
    if code is None and (width == 3 or (figures[0] == 0 and len({len(cell) for cell in columns[0]}) == 1)):
        code = figures[0]  # where nothing tells, it comes first
    return ["code" if at == code else "population" if at in figures else "name" for at in range(width)]


def _are_codes(cells: list[str]) -> bool:
    """Five signs that a number of inhabitants has not: a nought ahead, a letter, or the same department all along."""
    good = [cell for cell in cells if INSEE.fullmatch(cell)]
    if 2 * len(good) <= len(cells):
        return False
    starts = [cell[:2] for cell in good]
    return any(cell[0] == "0" or not cell.isdecimal() for cell in good) or (
        len(good) > 2 and 2 * max(starts.count(start) for start in set(starts)) > len(cells))


def _completed(head: list[str], rows: list[Row]) -> tuple[list[PlaceRow], list[LineFault]]:
    """Written again as a whole table; a fault is told on the line of what was pasted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*HEADERS, ""])  # what is beyond the last column known is a fault, told as such
    width = len(head)
    for number, (_line, cells) in enumerate(rows, 1):
        told = dict(zip(head, cells, strict=False))
        if FIGURE.fullmatch(counted := told.get("population", "")):
            told["population"] = re.sub(r"[^0-9]", "", counted)
        told = {"code": MADE.format(number), "population": "0"} | {name: value for name, value in told.items() if value}
        writer.writerow([*(told.get(column, "") for column in HEADERS), *cells[width:], ""][: len(HEADERS) + 2])
    places, faults = parse_places(out.getvalue())
    lines = {number + 1: line for number, (line, _cells) in enumerate(rows, 1)}
    return places, [LineFault(lines.get(fault.line, fault.line), fault.code, fault.column, fault.value,
                              lines.get(fault.first_line, fault.first_line) if fault.first_line else None)
                    for fault in faults]


# Points on the ground: degrees as people type them, the bounds of a territory, and where a point falls on a drawing.
#
# Centres and points are kept in millionths of a degree, so that no float is kept.

NORTHMOST, EASTMOST = 90 * MILLION, 180 * MILLION
TYPED_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,12})?°?")
WIDER = 10  # per cent of its sides by which a territory's bounds are widened: its edges lie beyond its centres
LEAST = MILLION // 20
CLOSER = 4  # how much nearer each step looks
STEPS = 3


class Spot(NamedTuple):
    latitude: int
    longitude: int


def millionths(typed: str) -> int | None:
    """« 44,5583 » or « 44.5583 »; None where it is no number of degrees."""
    typed = typed.strip().replace("\u2212", "-")
    if not TYPED_DEGREES.fullmatch(typed):
        return None
    return round(Decimal(typed.rstrip("°").replace(",", ".")) * MILLION)


def degrees(kept: int) -> str:
    """44.5583: as a form and open data write it, without idle zeros."""
    return format((Decimal(kept) / MILLION).normalize(), "f")


@dataclass(frozen=True, slots=True)
class Box:
    south: int
    west: int
    north: int
    east: int

    def holds(self, spot: Spot) -> bool:
        return self.south <= spot.latitude <= self.north and self.west <= spot.longitude <= self.east

    @property
    def middle(self) -> Spot:
        return Spot((self.south + self.north) // 2, (self.west + self.east) // 2)

    def widened(self) -> "Box":
        tall = max((self.north - self.south) * WIDER // 100, LEAST)
        wide = max((self.east - self.west) * WIDER // 100, LEAST)
        return Box(max(self.south - tall, -NORTHMOST), max(self.west - wide, -EASTMOST),
                   min(self.north + tall, NORTHMOST), min(self.east + wide, EASTMOST))

    def closer(self, at: Spot, step: int) -> "Box":
        """What is seen from nearer, round a point: the same shape, `CLOSER` times smaller at each step."""
        tall = (self.north - self.south) // 2 // CLOSER ** step
        wide = (self.east - self.west) // 2 // CLOSER ** step
        return Box(at.latitude - tall, at.longitude - wide, at.latitude + tall, at.longitude + wide)


WORLD = Box(-NORTHMOST, -EASTMOST, NORTHMOST, EASTMOST)


def box_of(spots: Collection[Spot]) -> Box | None:
    """The smallest that holds them; None for none."""
    if not spots:
        return None
    tall, wide = [spot.latitude for spot in spots], [spot.longitude for spot in spots]
    return Box(min(tall), min(wide), max(tall), max(wide))


@dataclass(frozen=True, slots=True)
class Frame:
    """A plain projection, true enough for a territory: a degree of longitude shrinks with the latitude."""

    box: Box
    longest: int  # of the drawing's two sides, the margins not counted
    margin: int = 0

    @property
    def _shrink(self) -> float:
        return cos(radians(self.box.middle.latitude / MILLION))

    @property
    def _scale(self) -> float:
        """Points of the drawing for a millionth of a degree of latitude."""
        box = self.box
        return self.longest / max((box.east - box.west) * self._shrink, box.north - box.south, 1)

    @property
    def width(self) -> int:
        return round((self.box.east - self.box.west) * self._shrink * self._scale) + 2 * self.margin

    @property
    def height(self) -> int:
        return round((self.box.north - self.box.south) * self._scale) + 2 * self.margin

    def place(self, spot: Spot) -> tuple[int, int]:
        """Where it is drawn: x to the right, y downwards."""
        return (round((spot.longitude - self.box.west) * self._shrink * self._scale) + self.margin,
                round((self.box.north - spot.latitude) * self._scale) + self.margin)

    def spot(self, x: int, y: int) -> Spot:
        """What lies under a point of the drawing."""
        return Spot(round(self.box.north - (y - self.margin) / self._scale),
                    round(self.box.west + (x - self.margin) / self._scale / self._shrink))
