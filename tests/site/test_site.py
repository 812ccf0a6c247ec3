"""What an operator types."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from flask import Flask

from app import __version__, create_app
from app.core.resources import TREE
from app.extensions import db
from app.site.cli.backup import copy_before_upgrade
from tests.build import CHARTERS, World


def test_a_healthy_site_says_so(app: Flask, site: World):
    answer = app.test_cli_runner().invoke(args=["site", "check"])
    assert answer.exit_code == 0, answer.output
    assert "WRONG" not in answer.output


def test_an_index_that_is_gone_is_named_with_what_to_type(app: Flask, site: World):
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_event_subject")
    answer = app.test_cli_runner().invoke(args=["site", "check"])
    assert answer.exit_code == 1
    assert "index event.ix_event_subject is missing" in answer.output
    assert "flask db upgrade" in answer.output


def test_a_missing_table_does_not_end_in_a_traceback(app: Flask, site: World):
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE outbox")
    answer = app.test_cli_runner().invoke(args=["site", "check"])
    assert answer.exit_code == 1
    assert "table outbox is missing" in answer.output
    assert "the rest could not be looked at" in answer.output


def test_a_folder_with_nothing_in_it_says_what_to_type(tmp_path: Path):
    app = create_app(tmp_path, secret_key="t" * 40, mode="test", jobs=False)
    answer = app.test_cli_runner().invoke(args=["site", "check"])
    with app.app_context():
        db.engine.dispose()
    assert answer.exit_code == 1
    assert answer.output.strip() == "WRONG the database has no tables of this version yet: type `flask db upgrade`"


def test_the_version_is_said(app: Flask):
    run = app.test_cli_runner()
    told = tomllib.loads((TREE / "pyproject.toml").read_text())["project"]["version"]
    assert told == __version__
    assert run.invoke(args=["serve", "--version"]).output.strip() == f"cordee {told}"
    assert run.invoke(args=["site", "version"]).output.startswith(f"cordee {told}, schema 0")


def test_a_database_that_is_away_is_a_sentence(tmp_path: Path):
    (tmp_path / "folder").mkdir()  # no file opens there
    app = create_app(tmp_path, secret_key="t" * 40, mode="test", jobs=False,
                     database_url=f"sqlite:///{tmp_path / 'folder'}")
    answer = app.test_cli_runner().invoke(args=["people", "list-staff"])
    assert answer.exit_code == 1
    assert answer.output.strip() == \
        "Error: the database is locked, busy or away (unable to open database file): try again"


def test_init_opens_the_territory_once(app: Flask):
    run = app.test_cli_runner()
    first = run.invoke(args=["site", "init", "--mail-url", "smtp://localhost"])
    assert "the territory is open" in first.output
    assert (Path(app.instance_path) / "settings.toml").stat().st_mode & 0o077 == 0
    assert run.invoke(args=["site", "init"]).exit_code == 1


@pytest.mark.parametrize("name", ["default", "sociocratic", "scic"])
def test_the_shipped_charters_are_sound(app: Flask, name: str):
    answer = app.test_cli_runner().invoke(args=["charter", "check", str(CHARTERS / f"{name}.toml")])
    assert answer.exit_code == 0, answer.output


def test_a_bad_charter_is_told_by_line(app: Flask, tmp_path: Path):
    (tmp_path / "bad.toml").write_text('key = "x"\n')
    answer = app.test_cli_runner().invoke(args=["charter", "check", str(tmp_path / "bad.toml")])
    assert answer.exit_code == 1
    assert "bad.toml:1" in answer.output


@pytest.mark.parametrize(("lang", "says"), [("fr", "groupe de travail"), ("en", "work group")])
def test_a_charter_reads_aloud(app: Flask, lang: str, says: str):
    answer = app.test_cli_runner().invoke(args=["charter", "show", str(CHARTERS / "default.toml"), "--lang", lang])
    assert says in answer.output


def test_a_backup_goes_where_it_is_told(app: Flask, site: World, tmp_path: Path):
    answer = app.test_cli_runner().invoke(args=["backup", "make", str(tmp_path / "copie.tar.gz")])
    assert answer.exit_code == 0, answer.output
    assert (tmp_path / "copie.tar.gz").stat().st_size > 10_000


def test_files_that_others_may_read_are_named(app: Flask, site: World):
    (Path(app.instance_path) / "cordee.db").chmod(0o644)
    answer = app.test_cli_runner().invoke(args=["site", "check"])
    assert answer.exit_code == 1
    assert "cordee.db" in answer.output.partition("WRONG")[2]


def test_no_file_of_an_instance_is_open_to_others_whatever_the_umask(tmp_path: Path):
    """As the shell of an operator does it: settings, database, log, copy, assets."""
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o755)
    (instance / "backups").mkdir(mode=0o755)
    (instance / "backups" / "old.db").touch(mode=0o644)
    flask = f"umask 000; export CORDEE_INSTANCE={instance}; {sys.executable} -m flask"
    done = subprocess.run(["sh", "-c", f"{flask} site init && {flask} backup"], capture_output=True, text=True,
                          timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found = {str(path.relative_to(tmp_path)): path.stat().st_mode & 0o077 for path in [instance, *instance.rglob("*")]}
    assert {path for path, others in found.items() if others} == set()
    assert {"instance/settings.toml", "instance/cordee.db", "instance/backups/old.db"} <= set(found)


def test_an_upgrade_of_what_is_up_to_date_says_so(app: Flask, site: World):
    told = app.test_cli_runner().invoke(args=["site", "upgrade"])
    assert told.exit_code == 0, told.output
    assert "Rien à copier" in told.output
    assert "son journal tient" in told.output


@pytest.mark.parametrize("fails", ["migration", "look"])
def test_an_upgrade_that_does_not_succeed_leaves_the_site_as_it_was(app: Flask, site: World, fails: str,
                                                                    monkeypatch: pytest.MonkeyPatch):
    alice = site.person("Alice")
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")

    def half() -> None:
        copy_before_upgrade()
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE person SET display_name = 'Half migrated'")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        if fails == "migration":
            raise SystemExit(1)

    monkeypatch.setattr("app.site.cli.serve.upgrade", half)
    told = app.test_cli_runner().invoke(args=["site", "upgrade"])
    assert told.exit_code == 1
    assert "La base d’avant est remise" in told.output
    with app.app_context(), db.engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT display_name FROM person WHERE id = ?", (alice,)).scalar()
        assert names != "Half migrated"
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0001"
