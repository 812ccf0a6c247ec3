"""The news page and the follow buttons."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import Role, Stance, Subject
from app.discussion import service as discussion
from app.notifications import jobs as deliver, service as following
from app.notifications.models import Follow
from tests.build import World
from tests.queries_count import statements
from tests.web.signing import post, sign_in, token

BOB = "bob@example.org"


@pytest.fixture
def idea(site: World) -> int:
    return site.idea(site.person("Alice"), "Un four <b>commun</b>")


@pytest.fixture
def bob(app: Flask, client: FlaskClient, site: World) -> int:
    person = site.person("Bob")
    sign_in(app, client, BOB)
    return person


def press(client: FlaskClient, path: str, **fields: str):
    """A button of a page of one's own."""
    return client.post(path, data={"csrf_token": token(client.get("/nouvelles")), **fields})


def told(app: Flask, site: World) -> None:
    with app.app_context():
        assert deliver.deliver_events(app, site.now) > 0


def said(site: World, idea: int, by: str = "Alice", text: str = "Bonjour") -> int:
    return site.do(discussion.post, site.person(by), idea, Stance.FOR, text, "fr")


def test_the_news_are_for_the_signed_in(client, site):
    assert client.get("/nouvelles").headers["Location"].startswith("/connexion")


def test_no_news_says_where_to_begin(client, bob):
    assert "Rien de nouveau" in client.get("/nouvelles").text


def test_following_and_stopping(client, site, idea, bob):
    answer = press(client, f"/propositions/{idea}/suivre")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/propositions/{idea}")
    with site.make_session() as session:
        assert session.scalar(sa.select(Follow.subject_id).where(Follow.person_id == bob)) == idea
    press(client, f"/propositions/{idea}/ne-plus-suivre")
    with site.make_session() as session:
        assert session.scalar(sa.select(Follow.subject_id).where(Follow.person_id == bob)) is None


def test_a_visitor_comes_to_the_button_by_signing_in(client, site, idea):
    assert "suite=" in client.get(f"/propositions/{idea}/suivre").headers["Location"]


def test_the_page_of_the_button_for_who_came_that_way(client, site, idea, bob):
    assert post(client, f"/propositions/{idea}/suivre").status_code == 303


def test_reading_a_page_changes_nothing(client, site, idea, bob):
    client.get(f"/propositions/{idea}/suivre")
    with site.make_session() as session:
        assert session.scalar(sa.select(Follow.subject_id).where(Follow.person_id == bob)) is None


@pytest.mark.parametrize("path", ["/suivre/person/1", "/suivre/comment/1", "/suivre/x/1"])
def test_only_some_kinds_have_an_address(client, bob, path):
    assert press(client, path).status_code == 404


@pytest.mark.parametrize("kind", ["proposal", "group", "structure", "space"])
def test_an_unknown_thing_is_not_found(client, bob, kind):
    assert press(client, f"/suivre/{kind}/999").status_code == 404


def test_a_structure_and_a_space_are_followed_from_their_pages(client, site, bob):
    structure = site.structure("Le Fournil", site.person("Alice"))
    assert press(client, f"/suivre/structure/{structure}").headers["Location"] == "/structures/le-fournil"
    assert press(client, f"/suivre/space/{site.space_id}").status_code == 303
    page = client.get("/nouvelles/suivi").text
    assert "Le Fournil" in page
    assert "Hautes-Alpes" in page


def test_one_stops_from_the_list(client, site, idea, bob):
    press(client, f"/propositions/{idea}/suivre")
    answer = press(client, f"/ne-plus-suivre/proposal/{idea}", **{"from": "list"})
    assert answer.headers["Location"] == "/nouvelles/suivi"
    assert "Vous ne suivez rien" in client.get("/nouvelles/suivi").text


def test_news_are_grouped_counted_and_escaped(app, client, site, idea, bob):
    press(client, f"/propositions/{idea}/suivre")
    for _ in range(3):
        said(site, idea)
    told(app, site)
    page = client.get("/nouvelles").text
    assert "3 nouvelles" in page
    assert "Un four &lt;b&gt;commun&lt;/b&gt;" in page
    assert "vous suivez" in page
    assert 'href="/commentaires/1"' in page


def test_the_bell_counts_what_is_unread(app, client, site, idea, bob):
    press(client, f"/propositions/{idea}/suivre")
    said(site, idea)
    told(app, site)
    assert '<span class="count">1</span>' in client.get("/nouvelles").text


