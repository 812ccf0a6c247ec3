"""Keys of open votes: private files, written through, and gone for good; and what one key does."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from app.decisions.ballot_keys import SLOT, KeyFolder, new_mark

VOTE = "HA-D-2026-0042-K"


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "instance" / "keys")


def test_folder_and_files_are_private_whatever_the_umask(keys: KeyFolder):
    before = os.umask(0)
    try:
        keys.create(VOTE, new_mark())
    finally:
        os.umask(before)
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in keys.path.iterdir()} == {0o600}


def test_backup_programs_are_told_to_leave_it_out(keys: KeyFolder):
    keys.create(VOTE, new_mark())
    assert (keys.path / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_the_same_key_is_read_back(keys: KeyFolder):
    made = keys.create(VOTE, new_mark())
    read = keys.read(VOTE)
    assert read is not None
    assert read.tag("voice", "p1") == made.tag("voice", "p1") != made.tag("person", "p1")
    assert read.seal.open(made.seal.close(b"for", "a"), "a") == b"for"


def test_two_keys_have_nothing_in_common(keys: KeyFolder):
    assert keys.create(VOTE, new_mark()).tag("voice", "p1") != keys.create("HA-D-2026-0043-L", new_mark()).tag(
        "voice", "p1")


def test_a_seal_is_never_twice_the_same_and_opens_in_its_own_place_only(keys: KeyFolder):
    key = keys.create(VOTE, new_mark())
    assert key.seal.close(b"for", "a") != key.seal.close(b"for", "a")
    with pytest.raises(InvalidTag):
        key.seal.open(key.seal.close(b"for", "a"), "b")


@pytest.mark.parametrize("left", [b"", b"short"])
def test_a_key_that_is_missing_or_cut_is_none(keys: KeyFolder, left: bytes):
    assert keys.read(VOTE) is None
    keys.create(VOTE, new_mark())
    (keys.path / f"{VOTE}.key").write_bytes(left)
    assert keys.read(VOTE) is None


def test_marks_move(keys: KeyFolder):
    a, b, c = new_mark(), new_mark(), new_mark()
    keys.create(VOTE, a)
    assert keys.marks(VOTE) == (a, a)
    keys.move(VOTE, a, b)
    keys.move(VOTE, b, c)
    assert keys.marks(VOTE) == (b, c)


@pytest.mark.parametrize("cut", [b"", b"00000000000000000002 ", b"\xff" * 60])
def test_a_mark_cut_short_leaves_the_one_before(keys: KeyFolder, cut: bytes):
    a, b, c = new_mark(), new_mark(), new_mark()
    keys.create(VOTE, a)
    keys.move(VOTE, a, b)
    keys.move(VOTE, b, c)
    with (keys.path / f"{VOTE}.mark").open("r+b") as file:  # the slot of the third writing is the first one
        file.write(cut.ljust(100, b"\0"))
    assert keys.marks(VOTE) == (a, b)
    keys.move(VOTE, b, c)
    assert keys.marks(VOTE) == (b, c)
    assert (keys.path / f"{VOTE}.mark").stat().st_size < 2 * SLOT


def test_what_is_destroyed_was_overwritten(keys: KeyFolder):
    """Read through a file opened before: the same block of the disk."""
    keys.create(VOTE, new_mark())
    with (keys.path / f"{VOTE}.key").open("rb") as file:
        before = file.read()
        keys.destroy(VOTE)
        file.seek(0)
        assert len(now := file.read()) == len(before) == 32
        assert now != before
    assert (keys.read(VOTE), keys.marks(VOTE), keys.names()) == (None, None, [])


@pytest.mark.parametrize("gone", [(), ("key",), ("mark",), ("key", "mark")])
def test_destroying_goes_on_after_a_crash_anywhere(keys: KeyFolder, gone: tuple[str, ...]):
    keys.create(VOTE, new_mark())
    for ending in gone:
        (keys.path / f"{VOTE}.{ending}").unlink()
    keys.destroy(VOTE)
    keys.destroy(VOTE)
    assert keys.names() == []


def test_the_signing_key_of_the_journal_is_no_key_of_a_vote(keys: KeyFolder):
    keys.create(VOTE, new_mark())
    (keys.path / "journal-signing.pem").write_text("-----")
    assert keys.names() == [VOTE]


def test_a_key_cut_short_at_its_writing_is_seen(keys: KeyFolder):
    keys.create(VOTE, new_mark())
    (keys.path / "HA-D-2026-0050-A.key.0badf00d.part").write_bytes(b"x")
    assert keys.names() == [VOTE, "HA-D-2026-0050-A"]
    keys.destroy("HA-D-2026-0050-A")
    assert keys.names() == [VOTE]


@pytest.mark.parametrize("name", ["../x", "a/b", ""])
def test_a_name_is_a_name(keys: KeyFolder, name: str):
    with pytest.raises(ValueError, match="name of a key"):
        keys.destroy(name)
