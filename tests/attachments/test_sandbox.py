"""A file is opened in an interpreter of its own, which has limits; what goes wrong there stays there."""

import io
import json
import os
import select
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from PIL import Image

from app.attachments import documents, sandbox
from app.attachments.files import FileKind, Picture, TooManyPixels, kind_of
from app.attachments.sandbox_child import ANSWER, OUT_OF_MEMORY
from tests import bad_files
from tests.papers import docx, odt, packed, picture

REAL = sandbox.CHILD
LIMITED = f"import runpy, sys; child = runpy.run_path({str(REAL)!r}); child['_confine']()\n"
Child = Callable[[str], None]


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Child:
    """Another program in the place of ours."""
    def put(text: str) -> None:
        (tmp_path / "child.py").write_text(text)
        monkeypatch.setattr(sandbox, "CHILD", tmp_path / "child.py")

    return put


def test_it_has_nothing_of_ours(child: Child, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CORDEE_SECRET_KEY", "s" * 40)
    child("import json, os, sys; print(json.dumps([dict(os.environ), os.getcwd(), os.getsid(0) == os.getpid(),"
          " 'app' in sys.modules, len(os.listdir('/proc/self/fd'))]))")
    code, said = sandbox._run("document", b"")
    environment, folder, alone, loaded, files = json.loads(said)
    assert (code, folder, alone, loaded) == (0, "/", True, False)
    assert "s" * 40 not in environment.values()
    assert files <= 4, "its input, its output, its errors, and the folder that is listed"


def test_it_takes_no_more_memory(child: Child):
    child(f"{LIMITED}import os\ntry:\n    bytearray(10 ** 9)\nexcept MemoryError:\n    os._exit({OUT_OF_MEMORY})")
    with pytest.raises(sandbox.TooHard):
        sandbox.document(b"PK")


def test_it_writes_no_more_than_an_answer(child: Child):
    child(f"{LIMITED}sys.stdout.buffer.write(b'x' * {ANSWER + 10}); sys.stdout.flush()")
    code, said = sandbox._run("document", b"")
    assert code
    assert len(said) <= ANSWER


def test_out_of_time_it_ends_with_all_that_it_started(child: Child, monkeypatch: pytest.MonkeyPatch):
    child("import os, signal\nif os.fork() == 0:\n    print(os.getpid(), flush=True)\nsignal.pause()")
    code, said = 0, b""
    for seconds in (1, 5, 20):  # a machine that is busy may take longer to start it
        monkeypatch.setattr(sandbox, "WALL", seconds)
        if not said:
            code, said = sandbox._run("document", b"")
    assert code < 0
    assert ended(int(said))


def ended(number: int) -> bool:
    """In the ten seconds that come."""
    try:
        waited = os.pidfd_open(number)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([waited], [], [], 10)[0])
    finally:
        os.close(waited)


def test_what_was_read_before_is_kept(child: Child):
    child("import os, signal\nprint('Le four banal', flush=True)\nos.kill(os.getpid(), signal.SIGKILL)")
    assert sandbox.words(b"", "pdf") == "Le four banal"


def test_a_decoder_that_breaks_gives_nothing(child: Child):
    child("raise SystemExit(1)")
    assert sandbox.attachment(b"x") is None
    assert sandbox.logo(b"x") is None
    assert sandbox.words(b"x", "pdf") == ""


def test_where_nothing_can_be_started_it_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sandbox.sys, "executable", "/nowhere/python")
    with pytest.raises(sandbox.TooBusy):
        sandbox.document(b"x")


def test_two_at_once_two_that_wait_and_no_more():
    gate, within, leave = sandbox.Gate(2, 2, 0.01), [Event(), Event()], Event()

    def hold(here: Event) -> None:
        with gate():
            here.set()
            leave.wait(10)

    holders = [Thread(target=hold, args=(here,)) for here in within]
    for holder in holders:
        holder.start()
    assert all(here.wait(10) for here in within)
    with pytest.raises(sandbox.TooBusy), gate():
        pass  # it waited as long as one waits
    waiting = [gate._near.acquire(blocking=False) for _ in range(2)]
    assert waiting == [True, True]
    with pytest.raises(sandbox.TooBusy), gate():
        pass  # two wait already: it did not wait at all
    for _ in waiting:
        gate._near.release()
    leave.set()
    for holder in holders:
        holder.join(10)
    with gate():
        pass


def test_a_picture_and_a_document_come_through():
    found = sandbox.attachment(picture())
    assert isinstance(found, Picture)
    assert (found.width, found.height, found.media_type) == (900, 600, "image/jpeg")
    with Image.open(io.BytesIO(found.versions["small"][0])) as small:
        assert small.size == (480, 320)
    assert sandbox.attachment(odt()) == FileKind("application/vnd.oasis.opendocument.text", "odt")


def test_a_photograph_of_a_telephone_passes():
    found = sandbox.attachment(bad_files.photograph())
    assert isinstance(found, Picture)
    assert (found.width, found.height) == (1280, 960)


def test_a_png_of_forty_million_pixels_does_not():
    with pytest.raises(TooManyPixels) as no:
        sandbox.attachment(bad_files.png())
    assert (no.value.most, no.value.photograph) == (16_000_000, False)


def allocated(work: Callable[[], object]) -> int:
    """The most bytes that Python held at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_an_archive_that_lies_about_its_size_is_not_unpacked():
    data = bad_files.liar()
    assert allocated(lambda: kind_of(data)) < 5_000_000
    assert kind_of(data) is None


@pytest.mark.parametrize("way", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_ways_of_packing_that_no_office_writes_are_refused(way: int):
    data = bad_files.docx("<a>" + "x" * 3_000_000 + "</a>", way)
    assert allocated(lambda: kind_of(data)) < 1_000_000
    assert kind_of(data) is None
    assert documents.words_in(data, "docx") == ""


@pytest.mark.parametrize("body", [
    "<a>" + "<b/>" * 300_000 + "</a>", "<b>" * 300_000, "<a x='" + "y" * 2_000_000 + "'/>"])
def test_no_tree_is_built_of_a_document(body: str):
    data = bad_files.docx(body)
    assert allocated(lambda: documents.words_in(data, "docx")) < 8_000_000
    assert documents.words_in(data, "docx") == ""


ENTITIES = ('<!DOCTYPE w [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]><w>&i;</w>")


@pytest.mark.parametrize("body", [
    ENTITIES, ENTITIES.encode("utf-16"), '<!DOCTYPE w SYSTEM "file:///etc/passwd"><w>x</w>'])
def test_no_entity_is_expanded(body: str | bytes):
    data = packed(("[Content_Types].xml", "<Types/>"), ("word/document.xml", body))
    assert allocated(lambda: documents.words_in(data, "docx")) < 2_000_000
    assert documents.words_in(data, "docx") == ""


def test_words_are_not_cut_where_a_part_was_read():
    words = " ".join(f"mot{n}" for n in range(200))
    far = docx(f"{' ' * (documents.AT_ONCE - 400)}{words}")
    assert documents.words_in(far, "docx") == words
