"""The first start in a browser: closed to who has no code, nothing lost on the way, closed for ever afterwards."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import ensure
from app.core.kinds import Role
from app.site import settings_files
from tests.build import World
from tests.web.signing import post, token

FRENCH = {"Accept-Language": "fr"}
PATHS = ("/installation", "/installation/territoire", "/installation/nom", "/installation/langues",
         "/installation/courriel", "/installation/equipe", "/installation/relire")
ANSWERS: dict[str, dict[str, str]] = {
    "territoire": {"which": "own", "territory": "Pays du Haut-Bugey", "places": "Oyonnax\nNantua"},
    "nom": {"name": "Paroles du Haut-Bugey", "association": "Les Voisins", "contact": "contact@example.org",
            "host": "Une association d’hébergeurs, Nantua", "sentence": "Chez nous, on le dit."},
    "langues": {"languages": "fr"}, "courriel": {"when": "later"},
    "equipe": {"email": "jeanne@example.org", "first_name": "Jeanne", "agreed": "y"},
}


def enter(app: Flask, client: FlaskClient) -> None:
    code, _is_new = settings_files.code(Path(app.instance_path))
    answer = post(client, "/installation", {"code": code.lower().replace("-", " ")})
    assert answer.location == "/installation/territoire"


def say(client: FlaskClient, question: str, towards: str = "suivant", **told: str) -> str:
    answer = post(client, f"/installation/{question}", {"vers": towards, **(ANSWERS[question] | told)})
    assert answer.status_code == 303, (question, answer.status_code)
    return str(answer.location)


@pytest.mark.parametrize("path", PATHS[1:])
def test_nobody_begins_without_the_code(client: FlaskClient, path: str):
    assert client.get(path).location == "/installation"


@pytest.mark.parametrize("code", ["", "ABCD-EFGH-JKLM-NPQR-STVW", "é", "\x00", "x" * 90])
def test_a_wrong_code_opens_nothing(client: FlaskClient, code: str):
    assert post(client, "/installation", {"code": code}).status_code == 422
    assert client.get("/installation/nom").location == "/installation"


def test_the_code_is_readable_by_its_owner_alone(app: Flask, client: FlaskClient):
    client.get("/installation")
    file = Path(app.instance_path) / settings_files.CODE
    assert file.stat().st_mode & 0o077 == 0
    assert file.read_text().strip() not in client.get("/installation").text


@pytest.mark.parametrize("path", PATHS)
def test_a_site_with_an_operator_has_no_set_up(client: FlaskClient, site: World, path: str):
    site.person("Olga", Role.OPERATOR)
    assert client.get(path).status_code == 404


def test_going_back_loses_nothing_and_a_secret_is_never_shown(app: Flask, client: FlaskClient):
    enter(app, client)
    assert say(client, "nom", "precedent", name="À moitié écrit") == "/installation/territoire"
    assert "À moitié écrit" in client.get("/installation/nom").text
    mail = {"when": "now", "host": "smtp.example.org", "sender": "a@example.org", "password": "tres-secret"}
    say(client, "courriel", **mail)
    say(client, "courriel", **mail | {"password": ""})
    for path in ("/installation/courriel", "/installation/relire"):
        assert "tres-secret" not in client.get(path).text
    file = Path(app.instance_path) / settings_files.ANSWERS
    assert "tres-secret" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("question", "told", "says"), [
    ("territoire", {"places": "Nom;Habitants\nGap;beaucoup"}, "Ligne 2"),
    ("territoire", {"places": "Gap;1000\nEmbrun;beaucoup\nVeynes;2\nTallard;peu"}, "Ligne 4"),
    ("territoire", {"territory": ""}, "nécessaire"),
    ("territoire", {"letters": "IO"}, "deux ou trois lettres"), ("nom", {"name": ""}, "nécessaire"),
    ("territoire", {"places": ""}, "aucune commune"),
    ("courriel", {"when": "now", "host": "http://x"}, "Ce nom de serveur"),
    ("courriel", {"when": "now", "host": "smtp.example.org"}, "nécessaire"), ("equipe", {"email": "x"}, "la forme")])
def test_what_is_wrong_is_said(app: Flask, client: FlaskClient, question: str, told: dict[str, str], says: str):
    enter(app, client)
    page = client.post(f"/installation/{question}", headers=FRENCH, data={
        "csrf_token": token(client.get(f"/installation/{question}")), "vers": "suivant", **(ANSWERS[question] | told)})
    assert page.status_code == 422
    assert says in page.text


def test_the_summary_opens_nothing_that_is_incomplete(app: Flask, client: FlaskClient):
    enter(app, client)
    say(client, "nom")
    page = client.get("/installation/relire", headers=FRENCH)
    assert "Ouvrir le site" not in page.text
    assert post(client, "/installation/relire", at="/installation/nom").status_code == 422
    assert client.get("/healthz").json["journal"] == []


def test_five_answers_open_the_site_and_close_the_door(app: Flask, client: FlaskClient):
    enter(app, client)
    told = [say(client, question) for question in ANSWERS]
    assert told[-1] == "/installation/relire"
    done = post(client, "/installation/relire", {"samples": "y"})
    link = re.search(r"/connexion/lien/[\w-]+", done.text)
    assert link is not None
    for path in PATHS:
        assert client.get(path).status_code == 404
    assert not list(Path(app.instance_path).glob("mise-en-service*"))
    assert app.test_client().get(link[0]).status_code == 200, "a visit uses nothing up"
    assert post(client, link[0]).location == "/et-maintenant"
    assert post(app.test_client(), link[0]).status_code == 422
    page = client.get("/").text
    for words in ("Paroles du Haut-Bugey", "Chez nous, on le dit.", "exemple"):
        assert words in page
    assert 'hreflang="en"' not in page, "one language: nothing to choose"


def test_the_settings_that_wrote_themselves_get_the_address(app: Flask, client: FlaskClient):
    ensure(Path(app.instance_path))
    enter(app, client)
    for question in ANSWERS:
        say(client, question)
    post(client, "/installation/relire")
    text = (Path(app.instance_path) / "settings.toml").read_text()
    assert 'base_url = "http://localhost"' in text
    assert "mode" not in text


@pytest.mark.parametrize("mode", ["production", "demo"])
def test_once_in_service_mails_are_shown_in_no_mode(app: Flask, client: FlaskClient, site: World, mode: str):
    """Whatever an older version had written in the settings."""
    app.config["CORDEE"] = replace(app.config["CORDEE"], mode=mode)
    assert client.get("/courriels-de-demonstration").status_code == 404
