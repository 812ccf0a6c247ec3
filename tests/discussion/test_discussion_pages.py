"""Comments on pages: for visitors, for the signed in, and what must not go through."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import limits
from app.core.kinds import ContentState, Stance
from app.discussion import service as discussion
from app.discussion.models import Comment
from app.proposals.models import Proposal
from tests.build import World
from tests.queries_count import statements
from tests.web.signing import post, sign_in, token

BOB = "bob@example.org"


@pytest.fixture
def idea(site: World) -> int:
    return site.idea(site.person("Alice"))


@pytest.fixture
def bob(app: Flask, client: FlaskClient, site: World) -> int:
    """Signed in as Bob."""
    person = site.person("Bob")
    sign_in(app, client, BOB)
    return person


def comment(site: World, idea: int, by: str = "Alice", text: str = "Je prêterais ma remorque.", **given) -> int:
    return site.do(discussion.post, site.person(by), idea, given.get("stance", Stance.FOR), text, "fr")


def test_a_visitor_reads_the_discussion_without_a_cookie(client, site, idea):
    comment(site, idea)
    for path in (f"/propositions/{idea}", f"/propositions/{idea}/discussion", "/commentaires/1/reponses"):
        page = client.get(path)
        assert page.status_code == 200
        assert "Je prêterais ma remorque." in page.text
        assert "Set-Cookie" not in page.headers
        assert "csrf_token" not in page.text


def test_a_visitor_writes_first_and_signs_in_after(app, client, site, idea):
    site.person("Bob")
    answer = post(client, f"/propositions/{idea}/commenter", {"body": "Mon avis patient", "stance": "for"})
    assert answer.headers["Location"].startswith("/connexion")
    sign_in(app, client, BOB)
    assert "Mon avis patient" in client.get("/reprendre").text


def test_one_writes_and_lands_on_the_message(client, site, idea, bob):
    answer = post(client, f"/propositions/{idea}/commenter", {"body": "**Oui**", "stance": "question"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/propositions/{idea}#comment-1")
    page = client.get(f"/propositions/{idea}").text
    assert "<strong>Oui</strong>" in page
    assert "Question posée aujourd’hui, réponse attendue au plus tard le" in page


@pytest.mark.parametrize("fields", [
    {}, {"body": ""}, {"body": "Bonjour", "stance": "maybe"}, {"body": "a" * (limits.COMMENT + 1), "stance": "for"},
    {"body": "a\x00b", "stance": "for"}, {"body": "Bonjour", "stance": "for", "structure": "99"},
    {"body": "Bonjour", "stance": "for", "structure": "x'--"}])
def test_a_bad_form_comes_back_with_what_was_typed(client, site, idea, bob, fields):
    page = post(client, f"/propositions/{idea}/commenter", fields)
    assert page.status_code == 422
    assert 'id="errors"' in page.text
    assert client.get(f"/propositions/{idea}/discussion").text.count('<article class="comment"') == 0


def test_the_operations_refusal_is_beside_its_field(client, site, idea, bob):
    with site.make_session() as session:
        session.execute(sa.update(Proposal).values(status="withdrawn"))
        session.commit()
    page = post(client, f"/propositions/{idea}/commenter", {"body": "Bonjour", "stance": "for"})
    assert page.status_code == 422
    assert "n’est plus ouverte" in page.text
    assert "Bonjour" in page.text


def test_a_post_without_token_is_refused(client, idea, bob):
    assert client.post(f"/propositions/{idea}/commenter", data={"body": "Bonjour", "stance": "for"}).status_code == 400


@pytest.mark.parametrize("path", [
    "/propositions/999/commenter", "/propositions/999/discussion", "/commentaires/999", "/commentaires/999/repondre"])
def test_what_is_not_there_is_not_found(client, site, idea, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("cursor", ["x", "-1", "1e9", "9" * 30, "1;DROP", "%00", "٣"])
def test_a_place_that_is_none_is_400_and_a_page_that_is_none_is_the_first(client, site, idea, cursor):
    comment(site, idea)
    assert client.get(f"/propositions/{idea}/discussion?autour={cursor}").status_code == 400
    assert "remorque" in client.get(f"/propositions/{idea}/discussion?page={cursor}").text


@pytest.mark.parametrize("asked", ["tri=x", "filtre=x", "vue=x", "tri="])
def test_what_the_address_asks_is_one_of_few_words(client, idea, asked):
    assert client.get(f"/propositions/{idea}/discussion?{asked}").status_code == 400


def test_the_discussion_of_a_hidden_proposal_is_not_there(client, site, idea):
    comment(site, idea)
    with site.make_session() as session:
        session.execute(sa.update(Proposal).values(state=ContentState.HIDDEN))
        session.commit()
    for path in (f"/propositions/{idea}/discussion", "/commentaires/1", f"/propositions/{idea}/commenter"):
        page = client.get(path)
        assert page.status_code == 404
        assert "remorque" not in page.text


def test_a_hidden_comment_is_a_placeholder_for_everybody(client, site, idea):
    from app.core.kinds import Ground, Role, Subject, Verdict
    from app.moderation import service as moderation

    rude = comment(site, idea, "Charlie", "Vous êtes nuls.")
    site.do(moderation.report, None, Subject.COMMENT, rude, Ground.HARASSMENT, "", visitor_tag="v")
    site.do(moderation.judge, site.person("Mona", Role.MODERATOR), 1, Verdict.HIDE, Ground.HARASSMENT,
            "Le message vise une personne et non ses idées.")
    for path in (f"/propositions/{idea}", f"/propositions/{idea}/discussion", f"/commentaires/{rude}"):
        page = client.get(path, follow_redirects=True).text
        assert "Vous êtes nuls." not in page
        assert "Charlie" not in page.split('id="discussion"')[-1]
        assert "attaque contre une personne" in page


def test_one_replies_on_the_page_of_the_message(client, site, idea, bob):
    first = comment(site, idea)
    answer = post(client, f"/commentaires/{first}/repondre", {"body": "Merci"})
    assert answer.headers["Location"] == "/commentaires/2"
    page = client.get("/commentaires/2", follow_redirects=True)
    assert page.request.path == f"/propositions/{idea}/discussion"
    assert "Merci" in page.text
    assert first < 2


def test_an_empty_reply_comes_back(client, site, idea, bob):
    first = comment(site, idea)
    assert post(client, f"/commentaires/{first}/repondre", {"body": " "}).status_code == 422


def test_only_ones_own_message_is_corrected(client, site, idea, bob):
    mine, other = comment(site, idea, "Bob"), comment(site, idea)
    assert client.get(f"/commentaires/{other}/modifier").status_code == 404
    answer = post(client, f"/commentaires/{mine}/modifier", {"body": "Mieux dit"})
    assert answer.status_code == 303
    page = client.get(f"/propositions/{idea}").text
    assert "Mieux dit" in page
    assert "modifié" in page


def test_too_late_is_said_on_the_form(client, site, idea, bob):
    mine = comment(site, idea, "Bob")
    site.do(discussion.reply, site.person("Alice"), mine, "D’accord", "fr")
    page = post(client, f"/commentaires/{mine}/modifier", {"body": "Le contraire"})
    assert page.status_code == 422
    assert "Le contraire" in page.text


def test_a_visitor_who_corrects_signs_in_first(client, site, idea):
    assert client.get(f"/commentaires/{comment(site, idea)}/modifier").status_code == 303


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "[x](javascript:alert(1))",
    "[x](data:text/html,<script>)", '"><svg onload=alert(1)>', "<a href='vbscript:x'>y</a>"])
def test_no_script_passes(client, site, idea, bob, text):
    post(client, f"/propositions/{idea}/commenter", {"body": text, "stance": "for"})
    page = client.get(f"/propositions/{idea}/discussion").text
    inside = page.split('class="comment-text')[1].split("</article>")[0]
    assert not any(mark in inside.lower() for mark in ("<script", "<img", "<svg", "href=\"javascript", "href=\"data"))


def test_six_replies_show_five_and_a_link_to_the_rest(client, site, idea):
    first = comment(site, idea)
    for n in range(6):
        site.do(discussion.reply, site.person("Alice"), first, f"Réponse numéro {n}", "fr")
    page = client.get(f"/propositions/{idea}/discussion").text
    assert "Réponse numéro 4" in page
    assert "Réponse numéro 5" not in page
    assert "Voir encore 1 réponse" in page
    assert "Réponse numéro 5" in client.get(f"/commentaires/{first}/reponses").text


def test_an_imported_comment_has_its_authors_name_and_no_account(client, site, idea):
    from app.proposals.models import Source

    with site.make_session() as session:
        source = Source(system="decidim", external_id="1", name="Jeanne Import")
        session.add(source)
        session.flush()
        session.add(Comment(space_id=site.space_id, proposal_id=idea, source_id=source.id, stance=Stance.NEUTRAL,
                            body="Texte", html="<p>Texte</p>", lang="fr", created_at=site.now))
        session.commit()
    page = client.get(f"/propositions/{idea}/discussion").text
    assert "Jeanne Import" in page
    assert "repris d’une autre plateforme" in page


def test_the_number_of_statements_does_not_grow(app, client, site, idea):
    from app.extensions import db

    with app.app_context():
        engine = db.engine
    counts = []
    for more in (1, 9):
        for n in range(more):
            site.do(discussion.reply, site.person("Alice"), comment(site, idea, text=f"M{n}"), "R", "fr")
        client.get(f"/propositions/{idea}/discussion")
        with statements(engine) as sent:
            client.get(f"/propositions/{idea}/discussion")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 7


def test_the_form_page_sets_the_cookie_that_its_token_needs(client, idea):
    page = client.get(f"/propositions/{idea}/commenter?avis=question")
    assert token(page)
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("path", [
    "/propositions/{}", "/propositions/{}/discussion", "/propositions/{}/commenter", "/commentaires/{}",
    "/signaler/comment/{}", "/personnes/{}"])
@pytest.mark.parametrize("number", ["9" * 30, str(2**63), str(2**53 + 1), "0", "-1"])
def test_a_number_no_database_can_take_is_not_found(client, site, path, number):
    assert client.get(path.format(number)).status_code == 404
