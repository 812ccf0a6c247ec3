"""The page that makes two proposals of one."""

from flask import Flask
from flask.testing import FlaskClient

from tests.build import World
from tests.web.signing import post, sign_in


def test_only_carriers_find_it(app: Flask, client: FlaskClient, site: World):
    idea = site.idea(site.person("Alice"))
    site.person("Bob")
    assert "/connexion" in client.get(f"/propositions/{idea}/scinder").headers["Location"]
    sign_in(app, client, "bob@example.org")
    assert client.get(f"/propositions/{idea}/scinder").status_code in (303, 403)


def test_what_was_ticked_comes_back_with_the_reason(app: Flask, client: FlaskClient, site: World):
    idea = site.idea(site.person("Alice"))
    sign_in(app, client, "alice@example.org")
    path = f"/propositions/{idea}/scinder"
    nothing = post(client, path, {"seen": "1"})
    assert nothing.status_code == 422
    assert "au moins un paragraphe" in nothing.text
    late = post(client, path, {"seen": "0", "chosen": "problem:0"})
    assert late.status_code == 422
    assert 'value="problem:0" checked' in late.text


def test_it_begins_a_draft(app: Flask, client: FlaskClient, site: World):
    idea = site.idea(site.person("Alice"))
    sign_in(app, client, "alice@example.org")
    told = post(client, f"/propositions/{idea}/scinder", {"seen": "1", "chosen": "problem:0"})
    assert told.status_code == 303
    assert "Les outils dorment" in client.get(told.headers["Location"]).text
