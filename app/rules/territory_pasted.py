"""A list of communes as somebody pastes it: names alone, codes and names, or a table, with a head or without.

Whatever it is, it becomes the table that territory.py reads, with its faults and their lines.
"""

import csv
import io
import re
from collections.abc import Mapping

from app.rules.territory import HEADERS, Fault, LineFault, PlaceRow, delimiter, folded_header, parse_places, table

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
