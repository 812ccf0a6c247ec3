"""Each command starts the application: what the server beside is serving must not move under it."""

import os
from pathlib import Path

from app.core.web.assets import STALE, build


def _there(folder: Path) -> dict[Path, tuple[int, int]]:
    return {file: (file.stat().st_ino, file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file()}


def test_a_second_start_writes_nothing(tmp_path: Path):
    names = build(tmp_path)
    before = _there(tmp_path)
    assert build(tmp_path) == names
    assert _there(tmp_path) == before


def test_a_file_cut_short_is_written_again(tmp_path: Path):
    sheet = tmp_path / build(tmp_path)["house.css"]
    whole = sheet.read_bytes()
    sheet.write_bytes(whole[:100])
    build(tmp_path)
    assert sheet.read_bytes() == whole


def test_what_an_earlier_version_left_goes_a_week_later(tmp_path: Path):
    build(tmp_path)
    fresh, old = tmp_path / "house.aaaaaaaaaaaa.css", tmp_path / "house.bbbbbbbbbbbb.css"
    for file in (fresh, old):
        file.write_text("p{}")
    os.utime(old, (old.stat().st_mtime - STALE - 60,) * 2)
    build(tmp_path)
    assert (fresh.exists(), old.exists()) == (True, False)
