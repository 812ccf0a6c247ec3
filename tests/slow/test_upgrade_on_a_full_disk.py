"""A disk with no room left, for real: a file system of a hundred megabytes in memory. Root alone may mount one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.resources import TREE as ROOT
from app.core.schema import read
from tests import older

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.geteuid() != 0, reason="root alone mounts a file system")]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", str(small)], check=True)
    yield small
    subprocess.run(["umount", str(small)], check=True)


def _fill(disk: Path, leave: int) -> None:
    free = os.statvfs(disk)
    with (disk / "filling").open("wb", buffering=0) as file:
        file.write(bytes(max(0, free.f_bavail * free.f_frsize - leave)))


def _type(folder: Path, address: str, *words: str) -> subprocess.CompletedProcess[str]:
    told = os.environ | {"CORDEE_INSTANCE": str(folder), "CORDEE_DATABASE_URL": address, "CORDEE_JOBS": "0",
                         "CORDEE_SECRET_KEY": "s" * 40}
    return subprocess.run([sys.executable, "-m", "flask", *words], cwd=ROOT, env=told, capture_output=True, text=True,
                          timeout=120, check=False)


@pytest.mark.parametrize(("leave", "beside"), [(0, False), (500_000, False), (200_000, True)])
def test_an_upgrade_without_room_changes_nothing_and_goes_on_once_there_is(disk: Path, leave: int, beside: bool):
    """At the first read; in the copy made before; in the migration itself, where the copies are on another disk."""
    folder = disk.parent / "instance" if beside else disk
    with older.put_back("73816ff", "sqlite", disk) as address:
        with older.opened(address) as engine, engine.connect() as connection:
            before = read(connection)
        assert _type(folder, address, "site", "version").returncode == 0  # the static files are there from before
        _fill(disk, leave)
        ended = _type(folder, address, "db", "upgrade")
        assert (ended.returncode, "Traceback" in ended.stderr) == (1, False), ended.stderr
        assert len(ended.stderr.strip().splitlines()) == 1
        (disk / "filling").unlink()
        with older.opened(address) as engine, engine.connect() as connection:
            assert read(connection) == before
        for copy in (folder / "backups").glob("*"):
            copy.unlink()
        assert _type(folder, address, "db", "upgrade").returncode == 0


def test_a_command_without_room_is_a_sentence(disk: Path):
    with older.put_back("6318e37", "sqlite", disk) as address:
        _type(disk, address, "db", "upgrade")
        _fill(disk, 0)
        ended = _type(disk, address, "people", "grant", "ines.d@example.org", "moderator")
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False), ended.stderr
    assert "the disk is full" in ended.stderr
