"""Files of an instance are its service's alone."""

from pathlib import Path

import pytest

from app.core.secrets import loose, open_private, private_folder, tighten, write_private


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_an_open_folder_is_closed(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir(mode=0o755)
    assert mode(private_folder(tmp_path / "backups")) == 0o700


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("first")
    with pytest.raises(FileExistsError):
        open_private(tmp_path / "key")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="exists"):
        open_private(tmp_path / "key")


def test_what_replaces_a_file_is_private_and_whole(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("old")
    (tmp_path / "settings.toml").chmod(0o644)
    write_private(tmp_path / "settings.toml", b"new")
    assert (mode(tmp_path / "settings.toml"), (tmp_path / "settings.toml").read_text()) == (0o600, "new")
    assert [file.name for file in tmp_path.iterdir()] == ["settings.toml"]


def test_what_was_open_is_mended_and_said(tmp_path: Path) -> None:
    instance, database = tmp_path / "instance", tmp_path / "data" / "site.db"
    for folder in (instance / "mail", instance / "other", database.parent):
        folder.mkdir(parents=True, mode=0o755)
    files = [instance / "settings.toml", instance / "mail" / "one.eml", database, Path(f"{database}-wal")]
    for file in [*files, instance / "other" / "mine.txt", database.parent / "unlike"]:
        file.write_text("x")
        file.chmod(0o644)
    assert set(files) <= set(loose(instance, database))
    assert tighten(instance, database) == []
    assert loose(instance, database) == []
    assert {mode(file) for file in files} == {0o600}
    assert mode(instance) == mode(instance / "mail") == 0o700
    assert mode(instance / "other" / "mine.txt") == mode(database.parent / "unlike") == 0o644  # not ours
