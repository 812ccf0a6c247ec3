"""The pieces of the demo are the same bytes at each run: so are their digests, the journal's head, and the gallery."""

import io
import zipfile

from app.demo.load import ODT, odt, trailer


def test_a_document_holds_no_hour():
    with zipfile.ZipFile(io.BytesIO(odt(["Titre", "Un paragraphe & un autre."]))) as packed:
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert packed.read("mimetype").decode() == ODT


def test_a_picture_is_drawn_alike():
    assert trailer() == trailer()