def test_one_group_is_marked_read_and_the_others_stay(app, client, site, idea, bob):
    other = site.need(site.person("Alice"))
    for number in (idea, other):
        press(client, f"/propositions/{number}/suivre")
        said(site, number)
    told(app, site)
    press(client, f"/nouvelles/proposal/{idea}/lues")
    page = client.get("/nouvelles").text
    assert "1 nouvelle<" in page
    assert "1 nouvelle déjà lue" in page


def test_everything_is_marked_read_up_to_what_was_shown(app, client, site, idea, bob):
    press(client, f"/propositions/{idea}/suivre")
    said(site, idea)
    told(app, site)
    answer = press(client, "/nouvelles/lues", newest="999999")
    assert answer.status_code == 303
    assert "Tout marquer comme lu" not in client.get("/nouvelles").text


@pytest.mark.parametrize("newest", ["", "x", "-5", "9" * 40])
def test_a_strange_number_breaks_nothing(client, bob, newest):
    assert press(client, "/nouvelles/lues", newest=newest).status_code == 303


@pytest.mark.parametrize("cursor", ["1", "a-b", "1-2-3", "9" * 20 + "-1"])
def test_a_cursor_that_is_none_is_400(client, bob, cursor):
    assert client.get(f"/nouvelles?apres={cursor}").status_code == 400
    assert client.get(f"/nouvelles/suivi?apres={cursor}").status_code == 400


def test_a_second_page_follows_the_first(app, client, site, bob):
    alice = site.person("Alice")
    for n in range(10):
        for title in (f"Une outilthèque numéro {n}", f"Un fournil numéro {n}", f"Un jardin numéro {n}"):
            idea = site.idea(site.person(f"Auteur {n}"), title)
            press(client, f"/propositions/{idea}/suivre")
            site.do(discussion.post, alice, idea, Stance.FOR, "Bonjour", "fr", at=site.later(hours=1))
    told(app, site)
    page = client.get("/nouvelles").text
    further = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    rest = client.get(further).text
    assert page.count("<article") == 20
    assert rest.count("<article") == 10
    assert 'rel="prev"' in rest


def test_a_hidden_proposal_keeps_its_title_for_itself(app, client, site, idea, bob):
    press(client, f"/propositions/{idea}/suivre")
    said(site, idea)
    told(app, site)
    with site.make_session() as session:
        session.execute(sa.text("UPDATE proposal SET state = 'hidden'"))
        session.commit()
    page = client.get("/nouvelles").text
    assert "commun&lt;" not in page
    assert "Contenu masqué" in page


def test_a_moderators_news_lead_to_the_case_and_go_with_the_role(app, client, site, idea, bob):
    from app.core.kinds import Ground
    from app.moderation import service as moderation
    from app.territory.models import Membership

    site.role(bob, Role.MODERATOR)
    site.do(moderation.report, None, Subject.PROPOSAL, idea, Ground.FALSE, "", visitor_tag="v")
    told(app, site)
    assert 'href="/moderation/1"' in client.get("/nouvelles").text
    with site.make_session() as session:
        session.execute(sa.update(Membership).values(revoked_at=site.now))
        session.commit()
    assert 'href="/moderation/1"' not in client.get("/nouvelles").text


def test_the_number_of_statements_does_not_grow(app, client, site, bob):
    from app.extensions import db

    with app.app_context():
        engine = db.engine
    counts = []
    for start, number in ((0, 1), (1, 9)):
        for n in range(start, start + number):
            idea = site.idea(site.person(f"Auteur {n}"), f"Une outilthèque numéro {n}")
            press(client, f"/propositions/{idea}/suivre")
            said(site, idea)
        told(app, site)
        client.get("/nouvelles")
        with statements(engine) as sent:
            client.get("/nouvelles")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8


def test_the_job_delivers_and_puts_off_what_fails(app, site, idea, monkeypatch):
    from app.notifications import service as delivery

    said(site, idea, "Bob")
    with app.app_context():
        monkeypatch.setattr(delivery, "deliver", lambda *given: 1 / 0)
        assert deliver.deliver_events(app, site.now) == 0
        monkeypatch.undo()
        assert deliver.deliver_events(app, site.now) == 0
        assert deliver.deliver_events(app, site.later(seconds=3)) > 0


def test_a_passage_is_told_with_the_names_of_its_stages(app, client, site, bob):
    idea = site.group_project(site.person("Alice"))
    site.do(following.follow, bob, Subject.PROPOSAL, idea)
    told(app, site)
    assert "Passage de «" in client.get("/nouvelles").text
