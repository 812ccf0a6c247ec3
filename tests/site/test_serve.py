"""`flask serve` as an operator starts it: a process of its own, its port, its end, and one sentence where it cannot."""

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pysqlite3 import dbapi2
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.config import ensure
from app.core import limits
from app.core.kinds import Role
from tests.build import World
from tests.conftest import STARTED
from tests.serving import answer, get, post
from tests.started import Started, run, until_it_listens


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="module")
def server(instance: Path) -> Iterator[Started]:
    started = Started(instance, CORDEE_THREADS="2", CORDEE_MODE="production")
    until_it_listens(started)
    yield started
    started.kill()


def test_unfinished_bodies_hold_neither_of_two_threads(server: Started):
    lines = [server.line(post(1_000, b"half")) for _ in range(30)]
    assert b" 200 OK" in server.ask(get("/healthz"))
    for one in lines:
        one.close()


def test_what_is_too_heavy_gets_a_page_of_the_site(server: Started):
    heavy = limits.BODY_BYTES + 1
    with server.line(b"POST /installation HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\nContent-Type: "
                     b"application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % heavy) as one:
        one.sendall(b"x" * heavy)
        said = answer(one)
    assert b" 413 " in said.split(b"\r\n")[0]
    assert b"content-security-policy" in said


def test_a_port_that_is_taken_is_said(app: Flask):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = app.test_cli_runner().invoke(args=["serve", "--port", str(port)])
    assert told.exit_code == 1
    assert f"impossible d’écouter sur 127.0.0.1:{port}" in told.output


def test_a_port_that_only_root_may_take_is_said(app: Flask, monkeypatch: pytest.MonkeyPatch):
    def refuses(*_what: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuses)
    told = app.test_cli_runner().invoke(args=["serve", "--port", "80"])
    assert told.exit_code == 1
    assert "127.0.0.1:80\u00a0: Permission denied" in told.output


def test_it_ends_at_once_although_somebody_is_slow(server: Started):
    slow = server.line(post(1_000, b"half"))
    server.ask(get("/healthz"))
    code, said = server.end()
    assert code == 0, said
    assert "Traceback" not in said
    slow.close()


def test_a_demonstration_says_where_it_runs(sqlite_file: Path, tmp_path: Path):
    world = World(sessionmaker(sa.create_engine(f"sqlite:///{sqlite_file}", module=dbapi2)), STARTED)
    world.person("Olga", Role.OPERATOR)
    number = world.idea(world.person("Alice"))  # so that the demonstration's own year, which takes long, is not loaded
    started = Started(tmp_path, "--demo", CORDEE_MODE="demo")
    until_it_listens(started)
    sheet = started.ask(get(f"/propositions/{number}/affiche").replace(b"Host: x", b"Host: localhost"))
    code, said = started.end()
    here = f"http://127.0.0.1:{started.port}"
    assert set(re.findall(r"http://127\.0\.0\.1:\d+", said)) == {here}
    assert f"127.0.0.1:{started.port}/" in sheet.decode("utf-8", "replace"), "and its posters lead there"
    assert code == 0
    later = create_app(tmp_path, mode="demo", jobs=False).test_cli_runner()
    assert later.invoke(args=["people", "sign-in", "operator"]).output.startswith(f"{here}/connexion/code?")


def test_a_wrong_setting_is_one_sentence(tmp_path: Path):
    found = run(tmp_path, "serve", CORDEE_TIMEZONE="Europe/Gap")
    assert found.returncode == 1
    assert "timezone" in found.stderr
    assert len(found.stderr.strip().splitlines()) == 2


def test_a_set_up_on_a_fresh_folder_brings_its_tables(tmp_path: Path):
    ensure(tmp_path)
    runner = create_app(tmp_path, jobs=False).test_cli_runner()
    done = runner.invoke(args=[
        "setup", "run", "--name", "Paroles", "--association", "", "--email", "j@example.org", "--first-name", "Jeanne",
        "--department", "05", "--address", "https://paroles.exemple.org", "--contact", "contact@exemple.org"])
    assert done.exit_code == 0, done.output
    assert "https://paroles.exemple.org/connexion/lien/" in done.output
    assert 'base_url = "https://paroles.exemple.org"' in (tmp_path / "settings.toml").read_text()


def test_an_address_that_is_none_is_refused(app: Flask):
    told = app.test_cli_runner().invoke(args=["setup", "run", "--name", "Paroles", "--association", "", "--email",
                                              "j@example.org", "--first-name", "Jeanne", "--address", "paroles.org"])
    assert told.exit_code == 2
    assert "--address" in told.output


def test_a_check_says_what_only_the_operator_can(app: Flask, site: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(app.config, "CORDEE", replace(app.config["CORDEE"], mode="production"))
    monkeypatch.setenv("CORDEE_MAILURL", "smtp://x")
    said = app.test_cli_runner().invoke(args=["site", "check"]).output
    assert "WRONG the address of the site is known (else: base_url" in said
    assert "WRONG somebody is named to write to" in said
    assert "WRONG every CORDEE_ variable is a setting (not: CORDEE_MAILURL)" in said
