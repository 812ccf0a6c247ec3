"""Pictures go through as pixels; documents give their words; what only looks like one gives nothing."""

import io
import zlib

import pytest
from PIL import Image

from app.attachments.documents import words_in
from app.attachments.files import TooManyPixels, kind_of
from app.attachments.pictures import encoded
from tests.papers import docx, enormous, moving, odt, packed, pdf, photographed, picture


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_what_a_camera_writes_is_gone_and_the_picture_is_upright():
    found = encoded(photographed())
    assert found is not None
    assert (found.width, found.height) == (600, 900)
    for data, _width in found.versions.values():
        assert not opened(data).getexif()
        assert "comment" not in opened(data).info
        assert b"ACME" not in data
        assert b"alice" not in data.lower()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_two_sizes_and_never_larger_than_it_was(form: str):
    large, small = encoded(picture((3000, 1500), form)), encoded(picture((100, 50), form))
    assert large is not None
    assert small is not None
    assert [width for _data, width in large.versions.values()] == [1280, 480]
    assert [width for _data, width in small.versions.values()] == [100, 100]


def test_a_moving_one_is_a_still():
    found = encoded(moving())
    assert found is not None
    assert found.media_type in ("image/jpeg", "image/png")
    assert all(getattr(opened(data), "n_frames", 1) == 1 for data, _width in found.versions.values())


def test_transparency_is_kept():
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    found = encoded(out.getvalue())
    assert found is not None
    assert opened(found.versions["large"][0]).convert("RGBA").getpixel((0, 0))[3] == 0


def test_what_is_behind_the_picture_does_not_go_through():
    script = b"<script>alert(1)</script>"
    found = encoded(picture() + script)
    assert found is not None
    assert all(script not in data for data, _width in found.versions.values())


@pytest.mark.parametrize("data", [
    b"", b"GIF89a=1;alert(1)//", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", picture()[:300],
    b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"BM" + b"\0" * 60, zlib.compress(b"x")])
def test_what_is_no_picture(data: bytes):
    assert encoded(data) is None


def test_a_bomb_is_seen_at_its_head():
    with pytest.raises(TooManyPixels):
        encoded(enormous())


@pytest.mark.parametrize(("data", "ending", "words"), [
    (pdf(), "pdf", "Charpente"), (odt(), "odt", "Le four banal de Névache"),
    (docx(), "docx", "La charrette du meunier")])
def test_words(data: bytes, ending: str, words: str):
    kind = kind_of(data)
    assert kind is not None
    assert kind.ending == ending
    assert words_in(data, ending) == words


BILLION = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><t>&b;</t>'


@pytest.mark.parametrize(("data", "ending"), [
    (b"%PDF-1.4\nnothing\n%%EOF", "pdf"), (b"", "pdf"), (b"PK", "odt"), (packed(("mimetype", "x")), "odt"),
    (packed(("content.xml", "<a>")), "odt"), (packed(("content.xml", BILLION)), "odt"), (odt(), "exe")])
def test_no_words_and_no_harm(data: bytes, ending: str):
    assert words_in(data, ending) == ""


def test_words_are_bounded():
    assert len(words_in(odt("mot " * 100_000), "odt")) <= 100_000
