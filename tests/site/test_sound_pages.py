"""The checker of pages sees what it must see; the grid of criteria, its guide and its page say the same."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.site.cli.site import GUIDE, STATEMENT, guide
from app.site.rules import Criterion, Result, State, count, faults, read
from app.site.views.pages import ARTICLES, PAGES
from tests.soundness import unsound

FRAME = """<!doctype html><html lang="fr"><head><title>Page – Site</title></head>
<body><main><h1>Page</h1>{}</main></body></html>"""
WRONG = {
    "<p>un<div></p>": "HTML",
    '<p id="a">a</p><p id="a">b</p>': "id a 2 times",
    '<a href="#nowhere">Là</a>': "link to #nowhere",
    '<input name="town">': "field town without a label",
    '<label for="town">Commune</label>': "label for town",
    "<fieldset><p>Choix</p></fieldset>": "without a legend",
    '<button><svg aria-hidden="true"><title>x</title></svg></button>': "button without words",
    '<img src="a.png">': "picture without words",
    "<h3>Trop bas</h3>": "h3 after h1",
    "<nav>a</nav><nav>b</nav>": "several nav",
    "<table><tr><th>Jour</th></tr></table>": "table without a caption",
    '<p tabindex="3">a</p>': "tabindex 3",
    "<h1>Deux</h1>": "2 × h1",
}


@pytest.mark.parametrize(("part", "said"), WRONG.items())
def test_a_fault_is_seen(part: str, said: str):
    assert any(said in one for one in unsound(FRAME.format(part)))


def test_a_sound_page_is_left_alone():
    field = '<label for="a">Nom</label><input id="a" name="a"><label>Oui <input type="checkbox" name="b"></label>'
    assert unsound(FRAME.format(field)) == []


def test_the_grid_holds_together():
    told = read(STATEMENT.read_text())
    assert faults(told) == []
    assert (len(told.wcag), len(told.rgaa)) == (55, 106)
    assert "4.1.1" not in [one.number for one in told.wcag]


def test_what_is_open_must_be_said():
    told = read(STATEMENT.read_text().replace('"9.3" = { title = "Les listes sont des listes", result = "met"',
                                         '"9.3" = { title = "Les listes sont des listes", result = "unverified"'))
    assert faults(told) == ["rgaa 9.3: open in one place, not in the other"]


def test_the_guide_is_what_the_data_give():
    assert GUIDE.read_text() == guide(read(STATEMENT.read_text())), "flask accessibility write"


def test_what_the_data_name_exists(app: Flask):
    told, root = read(STATEMENT.read_text()), GUIDE.parents[1]
    said = " ".join(words["fr"] for words in told.checks.values())
    assert [name for name in re.findall(r"tests/[\w/]+\.py", said) if not (root / name).exists()] == []
    assert set(told.pages) == set(PAGES)
    assert set(PAGES) <= set(app.view_functions)


@pytest.mark.parametrize(("results", "state"), [
    ("m", State.FULL), ("mn", State.FULL), ("mu", State.PARTIAL), ("muu", State.NONE), ("x", State.NONE)])
def test_the_state_is_a_matter_of_arithmetic(results: str, state: State):
    kinds = {"m": Result.MET, "n": Result.NOT_APPLICABLE, "u": Result.UNVERIFIED, "x": Result.NOT_MET}
    assert count(tuple(Criterion("1.1", "", kinds[one]) for one in results)).state is state


@pytest.mark.parametrize(("language", "state"), [("fr", "partiellement conforme"), ("en", "Défenseur des droits")])
def test_the_statement_says_what_the_law_asks(opened: Flask, client: FlaskClient, language: str, state: str):
    text = client.get("/accessibilite", headers={"Accept-Language": language}).text
    told = read(STATEMENT.read_text())
    for part in (state, str(count(told.rgaa).percent), *told.technologies, told.gaps[0].words[language].split("(")[0]):
        assert part in text
    assert unsound(text) == []


def test_every_page_of_help_is_sound(opened: Flask, client: FlaskClient):
    assert {slug: found for slug in ARTICLES if (found := unsound(client.get(f"/aide/{slug}").text))} == {}


def test_every_page_says_the_state_in_its_foot(opened: Flask, client: FlaskClient):
    assert "Accessibilité\u00a0: partiellement conforme</a>" in client.get("/aide").text
