"""Copies made while the site runs: whole, checked, for their owner alone, and never at the price of the older ones."""

import fcntl
import json
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.database import WRITE
from app.extensions import db
from app.site.backups import archive, postgres
from tests.polls import decided
from tests.site.conftest import House


def spoil(house: House, *statements: str) -> None:
    """As a fault of the disk, or a hand in the database, would."""
    with house.app.app_context(), db.engine.connect().execution_options(**WRITE) as connection, connection.begin():
        if house.kind == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_copy_is_whole_and_its_owners_alone(house: House):
    house.world().need(house.world().person("Alice"))
    answer = house.run("backup", "make")
    assert answer.exit_code == 0, answer.output
    (copy,) = house.copies()
    assert (copy.stat().st_mode & 0o077, copy.parent.stat().st_mode & 0o077) == (0, 0)
    checked = house.run("backup", "check", copy)
    assert checked.exit_code == 0, checked.output
    assert "bonne" in checked.output
    assert copy.name in house.run("backup", "list").output


def test_backup_alone_still_makes_one(lone: House):
    lone.world()
    assert lone.run("backup").exit_code == 0
    assert len(lone.copies()) == 1


def test_no_secret_is_in_it(lone: House, tmp_path: Path):
    lone.given |= {"mail_url": "smtp://moi:motdepasse@exemple.org", "publisher": "L’association"}
    lone.world()
    (lone.folder / "keys").mkdir()
    (lone.folder / "keys" / "journal-signing.pem").write_text("PRIVATE")
    lone.run("backup", "make")
    with tarfile.open(lone.copies()[0]) as tar:
        names = tar.getnames()
        settings = tar.extractfile("settings.toml").read().decode()
    assert names[0] == "manifest.json"
    assert set(names[1:]) in ({"database.sqlite", "settings.toml"}, {"database.dump", "settings.toml"})
    assert "motdepasse" not in settings
    assert "t" * 40 not in settings
    assert "L’association" in settings


def test_a_journal_that_does_not_hold_makes_no_copy(house: House):
    world = house.world()
    world.need(world.person("Alice"))
    drop = ["DROP TRIGGER event_no_UPDATE"] if house.kind == "sqlite" else []
    spoil(house, *drop, "UPDATE event SET actor_id = 77 WHERE seq = 2")
    answer = house.run("backup", "make")
    assert answer.exit_code == 1
    assert "casse à la ligne 2" in answer.output
    assert house.copies() == []
    assert list((house.folder / "backups").glob(".making*")) == []


def test_below_a_share_of_free_disk_none_is_made_and_it_is_said(lone: House):
    lone.given |= {"backup_free_percent": 90}
    lone.world()
    answer = lone.run("backup", "make")
    assert answer.exit_code == 1
    assert "90 % du disque" in answer.output
    assert lone.copies() == []
    assert "room" in lone.run("backup", "list").output


