"""The cells of a record, read one by one: dates, figures, names in the language wanted, identifiers in addresses."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from app.outside.decidim.columns import split
from app.outside.decidim.faults import Fault

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}\Z")
_WHEN = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?)? ?(UTC|Z|[+-]\d\d:?\d\d)?\Z")
_WHOLE = re.compile(r"(-?\d{1,9})(?:\.0+)?\Z")
_DEGREES = re.compile(r"-?\d{1,3}(?:[.,]\d{1,20})?\Z")
_LANG = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,4})?\Z")
_WEB = re.compile(r"https?://[^\s<>\"]+\Z")
_PROPOSAL = re.compile(r"/proposals/(\d+)(?=$|[/?#])")
# Ruby's way to print a name by language, where a list of them ended in one cell: {"fr"=>"Eau", "en"=>"Water"}
_PRINTED = re.compile(r'"([A-Za-z_-]{2,8})"\s*=>\s*"((?:[^"\\]|\\.)*)"')
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TRUE = frozenset({"true", "t", "1", "yes", "oui", "vrai"})


class RowRefused(Exception):
    """This row alone cannot be taken."""

    def __init__(self, line: int, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.fault = Fault(line, code, params)


class Cells:
    """One record. Each reading answers with a clean value or raises RowRefused."""

    def __init__(self, line: int, cells: Mapping[str, str]) -> None:
        self.line = line
        self._cells = cells
        self._check_characters()
        self._translated = self._by_language()

    def _check_characters(self) -> None:
        whole = "".join(self._cells.values())
        if "\0" in whole:
            raise RowRefused(self.line, "nul_byte")
        try:
            whole.encode()
        except UnicodeEncodeError:
            raise RowRefused(self.line, "bad_character") from None

    def _by_language(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for column, cell in self._cells.items():
            base, lang = split(column)
            if lang is not None and cell and not cell.isspace():
                found.setdefault(base, {})[lang] = _clean(cell)
        return found

    def text(self, *columns: str) -> str:
        """The first of these columns that says something, on one line."""
        return next((" ".join(_clean(cell).split()) for cell in map(self._cells.get, columns) if cell), "")

    def translated(self, column: str, lang: str) -> dict[str, str]:
        """By language, `lang` standing for the column that names none."""
        found = self._translated.get(column, {})
        return {key or lang: cell for key, cell in found.items() if key or lang not in found}

    def name(self, lang: str, *columns: str) -> str:
        """In `lang` if it can be, else in any language."""
        for column in columns:
            found = self.translated(column, lang)
            if chosen := found.get(lang) or next(iter(found.values()), ""):
                return " ".join(_printed(chosen, lang).split())
        return ""

    def identifier(self, column: str) -> str:
        value = self.text(column)
        if not value:
            raise RowRefused(self.line, "id_empty")
        if not _ID.match(value):
            raise RowRefused(self.line, "id_bad", value=value[:40])
        return value

    def when(self, *columns: str) -> datetime | None:
        """In UTC; a moment that names no zone is taken to be in UTC already."""
        for column in columns:
            if value := self.text(column):
                return self._moment(column, value)
        return None

    def _moment(self, column: str, value: str) -> datetime:
        found = _WHEN.match(value)
        try:
            if found is None:
                raise ValueError(value)
            day, hour, zone = found.groups()
            zone = "+00:00" if zone in (None, "UTC", "Z") else zone
            return datetime.fromisoformat(f"{day}T{hour or '00:00'}{zone}").astimezone(UTC)
        except (ValueError, OverflowError):
            raise RowRefused(self.line, "date_bad", column=column, value=value[:40]) from None

    def number(self, *columns: str, least: int = 0, most: int = 999_999_999) -> int | None:
        """The first of these columns that holds a figure."""
        for column in columns:
            if value := self.text(column):
                found = _WHOLE.match(value)
                if found is None or not least <= int(found[1]) <= most:
                    raise RowRefused(self.line, "number_bad", column=column, value=value[:40])
                return int(found[1])
        return None

    def position(self) -> tuple[float, float] | tuple[None, None]:
        latitude, longitude = self.text("latitude"), self.text("longitude")
        if not latitude and not longitude:
            return None, None
        if _DEGREES.match(latitude) and _DEGREES.match(longitude):
            north, east = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
            if abs(north) <= 90 and abs(east) <= 180:
                return north, east
        raise RowRefused(self.line, "position_bad", value=f"{latitude} ; {longitude}"[:60])

    def says_yes(self, column: str) -> bool:
        return self.text(column).lower() in _TRUE

    def address(self, column: str, most: int = 400) -> str:
        """A web address, or nothing: never another scheme."""
        value = self.text(column)
        return value if len(value) <= most and _WEB.match(value) else ""

    def lang(self, default: str) -> str:
        value = self.text("locale")
        return value if _LANG.match(value) else default


def _clean(cell: str) -> str:
    return _CONTROL.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _printed(cell: str, lang: str) -> str:
    """A list of names printed by language becomes the names alone, in one language."""
    if "=>" not in cell:
        return cell
    names: dict[str, list[str]] = {}
    for key, name in _PRINTED.findall(cell):
        names.setdefault(key, []).append(name.replace('\\"', '"'))
    chosen = names.get(lang) or next((found for found in names.values() if any(found)), [])
    return ", ".join(name for name in chosen if name) or cell


def clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def proposal_in(url: str) -> str:
    """The identifier at the end of a proposal's address, or "" ."""
    found = _PROPOSAL.search(url)
    return found[1] if found else ""
