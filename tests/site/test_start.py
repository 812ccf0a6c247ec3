"""How a server may start: what `flask serve` says before it serves."""

import os
from pathlib import Path

import click
import pytest
from flask import Flask

from app import config, demo as start
from app.config import ensure, read
from app.extensions import db
from tests.build import World
from tests.demo.test_demonstration_pages import demo

__all__ = ["demo"]


@pytest.fixture
def fresh(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A first start: the settings have just written themselves."""
    ensure(Path(app.instance_path))
    for name in ("CORDEE_MODE", "CORDEE_DEMO_PASSPHRASE"):
        monkeypatch.setenv(name, "")  # put back at the end, whatever the start leaves there
        monkeypatch.delenv(name)
    app.config["CORDEE"] = read(Path(app.instance_path), database_url=app.config["CORDEE"].database_url)
    return app


def choose(app: Flask, host: str = "127.0.0.1", *, demo: bool = False, opened: bool = False) -> config.Settings:
    with app.app_context():
        try:
            start.choose(host, demo=demo, opened=opened)
        finally:
            db.session.remove()
    told: config.Settings = app.config["CORDEE"]
    return told


def kept(app: Flask) -> str:
    return (Path(app.instance_path) / "settings.toml").read_text()


def test_a_first_start_is_no_demonstration(fresh: Flask) -> None:
    assert choose(fresh).mode == "production"
    assert "demo" not in kept(fresh)


def test_a_demonstration_says_so_and_is_one_at_the_next_start(fresh: Flask) -> None:
    assert choose(fresh, demo=True).mode == "demo"
    assert os.environ["CORDEE_MODE"] == "demo", "for the server that takes the place of this process"
    assert read(Path(fresh.instance_path)).mode == "demo"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "example.org"])
def test_it_keeps_to_its_machine(fresh: Flask, host: str) -> None:
    with pytest.raises(click.ClickException, match="--demo-open"):
        choose(fresh, host, demo=True)


def test_opened_it_prints_a_passphrase(fresh: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    told = choose(fresh, "0.0.0.0", demo=True, opened=True)
    assert told.demo_passphrase in capsys.readouterr().out
    assert os.environ["CORDEE_DEMO_PASSPHRASE"] == told.demo_passphrase
    assert len(told.demo_passphrase) >= 12


def test_opening_is_of_a_demonstration_alone(fresh: Flask) -> None:
    with pytest.raises(click.UsageError):
        choose(fresh, opened=True)


def test_a_real_site_is_never_made_a_demonstration(fresh: Flask, site: World) -> None:
    with pytest.raises(click.ClickException, match="vrai site"):
        choose(fresh, demo=True)


def test_nor_one_whose_settings_somebody_wrote(fresh: Flask) -> None:
    (Path(fresh.instance_path) / "settings.toml").write_text(f'secret_key = "{"a" * 40}"\nmode = "production"\n')
    with pytest.raises(click.ClickException, match="vrai site"):
        choose(fresh, demo=True)


def test_a_demonstration_is_not_served_as_a_real_site(fresh: Flask, demo: World) -> None:
    with pytest.raises(click.ClickException, match="--demo"):
        choose(fresh)


def test_a_site_that_an_older_version_began_is_a_real_one(fresh: Flask) -> None:
    """It had written `mode = "demo"` by itself, and nobody holds the site yet."""
    file = Path(fresh.instance_path) / "settings.toml"
    file.write_text(file.read_text() + 'mode = "demo"\n')
    fresh.config["CORDEE"] = read(Path(fresh.instance_path), database_url=fresh.config["CORDEE"].database_url)
    assert choose(fresh).mode == "production"
    assert "demo" not in kept(fresh)


def test_the_people_of_the_demo_never_enter_a_real_site(fresh: Flask) -> None:
    answer = fresh.test_cli_runner().invoke(args=["demo", "load"])
    assert answer.exit_code == 1
