"""`flask charter simulate FILE`: what would have moved, what would not, and who can decide; in either language."""

from pathlib import Path

import pytest
from flask import Flask

from app.core.kinds import Role
from tests.build import CHARTERS, World

DEFAULT = (CHARTERS / "default.toml").read_text()
STRICTER = DEFAULT.replace("supports = { at_least = 8,", "supports = { at_least = 12,")


@pytest.fixture
def there(site: World) -> World:
    site.later(days=-30)
    site.supporters(site.need(site.person("Alice"), title="Un car le soir"), 8)
    for name in ("Carole", "Dan", "Eve"):
        site.person(name, Role.STEERING)
    return site


def run(app: Flask, folder: Path, text: str, *more: str):
    (folder / "rules.toml").write_text(text)
    return app.test_cli_runner().invoke(args=["charter", "simulate", str(folder / "rules.toml"), *more])


def test_a_file_with_faults_ends_with_one(app: Flask, there: World, tmp_path: Path):
    answer = run(app, tmp_path, DEFAULT.replace('more_than = "1/2"', 'more_than = "3/2"'))
    assert answer.exit_code == 1
    assert "rules.toml:" in answer.output
    assert "Verdict" not in answer.output


def test_a_space_that_is_not_there(app: Flask, there: World, tmp_path: Path):
    answer = run(app, tmp_path, DEFAULT, "--space", "nulle-part")
    assert answer.exit_code == 1
    assert "nulle-part" in answer.output


def test_the_rules_in_force_change_nothing(app: Flask, there: World, tmp_path: Path):
    answer = run(app, tmp_path, DEFAULT)
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("Sous ces règles, tout se serait passé comme dans les faits")


@pytest.mark.parametrize(("lang", "said"), [
    ("fr", ("1 serait restée où elle était", "8 soutiens sur 12 ; il en manque 4", "Participation",
            "Personne ne peut bloquer sans les autres.")),
    ("en", ("1 would have stayed where it was", "8 supports of 12; 4 more needed", "Turnout",
            "Nobody can block it without others."))])
def test_stricter_rules_beside_what_happened(app: Flask, there: World, tmp_path: Path, lang: str, said):
    output = run(app, tmp_path, STRICTER, "--lang", lang, "--space", "hautes-alpes").output.replace("\u00a0", " ")
    assert [line for line in said if line not in output] == []


def test_stages_keep_their_names_under_rules_that_do_not_have_them(app: Flask, there: World, tmp_path: Path):
    output = run(app, tmp_path, (CHARTERS / "sociocratic.toml").read_text()).output
    assert "Reconnu comme collectif" in output
    assert "recognised" not in output


def test_the_table_fits_a_narrow_terminal(app: Flask, there: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "70")
    table = run(app, tmp_path, STRICTER).output.split("- ")[0]
    assert max(len(line) for line in table.splitlines()[1:]) <= 70
