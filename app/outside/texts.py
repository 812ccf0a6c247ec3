"""The words of a document, to be found by them. Bounded; a document that cannot be read has no words."""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.errors import PyPdfError

MOST = 100_000  # signs: more than anybody will look for
PAGES = 100
PART = 20_000_000  # of unpacked XML
PARTS = {
    "odt": ("content.xml",), "ods": ("content.xml",), "docx": ("word/document.xml",),
    "xlsx": ("xl/sharedStrings.xml",)}
DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)  # no office writes one; an attack does


def words_in(data: bytes, ending: str) -> str:
    """Plain text, in its order; empty where there is none."""
    try:
        found = _pdf(data) if ending == "pdf" else _office(data, ending)
        return _bounded(found)
    except (PyPdfError, zipfile.BadZipFile, ElementTree.ParseError, OSError, ValueError, KeyError, TypeError,
            AttributeError, RecursionError, NotImplementedError, RuntimeError, MemoryError):
        return ""


def _bounded(pieces: Iterator[str]) -> str:
    kept, left = [], MOST
    for piece in pieces:
        plain = " ".join(piece.split())[:left]
        kept.append(plain)
        left -= len(plain) + 1
        if left <= 0:
            break
    return " ".join(kept).replace("\x00", "")


def _pdf(data: bytes) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        return
    for number, page in enumerate(reader.pages):
        if number >= PAGES:
            return
        yield page.extract_text() or ""


def _office(data: bytes, ending: str) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in PARTS.get(ending, ()):
            if packed.getinfo(name).file_size > PART or DECLARED.search(text := packed.read(name)):
                return
            for element in ElementTree.fromstring(text).iter():  # noqa: S314  (no declaration: nothing to expand)
                if element.text and not element.text.isspace():
                    yield element.text
                if element.tail and not element.tail.isspace():
                    yield element.tail
