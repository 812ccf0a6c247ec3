"""Opening a file: what it is by its first bytes, and what is wrong with its encoding."""

import codecs
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from app.outside.decidim.faults import Fault, Unreadable

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
