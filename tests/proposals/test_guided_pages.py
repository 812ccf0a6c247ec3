"""A need written one question at a time, by somebody without an account: what is answered is never lost."""

import re

import pytest
from flask.testing import FlaskClient

from tests.build import World
from tests.web.signing import sign_in, token

URL = "/propositions/nouvelle/need/pas-a-pas"
TITLE, LIVED = "Un car le soir vers Embrun", "Après dix-neuf heures, rien ne passe & on marche."


def answer(client: FlaskClient, url: str = URL, **given: str):
    return client.post(url, data={"csrf_token": token(client.get(URL).text), **given})


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: value.replace("&amp;", "&") for name, value in found if name != "csrf_token"}


@pytest.mark.usefixtures("site")
class TestRefused:
    def test_an_empty_answer_is_asked_again_and_nothing_else_is_judged(self, client: FlaskClient):
        page = answer(client, question="0", title="  ")
        assert page.status_code == 422
        assert page.text.count('aria-invalid="true"') == 1
        assert "question 1 sur 3" in page.text.lower()

    @pytest.mark.parametrize("question", ["99", "-1", "x", ""])
    def test_a_question_that_does_not_exist(self, client: FlaskClient, question: str):
        assert answer(client, question=question, title=TITLE).status_code == 200

    def test_a_track_that_does_not_exist(self, client: FlaskClient):
        assert client.get("/propositions/nouvelle/rien/pas-a-pas").status_code == 404

    def test_without_the_token(self, client: FlaskClient):
        assert client.post(URL, data={"question": "0", "title": TITLE}).status_code == 400


def test_each_answer_travels_to_the_next_page(client: FlaskClient, site: World):
    second = answer(client, question="0", title=TITLE).text
    assert hidden(second)["title"] == TITLE
    third = answer(client, question="1", lived=LIVED, title=TITLE).text
    assert (hidden(third)["title"], hidden(third)["lived"]) == (TITLE, LIVED)
    assert 'name="places"' in third


def test_one_step_back_keeps_what_was_typed(client: FlaskClient, site: World):
    page = answer(client, question="2", act="back", title=TITLE, lived=LIVED, places="Embrun").text
    assert LIVED.replace("&", "&amp;") in page
    assert hidden(page)["places"] == "Embrun"


def test_what_is_said_already_is_shown_after_the_title(client: FlaskClient, site: World):
    site.need(site.person("Alice"), "Un car le soir vers Embrun, même l’hiver")
    assert "même l’hiver" in answer(client, question="0", title=TITLE).text


def test_the_last_answer_becomes_a_draft_to_read_again(app, client: FlaskClient, site: World):
    site.person("Alice")
    sign_in(app, client, "alice@example.org")
    last = answer(client, question="1", title=TITLE, lived=LIVED).text
    sent = client.post("/propositions/nouvelle/need", follow_redirects=True, data={
        **hidden(last), "csrf_token": token(client.get(URL).text), "places": "Embrun"})
    assert "/apercu" in sent.request.path or "Publier" in sent.text
    assert TITLE in sent.text
