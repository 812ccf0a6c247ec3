"""The words of a document, to be found by them. Bounded; a document that cannot be read has no words.

Read as a stream, in the sandbox alone (sandbox.py): what was read before its time or its memory ended is kept."""

import io
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from app.attachments.files import WAYS

MOST = 100_000  # signs: more than anybody will look for
PAGES = 100
PART = 20_000_000  # of unpacked XML
AT_ONCE = 262_144
DEPTH = 500  # of elements in one another
WORD = 200
PARTS = {
    "odt": ("content.xml",), "ods": ("content.xml",), "docx": ("word/document.xml",),
    "xlsx": ("xl/sharedStrings.xml",)}


def words_in(data: bytes, ending: str) -> str:
    """Plain text, in its order; empty where there is none."""
    return " ".join(pieces(data, ending))


def pieces(data: bytes, ending: str) -> Iterator[str]:
    """The same as it is read, so that nothing is lost of what came before a fault."""
    from pypdf.errors import PyPdfError  # here: it takes longer to load than most documents to read

    try:
        yield from _bounded(_pdf(data) if ending == "pdf" else _office(data, ending))
    except (PyPdfError, zipfile.BadZipFile, expat.ExpatError, OSError, ValueError, KeyError, TypeError,
            AttributeError, IndexError, AssertionError, RecursionError, RuntimeError, EOFError):
        return


def _bounded(read: Iterator[str]) -> Iterator[str]:
    left = MOST
    for piece in read:
        plain = " ".join(piece.replace("\x00", " ").split())[:left]
        if plain:
            yield plain
        left -= len(plain) + 1
        if left <= 0:
            return


def _pdf(data: bytes) -> Iterator[str]:
    from pypdf import PdfReader

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
            if packed.getinfo(name).compress_type in WAYS:
                with packed.open(name) as part:
                    yield from _Reader().read(part)


class _Reader:
    """Texts between tags, without a tree: twenty megabytes of `<b/>` made one of five hundred."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.CharacterDataHandler = self._found.append
        self._parser.StartElementHandler = self._deeper
        self._parser.EndElementHandler = self._higher
        self._parser.StartDoctypeDeclHandler = self._declared

    def read(self, part: IO[bytes]) -> Iterator[str]:
        left, cut = PART, ""
        while (some := part.read(AT_ONCE)) and left > 0:
            self._parser.Parse(some[:left], False)
            left -= len(some)
            text = cut + "".join(self._found)
            self._found.clear()
            end = max(text.rfind(" ", 0, -WORD), len(text) - AT_ONCE, 0)
            yield text[:end]
            cut = text[end:]  # its last word may go on in what comes next
        yield cut

    def _deeper(self, _name: str, _attributes: dict[str, str]) -> None:
        self._found.append(" ")
        self._depth += 1
        if self._depth > DEPTH:
            raise ValueError("deeper than anybody writes")

    def _higher(self, _name: str) -> None:
        self._found.append(" ")
        self._depth -= 1

    def _declared(self, *_told: object) -> None:
        raise ValueError("a document type: no office writes one, where entities are declared")
