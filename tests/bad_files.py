"""Small files that ask for a great deal of whoever opens them, for tests and for `python -m benchmarks.bad_files`."""

import io
import struct
import zipfile
import zlib

from PIL import Image


def pdf(shows: int = 100_000, pages: int = 5) -> bytes:
    """Six kilobytes: pages that share one stream, which shows an empty text again and again."""
    packed = zlib.compress(b"BT /F1 1 Tf () Tj ET\n" * shows, 9)
    stream, font = 3 + pages, 4 + pages
    kids = b" ".join(b"%d 0 R" % (3 + n) for n in range(pages))
    page = (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 %d 0 R>>>>>>"
            % (stream, font))
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages), *[page] * pages,
             b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
             b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + end


def png(side: int = 6_300) -> bytes:
    """A hundred kilobytes: one colour, forty million pixels."""
    out = io.BytesIO()
    Image.new("RGB", (side, side)).save(out, "PNG")
    return out.getvalue()


def photograph(size: tuple[int, int] = (8_064, 6_048)) -> bytes:
    """Forty-eight million pixels, as telephones take them."""
    out = io.BytesIO()
    Image.new("RGB", size, (180, 90, 20)).save(out, "JPEG", quality=60)
    return out.getvalue()


def docx(body: str | None = None, way: int = zipfile.ZIP_DEFLATED, types: bytes = b"<Types/>") -> bytes:
    """Twenty kilobytes: twenty megabytes of one empty element."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as packed:
        packed.writestr("[Content_Types].xml", types)
        packed.writestr("word/document.xml", "<a>" + "<b/>" * 4_999_000 + "</a>" if body is None else body)
    return out.getvalue()


def liar(megabytes: int = 50) -> bytes:
    """An archive whose first member says that it is ten bytes long, and unpacks to so much."""
    name, data = b"mimetype", b"0" * (megabytes * 1_000_000)
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(data) + packed.flush()
    told = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, zlib.crc32(data), len(body), 10, len(name), 0)
    local = b"PK\x03\x04" + told + name + body
    central = b"PK\x01\x02" + struct.pack("<H", 20) + told + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end
