"""Writing a need: drafts, likenesses, two tabs, another person's draft; nothing typed is lost."""

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.build import World
from tests.web.signing import key_of, post, sign_in, token

NEED = {"title": "Garder les enfants le soir", "lived": "Après dix-neuf heures, rien.", "places": "embrun"}
NEW = "/propositions/nouvelle/need"


def entered(app: Flask, site: World, client: FlaskClient, name: str = "Alice") -> None:
    site.person(name)
    sign_in(app, client, f"{name.lower()}@example.org")


def keep(client: FlaskClient, **fields: str):
    page = client.get(NEW)
    key = re.search(r'name="key" value="(\w+)"', page.text)[1]
    return client.post(NEW, data={"csrf_token": token(page), "key": key, "version": "0"} | NEED | fields)


def test_a_visitor_can_open_the_form(client: FlaskClient, site: World):
    assert client.get(NEW).status_code == 200


def test_an_unknown_track_is_not_there(client: FlaskClient, site: World):
    assert client.get("/propositions/nouvelle/petition").status_code == 404


def test_what_a_visitor_typed_is_offered_after_the_sign_in(app: Flask, client: FlaskClient, site: World):
    assert keep(client).location == "/connexion"
    site.person("Alice")
    assert sign_in(app, client, "alice@example.org").location == "/reprendre"
    page = client.get("/reprendre")
    assert "Garder les enfants le soir" in page.text


def test_an_unknown_commune_is_told_with_the_nearest(app: Flask, client: FlaskClient, site: World):
    entered(app, site, client)
    answer = keep(client, places="Embrum")
    assert answer.status_code == 422
    assert "Embrun" in answer.text
    assert "Après dix-neuf heures" in answer.text


def test_a_faulty_form_is_kept_as_a_draft(app: Flask, client: FlaskClient, site: World):
    entered(app, site, client)
    assert keep(client, places="").status_code == 422
    assert "Garder les enfants" in client.get("/brouillons").text


def test_relire_then_publish(app: Flask, client: FlaskClient, site: World):
    entered(app, site, client)
    preview = keep(client).location
    assert "Après dix-neuf heures" in client.get(preview).text
    published = post(client, preview.replace("relire", "publier"), at=preview)
    assert "Garder les enfants" in client.get(published.location).text
    assert client.get(preview).status_code == 404


def test_a_replayed_publication_makes_one(app: Flask, client: FlaskClient, site: World):
    entered(app, site, client)
    preview = keep(client).location
    page, target = client.get(preview), preview.replace("relire", "publier")
    sent = {"csrf_token": token(page), "act_key": key_of(page)}
    assert [client.post(target, data=sent).headers["Location"] for _ in range(2)] == ["/propositions/1"] * 2


def test_likenesses_are_offered_at_the_review(app: Flask, client: FlaskClient, site: World):
    site.need(site.person("Bob"), title="Garde d’enfants le soir à Embrun", lived="Rien après dix-neuf heures.")
    entered(app, site, client)
    assert "Garde d’enfants le soir à Embrun" in client.get(keep(client).location).text


def test_likenesses_are_offered_while_typing(client: FlaskClient, site: World):
    site.need(site.person("Bob"), title="Garde d’enfants le soir à Embrun")
    page = client.get("/propositions/ressemblances?title=garder+les+enfants+le+soir")
    assert "Garde d’enfants le soir à Embrun" in page.text


def test_saving_while_typing(app: Flask, client: FlaskClient, site: World):
    entered(app, site, client)
    sent = NEED | {"csrf_token": token(client.get(NEW)), "key": "k" * 32, "version": "0", "track": "need"}
    first = client.post("/brouillons/enregistrer", data=sent).json
    assert first["version"] == 1
    assert "Brouillon enregistré" in first["saved_at_text"]


def test_two_tabs_show_both_texts(app: Flask, client: FlaskClient, site: World):
    entered(app, site, client)
    sent = NEED | {"csrf_token": token(client.get(NEW)), "key": "k" * 32, "track": "need"}
    for version, title in ((0, "Le premier texte"), (1, "Le texte de l’autre onglet")):
        client.post("/brouillons/enregistrer", data=sent | {"version": str(version), "title": title})
    answer = client.post(NEW, data=sent | {"version": "1", "title": "Le texte de cet onglet"})
    assert answer.status_code == 409
    assert "Le texte de l’autre onglet" in answer.text
    assert "Le texte de cet onglet" in answer.text


def test_another_persons_draft_is_not_there(app: Flask, site: World):
    alice, bob = app.test_client(), app.test_client()
    entered(app, site, alice)
    preview = keep(alice).location
    entered(app, site, bob, "Bob")
    page = token(bob.get(NEW))
    for path in (preview, preview.replace("/relire", "")):
        assert bob.get(path).status_code == 404
    for act in ("publier", "effacer"):
        assert bob.post(preview.replace("relire", act), data={"csrf_token": page}).status_code == 404


def test_the_page_says_what_is_still_needed_to_everybody(client: FlaskClient, site: World):
    idea = site.idea(site.person("Alice"))
    page = client.get(f"/propositions/{idea}").text
    assert "Pas encore" in page
    assert "Pour devenir" in page


def test_an_unknown_proposal(client: FlaskClient, site: World):
    assert client.get("/propositions/999999").status_code == 404
