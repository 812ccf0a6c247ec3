"""What a file is, by its content: its name and what the browser says of it are never believed.

Opened in the sandbox alone (sandbox.py): an archive may say less than it holds."""

import io
import zipfile
import zlib
from dataclasses import dataclass

MOST_INSIDE = 60_000_000  # once unpacked, as its head says: above, a bomb
MOST_MEMBERS = 3_000
MOST_HEAD = 1_000_000  # of the member that says what the others are
# What the two formats allow (ODF 1.3 part 2 § 2.2, ECMA-376 part 2). Of the others, `zipfile` unpacks a whole block
# whatever length was asked for.
WAYS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
ODF = {
    b"application/vnd.oasis.opendocument.text": "odt", b"application/vnd.oasis.opendocument.spreadsheet": "ods"}
OOXML = {
    "word/document.xml": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}


@dataclass(frozen=True, slots=True)
class FileKind:
    media_type: str
    ending: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`versions`: bytes and width by name; `width` and `height` are those of the large one."""

    media_type: str
    ending: str
    width: int
    height: int
    versions: dict[str, tuple[bytes, int]]


@dataclass(frozen=True, slots=True)
class Logo:
    """Ready to be served; its size says its proportions."""

    media_type: str
    data: bytes
    width: int
    height: int


class TooManyPixels(ValueError):
    """More than can be decoded here. `most`: of that format; `photograph`: a JPEG, of which more pass."""

    def __init__(self, most: int, *, photograph: bool) -> None:
        super().__init__(most)
        self.most, self.photograph = most, photograph


def kind_of(data: bytes) -> FileKind | None:
    """PDF, ODT, ODS, DOCX or XLSX without macros; None for anything else, or what cannot be opened."""
    if data.startswith(b"%PDF-"):
        return FileKind("application/pdf", "pdf") if b"%%EOF" in data[-2048:] else None
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _packed(packed)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error):
        return None


def _packed(packed: zipfile.ZipFile) -> FileKind | None:
    members = packed.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_INSIDE:
        return None
    if any(member.compress_type not in WAYS for member in members):
        return None
    if any("vbaproject" in name.lower() or name.startswith("Basic/") for name in names):
        return None
    if names[:1] == ["mimetype"]:
        said = beginning(packed, "mimetype", 200)
        return FileKind(said.decode(), ODF[said]) if said in ODF else None
    if "[Content_Types].xml" not in names:
        return None
    types = beginning(packed, "[Content_Types].xml", MOST_HEAD + 1)
    if len(types) > MOST_HEAD or b"macroEnabled" in types:
        return None
    found = next((OOXML[name] for name in OOXML if name in names), None)
    return FileKind(found[1], found[0]) if found else None


def beginning(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Asked for a length, `zipfile` unpacks no more than that; asked for all, it unpacks all, whatever the archive
    says of its size."""
    with packed.open(name) as member:
        return member.read(most)
