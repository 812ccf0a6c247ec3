"""Opening a file: what it is by its first bytes, and what is wrong with its encoding."""

import codecs
import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from app.core import prose
from app.imports.decidim.rows import (
    Cells,
    CommentRow,
    Fault,
    Kind,
    Limits,
    ProposalRow,
    Row,
    RowRefused,
    Unreadable,
    clipped,
    kind_of,
    proposal_in,
)

PIECE = 1 << 20
_SIGNATURES: tuple[tuple[bytes, Fault], ...] = (
    (b"\xd0\xcf\x11\xe0", Fault(0, "format_xls")),
    (b"PK\x03\x04", Fault(0, "format_zip")),
    (b"\x1f\x8b", Fault(0, "format_other", {"format": "gzip"})),
    (b"%PDF", Fault(0, "format_other", {"format": "PDF"})),
    (b"<", Fault(0, "format_other", {"format": "HTML / XML"})),
    (codecs.BOM_UTF16_LE, Fault(0, "encoding_utf16")),
    (codecs.BOM_UTF16_BE, Fault(0, "encoding_utf16")),
)


class Shape(StrEnum):
    CSV = "csv"
    JSON = "json"


def shape_of(path: Path) -> Shape:
    """CSV or JSON by the first bytes, never by the name; raises Unreadable for anything else."""
    try:
        with path.open("rb") as file:
            start = file.read(4096).removeprefix(codecs.BOM_UTF8).lstrip()
    except OSError as error:
        raise Unreadable(Fault(0, "cannot_open")) from error
    if not start:
        raise Unreadable(Fault(0, "empty"))
    for signature, fault in _SIGNATURES:
        if start.startswith(signature):
            raise Unreadable(fault)
    return Shape.JSON if start[:1] in (b"[", b"{") else Shape.CSV


def open_text(path: Path) -> TextIO:
    """UTF-8 with or without a mark; line ends are left as they are, since a text may hold them."""
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise Unreadable(Fault(0, "cannot_open")) from error


