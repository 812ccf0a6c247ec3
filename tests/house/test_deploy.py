"""The files of docs/deploy say what the service does: sizes, times, paths, users. Nothing is run here."""

import configparser
import re
from pathlib import Path

import pytest
from flask import Flask

from app.site.serving.threads import Patience

FOLDER = Path(__file__).parents[2] / "docs" / "deploy"
GUIDE = (FOLDER.parent / "exploitation.md").read_text()
UNITS = sorted(FOLDER.glob("*.service"))
PROXIES = {"nginx.conf": r"client_max_body_size (\d+)m;", "Caddyfile": r"max_size (\d+)MB"}
NORMALISED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix", "Forwarded")


def heaviest(app: Flask) -> int:
    usual = int(app.config["MAX_CONTENT_LENGTH"])
    return max(getattr(view, "most_bytes", usual) for view in app.view_functions.values())


@pytest.mark.parametrize(("name", "size"), PROXIES.items())
def test_a_proxy_lets_pass_what_the_service_takes_and_hardly_more(app: Flask, name: str, size: str):
    found = re.search(size, (FOLDER / name).read_text())
    assert found is not None
    megabytes = int(found[1]) * 1_000_000
    assert heaviest(app) <= megabytes < heaviest(app) * 1.5


def test_the_server_itself_takes_it_with_its_framing(app: Flask):
    assert Patience().body_bytes >= 2 * heaviest(app)


@pytest.mark.parametrize("name", PROXIES)
@pytest.mark.parametrize("header", NORMALISED)
def test_a_proxy_writes_what_a_visitor_could_forge(name: str, header: str):
    lines = [line.split("#")[0] for line in (FOLDER / name).read_text().splitlines()]
    assert any(re.search(rf"(?:proxy_set_header|header_up) -?{header}\b", line) for line in lines)


def test_a_proxy_keeps_a_line_for_less_long_than_the_service():
    for name in PROXIES:
        kept = re.findall(r"(?:keepalive_timeout|keepalive) (\d+)s", (FOLDER / name).read_text())
        assert kept
        assert int(kept[0]) < Patience().idle_seconds


def unit(file: Path) -> configparser.ConfigParser:
    """A key may be there twice: the last of them is enough here."""
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string(file.read_text())
    return read


@pytest.mark.parametrize("file", UNITS, ids=lambda f: f.name)
def test_a_unit_is_hardened_and_runs_as_the_service(file: Path):
    told = unit(file)["Service"]
    assert (told["User"], told["StateDirectoryMode"], told["UMask"]) == ("cordee", "0700", "0077")
    for name in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictNamespaces",
                 "MemoryDenyWriteExecute", "ProtectKernelTunables", "RestrictSUIDSGID"):
        assert told[name] == "yes"
    assert told["ProtectSystem"] == "strict"
    assert told["CapabilityBoundingSet"] == ""


@pytest.mark.parametrize("file", UNITS, ids=lambda f: f.name)
def test_a_unit_names_commands_that_are_there(app: Flask, file: Path):
    words = re.findall(r"^ExecStart=/srv/cordee/\.venv/bin/flask (.+)$", file.read_text(), re.MULTILINE)
    assert words
    for line in words:
        command = app.cli
        for word in line.split():
            if word.startswith("-"):
                break
            command = command.commands[word]  # type: ignore[attr-defined, assignment]


def test_the_service_has_time_to_end(app: Flask):
    assert int(unit(FOLDER / "cordee.service")["Service"]["TimeoutStopSec"]) > Patience().stop_seconds


def test_the_service_may_open_as_many_files_as_the_server_wants():
    from app.site.serving.server import FILES

    assert int(unit(FOLDER / "cordee.service")["Service"]["LimitNOFILE"]) >= 2 * Patience().connections + FILES


@pytest.mark.parametrize("file", sorted(FOLDER.iterdir()), ids=lambda f: f.name)
def test_the_guide_names_each_file(file: Path):
    assert file.name in GUIDE
