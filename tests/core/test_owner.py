"""Root does not write in the folder of a service."""

import os
from pathlib import Path

import pytest

from app.core.secrets import foreign, other_owner


def test_one_s_own_folder_is_one_s_own(tmp_path: Path):
    assert other_owner(tmp_path / "not" / "yet", uid=1_000) is None
    assert foreign(tmp_path) == []


def test_root_is_told_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    real = Path.stat

    def owned(path: Path, **given: bool) -> os.stat_result:
        told = list(real(path, **given))
        told[4] = 65_534 if path != tmp_path / "left" else 0
        return os.stat_result(told)

    (tmp_path / "left").touch()
    monkeypatch.setattr(Path, "stat", owned)
    assert other_owner(tmp_path / "not" / "yet", uid=0) in ("nobody", "65534")
    assert foreign(tmp_path) == ["left"]