def encoding_fault(path: Path) -> Fault:
    """Why this file, which did not decode, is not UTF-8; read again in pieces to find the line."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, accented = 1, False
    with path.open("rb") as file:
        while piece := file.readline(PIECE):
            try:
                text = decoder.decode(piece)
            except UnicodeDecodeError as error:
                accented = accented or not error.object[:error.start].isascii()
                return Fault(line, "encoding_broken" if accented else "encoding_latin1")
            accented = accented or not text.removeprefix("\ufeff").isascii()
            line += piece.endswith(b"\n")
    return Fault(line, "cut_character")


# CSV records one at a time, with the physical line where each begins and every sign that the file was cut.

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


# From the cells of a record to a typed row, or to the reason why it is refused.

_COMMENT_TYPE = "Decidim::Comments::Comment"


def row_of(kind: Kind, line: int, cells: Mapping[str, str], lang: str, limits: Limits) -> Row | Fault:
    read: Callable[[Cells, str, Limits], Row] = _proposal if kind is Kind.PROPOSALS else _comment
    try:
        return read(Cells(line, cells), lang, limits)
    except RowRefused as refusal:
        return refusal.fault


def _proposal(cells: Cells, default: str, limits: Limits) -> ProposalRow:
    external_id = cells.identifier("id")
    title = _titles(cells, default, limits)
    lang = default if default in title else next(iter(title))
    latitude, longitude = cells.position()
    withdrawn = _is_withdrawn(cells)
    return ProposalRow(
        line=cells.line, external_id=external_id, lang=lang, title=title,
        body=_bodies(cells, default, limits),
        category=clipped(cells.name(lang, "category/name", "taxonomies/name") or cells.text("category"), limits.short),
        scope=clipped(cells.name(lang, "scope/name") or cells.text("scope"), limits.short),
        address=clipped(cells.text("address"), limits.short),
        latitude=latitude, longitude=longitude,
        state="withdrawn" if withdrawn else cells.text("state").lower(), withdrawn=withdrawn,
        reference=clipped(cells.text("reference"), limits.short),
        answer=_answer(cells, lang, limits),
        supports=cells.number("supports", "votes"),
        published_at=cells.when("published_at", "created_at"),
        author_name=_author(cells, limits), author_external_id=_author_id(cells),
        url=cells.address("url"),
        amends_external_id=proposal_in(cells.text("original_proposal/url")),
    )


def _comment(cells: Cells, default: str, limits: Limits) -> CommentRow:
    external_id = cells.identifier("id")
    lang = cells.lang(default)
    body = _written(cells, _leading(cells.translated("body", lang), lang), limits.comment, "body_long")
    if not body:
        raise RowRefused(cells.line, "body_empty")
    alignment = cells.number("alignment", least=-1, most=1) or 0
    depth = cells.number("depth", most=99) or 0
    on, on_type = cells.text("commentable_id"), cells.text("commentable_type")
    root_url = cells.address("root_commentable_url")
    is_reply = on_type == _COMMENT_TYPE or (not on_type and depth > 0)
    return CommentRow(
        line=cells.line, external_id=external_id, lang=lang, body=body, created_at=cells.when("created_at"),
        author_name=_author(cells, limits), author_external_id=_author_id(cells),
        group_name=clipped(cells.name(lang, "user_group/name"), limits.short),
        alignment=alignment, depth=depth, commentable_id=on, commentable_type=on_type, root_url=root_url,
        proposal_external_id=_proposal_of(cells, on, on_type, root_url, is_reply),
        parent_external_id=on if is_reply else "",
    )


def _titles(cells: Cells, default: str, limits: Limits) -> dict[str, str]:
    read = {lang: prose.line_of(text) for lang, text in cells.translated("title", default).items()}
    title = {lang: text for lang, text in read.items() if text}
    if not title:
        raise RowRefused(cells.line, "title_empty")
    longest = max(map(len, title.values()))
    if longest > limits.title:
        raise RowRefused(cells.line, "title_long", length=longest, most=limits.title)
    return title


def _bodies(cells: Cells, default: str, limits: Limits) -> dict[str, str]:
    read = {lang: _written(cells, text, limits.body, "body_long")
            for lang, text in cells.translated("body", default).items()}
    return {lang: text for lang, text in read.items() if text}


def _answer(cells: Cells, lang: str, limits: Limits) -> str:
    return _written(cells, _leading(cells.translated("answer", lang), lang), limits.body, "answer_long")


def _leading(texts: Mapping[str, str], lang: str) -> str:
    return texts.get(lang) or next(iter(texts.values()), "")


def _written(cells: Cells, text: str, most: int, code: str) -> str:
    """Markdown, within its ceiling; far above it, the text is not even parsed."""
    text = prose.without_pictures(text)
    if len(text) <= prose.HTML_MOST:
        text = prose.markdown_of(text)
    if len(text) > most:
        raise RowRefused(cells.line, code, length=len(text), most=most)
    return text


def _is_withdrawn(cells: Cells) -> bool:
    return cells.says_yes("withdrawn") or bool(cells.text("withdrawn_at")) or cells.text("state").lower() == "withdrawn"


def _author(cells: Cells, limits: Limits) -> str:
    return clipped(prose.line_of(cells.text("author/name")), limits.short)


def _author_id(cells: Cells) -> str:
    """Several authors make one source of their own, "12,34"; of a crowd, the first stands for all."""
    ids = [part for part in (part.strip() for part in cells.text("author/id").split(",")) if part]
    whole = ",".join(ids)
    return whole if len(whole) <= 100 else ids[0][:100]


def _proposal_of(cells: Cells, on: str, on_type: str, root_url: str, is_reply: bool) -> str:
    found = proposal_in(root_url)
    if not found and not is_reply and (on_type.endswith("::Proposal") or (not on_type and not root_url)):
        found = on
    if not found:
        raise RowRefused(cells.line, "comment_elsewhere", value=(root_url or on_type or "–")[:80])
    return found
