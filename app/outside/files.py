"""What a file is, by its content: its name and what the browser says of it are never believed."""

import io
import zipfile
from dataclasses import dataclass

MOST_INSIDE = 60_000_000  # once unpacked: above, a bomb
MOST_MEMBERS = 3_000
ODF = {
    b"application/vnd.oasis.opendocument.text": "odt", b"application/vnd.oasis.opendocument.spreadsheet": "ods"}
OOXML = {
    "word/document.xml": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}


@dataclass(frozen=True)
class FileKind:
    media_type: str
    ending: str


def kind_of(data: bytes) -> FileKind | None:
    """PDF, ODT, ODS, DOCX or XLSX without macros; None for anything else, or what cannot be opened."""
    if data.startswith(b"%PDF-"):
        return FileKind("application/pdf", "pdf") if b"%%EOF" in data[-2048:] else None
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _packed(packed)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return None


def _packed(packed: zipfile.ZipFile) -> FileKind | None:
    members = packed.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_INSIDE:
        return None
    if any("vbaproject" in name.lower() or name.startswith("Basic/") for name in names):
        return None
    if names[0] == "mimetype" and members[0].file_size < 200:
        said = packed.read("mimetype")
        return FileKind(said.decode(), ODF[said]) if said in ODF else None
    if "[Content_Types].xml" not in names or b"macroEnabled" in packed.read("[Content_Types].xml"):
        return None
    found = next((OOXML[name] for name in OOXML if name in names), None)
    return FileKind(found[1], found[0]) if found else None
