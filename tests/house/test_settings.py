"""Nonsense in the settings is refused before anything starts, one message each."""

import pytest

from app.settings import SettingsError, ensure, read

GOOD = {"secret_key": "k" * 40, "mode": "demo"}


@pytest.mark.parametrize(("given", "says"), [
    ({"secret_key": "short"}, "secret_key"),
    ({"mode": "prod"}, "mode must be"),
    ({"base_url": "example.org"}, "base_url"),
    ({"mail_url": "http://mail"}, "mail_url"),
    ({"mail_from": "nobody"}, "mail_from"),
    ({"locales": ("de",)}, "locales"),
    ({"timezone": "Europe/Gap"}, "timezone"),
    ({"database_url": "mysql://x"}, "database_url"),
    ({"proxies": 9}, "proxies"),
    ({"threads": 0}, "threads"),
    ({"threads": "many"}, "threads must be int"),
    ({"workers": 3}, "need PostgreSQL"),
    ({"workers": 3, "database_url": "postgresql+psycopg://x/y"}, "rate_store"),
    ({"map_tiles": "https://tuiles.exemple.org/{z}/{x}.png", "map_attribution": "©"}, "{y}"),
    ({"map_tiles": "http://tuiles.exemple.org/{z}/{x}/{y}", "map_attribution": "©"}, "https"),
    ({"map_tiles": "https://{s}.exemple.org/{z}/{x}/{y}", "map_attribution": "©"}, "one host"),
    ({"map_tiles": "https://*.exemple.org/{z}/{x}/{y}", "map_attribution": "©"}, "one host"),
    ({"map_tiles": "https://a b;script-src *//{z}/{x}/{y}", "map_attribution": "©"}, "one host"),
    ({"map_tiles": "https://tuiles.exemple.org/{z}/{x}/{y}"}, "map_attribution is needed"),
    ({"map_attribution_url": "javascript:alert(1)"}, "map_attribution_url"),
    ({"colour": "red"}, "not a setting: colour"),
    ({"demo_passphrase": "short-one"}, "demo_passphrase"),
    ({"jobs": "perhaps"}, "jobs must be bool"),
])
def test_refused(tmp_path, given, says):
    with pytest.raises(SettingsError, match=says):
        read(tmp_path, **GOOD | given)


def test_several_faults_are_told_at_once(tmp_path):
    with pytest.raises(SettingsError) as fault:
        read(tmp_path, secret_key="", mode="x", timezone="y")
    assert len(str(fault.value).splitlines()) == 3


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_text(f'secret_key = "{"a" * 40}"\nmode = "demo"\n')
    monkeypatch.setenv("CORDEE_THREADS", "3")
    assert read(tmp_path).threads == 3


def test_a_secret_can_come_from_a_file(tmp_path, monkeypatch):
    (tmp_path / "key").write_text("f" * 40 + "\n")
    monkeypatch.setenv("CORDEE_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert read(tmp_path, mode="demo").secret_key == "f" * 40


def test_a_first_start_draws_its_own_secret(tmp_path):
    ensure(tmp_path)
    first = read(tmp_path).secret_key
    assert read(tmp_path).mode == "production"
    ensure(tmp_path)
    assert read(tmp_path).secret_key == first
    assert (tmp_path / "settings.toml").stat().st_mode & 0o077 == 0


def test_a_broken_file_is_told(tmp_path):
    (tmp_path / "settings.toml").write_text("secret_key = ")
    with pytest.raises(SettingsError, match=r"settings\.toml cannot be read"):
        read(tmp_path)


def test_the_mode_of_tests_is_not_for_a_site(tmp_path, monkeypatch):
    monkeypatch.setenv("CORDEE_MODE", "test")
    with pytest.raises(SettingsError, match="tests of this program"):
        read(tmp_path, secret_key="k" * 40)