def test_a_copy_made_meanwhile_by_another_is_waited_for_by_nobody(lone: House):
    lone.world()
    folder = lone.folder / "backups"
    folder.mkdir()
    with (folder / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        answer = lone.run("backup", "make")
    assert answer.exit_code == 1
    assert "une autre copie" in answer.output


def test_what_an_interrupted_copy_left_is_swept(lone: House):
    lone.world()
    left = lone.folder / "backups" / ".making-0000"
    left.mkdir(parents=True)
    (left / "database.sqlite").write_text("half")
    (left.parent / "cordee-20260101T000000Z.tar.gz.part").write_text("half")
    assert lone.run("backup", "make").exit_code == 0
    assert [path.name for path in left.parent.iterdir() if path.name.startswith(".making") or "part" in path.name] == []


def test_older_ones_are_thinned(lone: House):
    lone.world()
    folder = lone.folder / "backups"
    folder.mkdir()
    for day in range(1, 29):
        (folder / f"cordee-200001{day:02}T120000Z.tar.gz").write_text("old")
    lone.run("backup", "make")
    left = [path.name[7:15] for path in lone.copies()]
    # the last of each of three weeks, of which the last is that of its month too; and today's
    assert left == ["20000116", "20000123", "20000128", f"{datetime.now(UTC):%Y%m%d}"]


FULL = """
import resource, sys
from pathlib import Path
from app import create_app
app = create_app(Path(sys.argv[1]), secret_key="t" * 40, mode="test", database_url=sys.argv[2], jobs=False)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
answer = app.test_cli_runner().invoke(args=["backup", "make"])
print(answer.output)
sys.exit(answer.exit_code)
"""


def test_a_full_disk_leaves_the_older_ones(house: House):
    house.world()
    assert house.run("backup", "make").exit_code == 0
    before = house.copies()
    house.close()
    full = subprocess.run([sys.executable, "-c", FULL, str(house.folder), house.url], capture_output=True, text=True,
                          check=False)
    assert full.returncode == 1, full.stdout + full.stderr
    assert "aucune copie" in full.stdout or "pg_dump" in full.stdout
    assert house.copies() == before
    assert [path.name for path in (house.folder / "backups").iterdir() if ".part" in path.name] == []


def test_encrypted_to_a_public_key(house: House, tmp_path: Path):
    private, public = archive.pair()
    house.given |= {"backup_recipient": public}
    house.world()
    assert house.run("backup", "make").exit_code == 0
    (copy,) = house.copies()
    assert copy.name.endswith(".age")
    assert b"SQLite" not in copy.read_bytes()
    key = tmp_path / "cle.txt"
    key.write_text(f"# created: today\n{private}\n")
    assert house.run("backup", "check", copy, "--key", key).exit_code == 0
    assert "chiffrée" in house.run("backup", "check", copy).output
    other = archive.pair()[0]
    assert "cette clé n’ouvre pas" in house.run("backup", "check", copy, "--key", other).output


@pytest.mark.parametrize("sealed", [False, True], ids=["clear", "sealed"])
@pytest.mark.parametrize("harm", ["cut", "bent", "lengthened", "emptied"])
def test_a_harmed_copy_is_refused_in_one_sentence(built, harm: str, sealed: bool):
    house = built("sqlite")
    private, public = archive.pair()
    house.given |= {"backup_recipient": public} if sealed else {}
    house.world()
    house.run("backup", "make")
    (copy,) = house.copies()
    data = bytearray(copy.read_bytes())
    if harm == "cut":
        data = data[:-2_000]
    elif harm == "bent":
        data[len(data) // 2] ^= 0xFF
    elif harm == "lengthened":
        data += b"more than there was"
    else:
        data = data[:0]
    copy.write_bytes(bytes(data))
    answer = house.run("backup", "check", copy, *(["--key", private] if sealed else []))
    assert answer.exit_code == 1, answer.output
    assert len(answer.output.strip().splitlines()) == 1
    assert list(house.folder.glob(".opened*")) == []


def test_a_list_that_lies_is_refused(lone: House, tmp_path: Path):
    """Somebody wrote another database in, and its size and digest with it; not what its list says of the content."""
    lone.world()
    lone.run("backup", "make")
    (copy,) = lone.copies()
    with tarfile.open(copy) as tar:
        tar.extractall(tmp_path / "in", filter="data")
    told = json.loads((tmp_path / "in" / "manifest.json").read_text())
    told.pop("files")
    told["rows"]["person"] = 77
    forged = tmp_path / "forged.tar.gz"
    inside = [(path.name, path) for path in sorted((tmp_path / "in").iterdir()) if path.name != "manifest.json"]
    archive.write(forged, told, inside, [])
    answer = lone.run("backup", "check", forged)
    assert answer.exit_code == 1
    assert "n’est pas ce que dit sa liste (rows)" in answer.output


def test_a_closed_decision_counted_again(house: House):
    """And one whose published file was changed is found."""
    decided(house.world(20), "majority", ("for", "for", "against"))
    assert house.run("backup", "make").exit_code == 0
    drop = ["DROP TRIGGER decision_file_no_UPDATE"] if house.kind == "sqlite" else []
    spoil(house, *drop, "UPDATE decision_file SET text = replace(text, 'adopted', 'rejected')")
    answer = house.run("backup", "make")
    assert answer.exit_code == 1
    assert "n’a pas l’empreinte publiée" in answer.output


def test_no_tool_is_said(built, monkeypatch: pytest.MonkeyPatch):
    house = built("postgresql")
    monkeypatch.setattr(postgres, "DEBIAN", Path("/nowhere"))
    monkeypatch.setenv("PATH", "/nowhere")
    house.world()
    assert "apt-get install postgresql-client" in house.run("backup", "make").output


def test_the_password_is_not_on_the_command_line():
    told = postgres.environment(sa.make_url("postgresql+psycopg://moi:secret@db.exemple.org:5433/cordee?sslmode=require"))
    assert (told["PGPASSWORD"], told["PGHOST"], told["PGPORT"], told["PGSSLMODE"]) == (
        "secret", "db.exemple.org", "5433", "require")
