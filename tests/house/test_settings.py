"""Nonsense in the settings is refused before anything starts, one message each."""

from contextlib import suppress
from dataclasses import fields

import pytest

from app.config import SECRET, Settings, SettingsError, ensure, read

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


NONSENSE = ("", "x", " ", "a\nb", "a\x00b", "é" * 3_000, "http://[::1", "smtp://h:99999", "redis://h:x",
            "sqlite:////no/such/x.db", "postgresql+psycopg://u:p@h:port/x", "https://a/?b", "http://a b/", 0, -1,
            10**30, 1.5, True, None, [], [1], {}, {"a": 1}, "fr,fr", "../../etc/passwd", "Europe/../Paris")


def refusal(folder, **given) -> str:
    """Empty where it is taken; any other fault than a refusal is the test's."""
    try:
        read(folder, **given)
    except SettingsError as fault:
        return str(fault)
    return ""


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_whatever_is_written_is_taken_or_refused_in_one_line(tmp_path, name):
    """Never a traceback: the line names the setting, and does not say a secret back."""
    for value in NONSENSE:
        said = refusal(tmp_path, **{"secret_key": "k" * 40, name: value})
        firsts = [line.split()[0] for line in said.splitlines()]
        assert name in said or not said, (value, said)
        assert len(firsts) == len(set(firsts)), (value, said)
        assert not (name in SECRET and isinstance(value, str) and value.strip() and value in said), (value, said)


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_a_variable_is_read_like_the_file(tmp_path, monkeypatch, name):
    monkeypatch.setenv("CORDEE_SECRET_KEY", "k" * 40)
    for value in (one for one in NONSENSE if isinstance(one, str) and "\x00" not in one):
        monkeypatch.setenv(f"CORDEE_{name.upper()}", value)
        with suppress(SettingsError):
            read(tmp_path)


@pytest.mark.parametrize("content", [
    b"secret_key = ", b"\xff\xfe", b"locales = 5", b"[a]\nb = 1", b"base_url = 2026-01-01"])
def test_a_file_that_is_not_right_is_told(tmp_path, content):
    (tmp_path / "settings.toml").write_bytes(content)
    with pytest.raises(SettingsError):
        read(tmp_path)


def test_a_file_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("CORDEE_MAIL_URL_FILE", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="CORDEE_MAIL_URL_FILE cannot be read"):
        read(tmp_path)
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(SettingsError, match="settings"):
        read(tmp_path)


@pytest.mark.parametrize("given", [
    {"base_url": "https://exemple.org/participer"}, {"base_url": "http://[::1]:8000"}, {"timezone": "America/Cayenne"},
    {"mail_url": "smtps://a%40b:c@h:465"}, {"host": "OVH\n2 rue Kellermann\nRoubaix"},
    {"workers": 2, "rate_limits": False, "database_url": "postgresql+psycopg://u:p@/x"},
    {"map_tiles": "http://127.0.0.1:9/{z}/{x}/{y}", "map_attribution": "©"}])
def test_what_is_right_is_taken(tmp_path, given):
    assert read(tmp_path, **GOOD | given)


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
