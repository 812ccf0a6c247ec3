"""A list of communes as somebody pastes it: names alone, codes and names, or a table with a head.

Whatever it is, it becomes the table that territory.py reads, with its faults and their lines.
"""

import csv
import io
import re

from app.rules.territory import HEADERS, LineFault, PlaceRow, delimiter, folded_header, parse_places, table

MADE = "C{:04d}"  # the code of a commune that was given none
CODED = re.compile(r"\s*[0-9][0-9AB][0-9]{3}\s*,")  # a name may hold a comma; after a code it parts
ALIASES = {alias: column for column, aliases in HEADERS.items() for alias in aliases}


def parse_pasted(text: str) -> tuple[list[PlaceRow], list[LineFault]]:
    """As `parse_places`. What is not told is not known: no group, no point, nobody counted."""
    text = text.removeprefix("\ufeff").replace("\t", ";")
    rows, faults = table(text, delimiter(text) if _has_head(text) else "," if CODED.match(text) else ";")
    if not rows or faults:
        return parse_places(text)
    head = [ALIASES.get(folded_header(cell)) for cell in rows[0][1]]
    if "name" in head:
        return _completed([each if each is not None else "" for each in head], rows[1:])
    return _completed(*_plain(rows))


def _has_head(text: str) -> bool:
    first = text.lstrip().partition("\n")[0]
    cells = first.replace(";", ",").split(",")
    return any(ALIASES.get(folded_header(cell)) == "name" for cell in cells)


def _plain(rows: list[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """One cell: the name. Two: code and name, or name and population. Three: code, name, population."""
    width = max(len(cells) for _line, cells in rows)
    last_is_figure = all(cells[-1].replace(" ", "").isdecimal() for _line, cells in rows if len(cells) == width)
    heads = {1: ["name"], 2: ["name", "population"] if last_is_figure else ["code", "name"]}
    return heads.get(width, ["code", "name", "population"]), rows


def _completed(head: list[str], rows: list[tuple[int, list[str]]]) -> tuple[list[PlaceRow], list[LineFault]]:
    """Written again as a whole table; a fault is told on the line of what was pasted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*HEADERS, ""])  # what is beyond the last column known is a fault, told as such
    width = len(head)
    for number, (_line, cells) in enumerate(rows, 1):
        told = dict(zip(head, cells, strict=False))
        told = {"code": MADE.format(number), "population": "0"} | {name: value for name, value in told.items() if value}
        writer.writerow([*(told.get(column, "") for column in HEADERS), *cells[width:], ""][: len(HEADERS) + 2])
    places, faults = parse_places(out.getvalue())
    lines = {number + 1: line for number, (line, _cells) in enumerate(rows, 1)}
    return places, [LineFault(lines.get(fault.line, fault.line), fault.code, fault.column, fault.value,
                              lines.get(fault.first_line, fault.first_line) if fault.first_line else None)
                    for fault in faults]
