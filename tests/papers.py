"""Files made for a test: pictures with what a camera writes, documents with words, and what only looks like one."""

import functools
import io
import zipfile

from PIL import Image

from app.attachments import jobs as reading, service as attachments
from app.attachments.service import OpenedFile
from app.experiments import service as documents
from tests.build import World

OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"
CONTENT = ('<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:text="t"><office:body><text:p>{}'
           "</text:p></office:body></office:document-content>")


@functools.cache
def opened(data: bytes) -> OpenedFile:
    """As the page does, once for each file: it takes an interpreter of its own."""
    return attachments.opened(data)


@functools.cache
def opened_document(data: bytes) -> OpenedFile:
    return documents.opened(data)


def read_by_job(world: World, attachment_id: int) -> bool:
    def read(make_session, now, _nobody, number: int) -> bool:
        return reading.read(make_session, number, now)

    return bool(world.do(read, None, attachment_id))


def picture(size: tuple[int, int] = (900, 600), form: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (180, 90, 20) if mode == "RGB" else 1).save(out, form, **more)
    return out.getvalue()


def photographed() -> bytes:
    """On its side, with the place, the maker and a comment."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x8298] = "ACME", 6, "Alice Martin"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (44.0, 33.0, 30.0)
    return picture(exif=exif, comment=b"secret-of-alice")


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("P", (60, 40), n) for n in range(3)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def packed(*members: tuple[str, str | bytes]) -> bytes:
    """The same bytes at any hour."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as there:
        for name, data in members:
            there.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def odt(words: str = "Le four banal de Névache") -> bytes:
    return packed(("mimetype", OPEN_DOCUMENT), ("content.xml", CONTENT.format(words)))


def docx(words: str = "La charrette du meunier") -> bytes:
    body = f'<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>'
    return packed(("[Content_Types].xml", "<Types/>"), ("word/document.xml", body))


def pdf(words: str = "Charpente") -> bytes:
    """One page that says so, written by hand."""
    stream = f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode()
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
             b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
             b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def enormous() -> bytes:
    """A few bytes that say they are fifty million pixels."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 10_000, 5_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
