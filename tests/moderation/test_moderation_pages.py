"""Reporting, the desk, the author's page and the public journal."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import ContentState, Ground, Role, Stance, Subject, Verdict
from app.discussion import service as discussion
from app.discussion.models import Comment
from app.moderation import service as moderation
from tests.build import World
from tests.queries_count import statements
from tests.web.signing import post, sign_in

WHY = "Le message vise une personne et non ses idées."
RUDE = "Vous êtes vraiment nuls."


class Scene:
    def __init__(self, app: Flask, client: FlaskClient, site: World) -> None:
        self.app, self.client, self.site = app, client, site
        self.alice, self.bob = site.person("Alice"), site.person("Bob")
        self.mona = site.person("Mona", Role.MODERATOR)
        self.max = site.person("Max", Role.MODERATOR)
        self.idea = site.idea(self.alice)
        self.comment = site.do(discussion.post, self.bob, self.idea, Stance.AGAINST, RUDE, "fr")

    def reported(self, **given) -> int:
        kind = given.get("kind", Subject.COMMENT)
        number = given.get("number", self.comment if kind is Subject.COMMENT else self.idea)
        self.site.do(moderation.report, None, kind, number, given.get("ground", Ground.HARASSMENT), "Regardez",
                     visitor_tag="v")
        with self.site.make_session() as session:
            return session.scalar(sa.text("SELECT max(id) FROM moderation_case"))

    def hidden(self, **given) -> int:
        case = self.reported(**given)
        return self.site.do(moderation.judge, self.mona, case, Verdict.HIDE, Ground.HARASSMENT, WHY)

    def enter(self, name: str) -> None:
        sign_in(self.app, self.client, f"{name}@example.org")


@pytest.fixture
def scene(app: Flask, client: FlaskClient, site: World) -> Scene:
    return Scene(app, client, site)


def test_a_visitor_reports_and_keeps_a_receipt(scene):
    answer = post(scene.client, f"/signaler/comment/{scene.comment}", {"ground": "hate", "note": "Lisez"})
    assert answer.status_code == 303
    receipt = scene.client.get(answer.headers["Location"])
    assert "Signalement reçu" in receipt.text
    assert RUDE not in receipt.text


def test_the_same_visitor_counts_once_a_day(scene):
    first, again = (post(scene.client, f"/signaler/comment/{scene.comment}", {"ground": "hate"}) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    with scene.site.make_session() as session:
        assert session.scalar(sa.text("SELECT reports FROM moderation_case")) == 1


def test_the_address_of_a_visitor_is_not_kept(scene):
    post(scene.client, f"/signaler/comment/{scene.comment}", {"ground": "hate"})
    with scene.site.make_session() as session:
        tag = session.scalar(sa.text("SELECT reporter_tag FROM report"))
    assert len(tag) == 64
    assert "127.0.0.1" not in tag


@pytest.mark.parametrize("fields", [{}, {"ground": "because"}, {"ground": "hate", "note": "a" * 2_001},
                                    {"ground": "hate", "note": "a\x00"}])
def test_a_bad_report_comes_back(scene, fields):
    assert post(scene.client, f"/signaler/comment/{scene.comment}", fields).status_code == 422


@pytest.mark.parametrize("path", ["/signaler/comment/999", "/signaler/proposal/999", "/signaler/person/1",
                                  "/signaler/group/1", "/signaler/recu/XXXXXXXX"])
def test_what_is_not_there_cannot_be_reported(scene, path):
    assert scene.client.get(path).status_code == 404


def test_ones_own_message_is_not_reported(scene):
    scene.enter("bob")
    page = post(scene.client, f"/signaler/comment/{scene.comment}", {"ground": "hate"})
    assert page.status_code == 422
    assert "modifiez-le ou retirez-le" in page.text


@pytest.mark.parametrize("path", ["/moderation", "/moderation/1"])
def test_the_desk_is_closed_to_others(scene, path):
    scene.reported()
    assert scene.client.get(path).status_code == 303
    scene.enter("alice")
    assert scene.client.get(path).status_code == 403
    assert RUDE not in scene.client.get(path).text


def test_a_participant_cannot_post_a_verdict(scene):
    case = scene.reported()
    scene.enter("alice")
    answer = post(scene.client, f"/moderation/{case}", {"verdict": "hide", "ground": "hate", "explanation": WHY},
                  at=f"/propositions/{scene.idea}/commenter")
    assert answer.status_code == 403


def test_the_queue_shows_the_content_its_context_and_its_clock(scene):
    scene.reported()
    scene.enter("mona")
    page = scene.client.get("/moderation").text
    assert RUDE in page
    assert "Une outilthèque partagée à Gap" in page
    assert "attaque contre une personne" in page
    assert "À regarder avant le" in page


@pytest.mark.parametrize("query", ["?filtre=x", "?filtre=all' OR 1=1", "?apres=1", "?apres=a-b", "?apres=1-2-3"])
def test_an_unknown_filter_is_400(scene, query):
    scene.enter("mona")
    assert scene.client.get(f"/moderation{query}").status_code == 400


def test_the_case_shows_parent_reports_and_who_reported(scene):
    reply = scene.site.do(discussion.reply, scene.bob, scene.comment, "Et bêtes.", "fr")
    charlie = scene.site.person("Charlie")
    scene.site.do(moderation.report, charlie, Subject.COMMENT, reply, Ground.HATE, "Insultant")
    scene.enter("mona")
    page = scene.client.get("/moderation/1").text
    for words in (RUDE, "Et bêtes.", "Charlie", "Insultant", "En réponse à Bob"):
        assert words in page


def test_a_verdict_needs_its_reasons(scene):
    case = scene.reported()
    scene.enter("mona")
    for fields, words in (({"verdict": "hide", "ground": "", "explanation": WHY}, "Choisissez le motif"),
                          ({"verdict": "hide", "ground": "hate", "explanation": "Non."}, "Expliquez en 20"),
                          ({"ground": "hate", "explanation": WHY}, "Choisissez une réponse"),
                          ({"verdict": "erase", "ground": "hate", "explanation": WHY}, "")):
        page = post(scene.client, f"/moderation/{case}", fields)
        assert page.status_code == 422
        assert words in page.text
    with scene.site.make_session() as session:
        assert session.get_one(Comment, scene.comment).state is ContentState.VISIBLE


def test_after_a_verdict_the_next_case_is_one_click_away(scene):
    case = scene.reported()
    other = scene.site.do(discussion.post, scene.bob, scene.idea, Stance.FOR, "Encore", "fr")
    following = scene.reported(number=other)
    scene.enter("mona")
    answer = post(scene.client, f"/moderation/{case}", {"verdict": "hide", "ground": "harassment", "explanation": WHY})
    assert answer.status_code == 303
    page = scene.client.get(answer.headers["Location"]).text
    assert f'href="/moderation/{following}"' in page
    assert "Signalement suivant" in page
    assert WHY in page


def test_who_may_not_judge_reads_why(scene):
    case = scene.reported()
    scene.site.carrier(scene.idea, scene.alice, scene.mona)
    scene.enter("mona")
    page = scene.client.get(f"/moderation/{case}").text
    assert "Vous portez la proposition" in page
    assert 'name="explanation"' not in page


def test_the_author_reads_text_reason_and_rule_and_answers_once(scene):
    verdict = scene.hidden()
    scene.enter("bob")
    assert f'href="/moderation/verdicts/{verdict}"' in scene.client.get(f"/propositions/{scene.idea}").text
    page = scene.client.get(f"/moderation/verdicts/{verdict}").text
    for words in (RUDE, WHY, "On discute des idées"):
        assert words in page
    assert "Mona" not in page
    assert post(scene.client, f"/moderation/verdicts/{verdict}", {"body": "Court"}).status_code == 422
    assert post(scene.client, f"/moderation/verdicts/{verdict}", {"body": WHY}).status_code == 303
    again = scene.client.get(f"/moderation/verdicts/{verdict}").text
    assert "Vous avez déjà répondu" in again
    assert 'name="body"' not in again


@pytest.mark.parametrize("who", ["alice", "mona"])
def test_nobody_else_reads_the_authors_page(scene, who):
    verdict = scene.hidden()
    scene.enter(who)
    assert scene.client.get(f"/moderation/verdicts/{verdict}").status_code == 404


def test_the_second_look_is_for_another_moderator(scene):
    verdict = scene.hidden()
    case = scene.site.do(moderation.answer, scene.bob, verdict, "Je parlais de l’idée, pas de vous.")
    scene.enter("mona")
    page = scene.client.get(f"/moderation/{case}").text
    assert "c’est à quelqu’un d’autre" in page
    assert RUDE not in scene.client.get("/moderation?filtre=second").text
    scene.client.delete_cookie("cordee")
    scene.enter("max")
    assert RUDE in scene.client.get("/moderation?filtre=second").text
    assert "Maintenir masqué" in scene.client.get(f"/moderation/{case}").text


def test_a_hidden_proposal_is_a_placeholder_without_its_title(scene):
    scene.hidden(kind=Subject.PROPOSAL)
    page = scene.client.get(f"/propositions/{scene.idea}")
    assert page.status_code == 200
    assert "outilthèque" not in page.text
    assert "attaque contre une personne" in page.text
    assert 'content="noindex"' in page.text
    for path in ("/projets", "/recherche?q=outilth%C3%A8que", "/", "/journal"):
        assert "outilthèque partagée" not in scene.client.get(path).text


def test_forty_reports_take_as_many_statements_as_two(scene):
    from app.extensions import db

    scene.enter("mona")
    with scene.app.app_context():
        engine = db.engine
    counts = []
    for start, number in ((0, 2), (2, 38)):
        for n in range(start, start + number):
            by = scene.site.person(f"P{n}")
            scene.reported(number=scene.site.do(discussion.post, by, scene.idea, Stance.FOR, f"Message {n}", "fr"))
        scene.client.get("/moderation")
        with statements(engine) as sent:
            scene.client.get("/moderation")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8
    page = scene.client.get("/moderation").text
    assert page.count("<article") == 20
    assert 'rel="next"' in page


def test_the_public_journal_has_no_name_of_who_reported(scene):
    charlie = scene.site.person("Charlie")
    scene.site.do(moderation.report, charlie, Subject.COMMENT, scene.comment, Ground.HATE, "")
    page = scene.client.get("/journal")
    assert "Set-Cookie" not in page.headers
    assert "Ligne réservée à l’équipe" in page.text
    assert "Charlie" not in page.text
    assert "Aucune ligne" in scene.client.get("/journal?genre=content.reported").text


def test_moderators_read_all_lines(scene):
    scene.reported()
    scene.enter("mona")
    assert "Contenu signalé" in scene.client.get("/journal?genre=content.reported").text


def test_the_journal_filters_by_kind_and_space(scene):
    page = scene.client.get("/journal?genre=comment.posted&espace=hautes-alpes").text
    assert "a donné un avis défavorable" in page
    assert "a publié cette proposition" not in page


@pytest.mark.parametrize("query", ["?genre=x", "?espace=x", "?avant=x", "?avant=-1", "?genre=' OR 1=1"])
def test_an_unknown_filter_of_the_journal_is_400(scene, query):
    assert scene.client.get(f"/journal{query}").status_code == 400


def test_the_journal_goes_by_pages(scene):
    for n in range(60):
        scene.site.do(discussion.post, scene.site.person(f"P{n}"), scene.idea, Stance.FOR, f"Message {n}", "fr")
    page = scene.client.get("/journal").text
    assert page.count("Ligne ") >= 50
    further = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert scene.client.get(further).status_code == 200


def test_the_command_says_that_all_holds_then_what_does_not(scene):
    runner = scene.app.test_cli_runner()
    good = runner.invoke(args=["journal", "verify"])
    assert good.exit_code == 0
    assert "tout tient" in good.output
    with scene.site.make_session() as session:
        session.execute(sa.text("DROP TRIGGER event_no_UPDATE"))
        session.execute(sa.text("UPDATE event SET actor_id = 99 WHERE seq = 2"))
        session.commit()
    bad = runner.invoke(args=["journal", "verify"])
    assert bad.exit_code == 1
    assert "ligne 2" in bad.output


def test_the_news_lead_the_author_to_the_reasons(scene):
    from app.notifications import jobs as deliver

    verdict = scene.hidden()
    with scene.app.app_context():
        deliver.deliver_events(scene.app, scene.site.now)
    scene.enter("bob")
    assert 'href="/moderation/1/mon-contenu"' in scene.client.get("/nouvelles").text
    assert scene.client.get("/moderation/1/mon-contenu").headers["Location"] == f"/moderation/verdicts/{verdict}"


def test_the_author_of_a_hidden_proposal_still_reads_it_with_a_way_to_answer(scene):
    verdict = scene.hidden(kind=Subject.PROPOSAL)
    scene.enter("alice")
    page = scene.client.get(f"/propositions/{scene.idea}").text
    assert "outilthèque" in page
    assert f'href="/moderation/verdicts/{verdict}"' in page


def test_a_hidden_comment_leaves_no_name_in_the_journal_nor_on_the_timeline(scene):
    scene.hidden()
    for path in ("/journal?genre=comment.posted", f"/propositions/{scene.idea}"):
        assert "Bob" not in scene.client.get(path).text
