"""The pages of an open decision: what is asked and of whom, answering, the receipt; nothing told before its time."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.models.decisions import Decision, Note
from app.operations import ballots, decisions
from app.rules.kinds import Role
from tests.build import REASON, World
from tests.polls import PLACES, QUESTION, answer, chair, open_question, people
from tests.queries_count import statements
from tests.web.signing import post, sign_in, token

METHODS = ["majority", "majority_judgment", "approval", "schulze", "consent"]
SENT = {
    "majority": ({"choice": "for"}, "Pour"),
    "majority_judgment": ({"option-o1": "0", "option-o2": "3", "option-o3": "6"}, f"{PLACES[0]}\u00a0: Excellent"),
    "approval": ({"option-o1": "1", "option-o3": "1"}, f"{PLACES[0]}, {PLACES[2]}"),
    "schulze": ({"option-o1": "2", "option-o2": "1", "option-o3": "2"}, f"{PLACES[1]} &gt; {PLACES[0]} = {PLACES[2]}"),
}


def as_(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    sign_in(app, client, f"{name.lower()}@example.org")
    return client


@pytest.fixture
def asked(site: World) -> int:
    """By the committee, of six members, in secret."""
    people(site)
    return open_question(site, ballots="secret")


def test_the_list_says_what_to_do_where_nothing_is_asked(client: FlaskClient, site: World):
    assert "Rien n’est demandé en ce moment" in client.get("/decisions").text


def test_the_list_says_what_i_am_asked_and_whether_i_answered(app: Flask, site: World, asked: int):
    ann = as_(app, "Ann0")
    assert "Votre réponse est demandée." in ann.get("/decisions").text
    answer(site, asked, {site.people["Ann0"]: "for"})
    page = ann.get("/decisions").text
    assert "Vous avez répondu." in page
    assert "Votre réponse est demandée." not in page


def test_the_page_says_who_until_when_by_which_rule_and_what_follows(client: FlaskClient, site: World, asked: int):
    page = client.get(f"/decisions/{asked}").text
    assert QUESTION in page
    assert re.search(r"Jusqu’au \w+ \d+ \w+ \d{4} inclus", page)
    assert "7 voix" in page
    assert "il faut plus de la moitié des voix exprimées" in page
    assert "Ce qui suivra" in page
    assert "2019-053" in page
    assert "https://www.belenios.org" in page


def test_before_the_end_no_page_depends_on_anybodys_answer(app: Flask, client: FlaskClient, site: World, asked: int):
    watching = [client, as_(app, "Ann5"), as_(app, "Ines")]
    paths = ["/decisions", *(f"/decisions/{asked}{end}" for end in ("", "/liste", "/repondre"))]

    def seen() -> list[str]:
        pages = (one.get(path).text for one in watching for path in paths)
        return [re.sub(r'(csrf_token" value|nonce)="[^"]+"|entrée [\d\s]+<br><code>[^<]+', "", page) for page in pages]

    before = seen()
    answer(site, asked, dict.fromkeys([site.people["Ann0"], site.people["Ann1"]], "for"))
    assert seen() == before
    for path in ("/recus", f"/decision-{asked}.json"):
        assert client.get(f"/decisions/{asked}{path}").status_code == 404


def test_a_live_count_is_provisional(client: FlaskClient, site: World):
    members = people(site)
    decision = open_question(site, results="live")
    answer(site, decision, {members[0]: "for", members[1]: "against"})
    page = client.get(f"/decisions/{decision}").text
    assert "À cette heure" in page
    assert "1 pour, 1 contre" in page
    assert "Provisoire" in page


def test_a_secret_is_never_counted_before_the_end(client: FlaskClient, site: World):
    members = people(site)
    decision = open_question(site, results="live", ballots="secret")
    answer(site, decision, {members[0]: "for"})
    assert "1 pour" not in client.get(f"/decisions/{decision}").text


@pytest.mark.parametrize("method", SENT)
def test_one_post_then_a_receipt(app: Flask, site: World, method: str):
    people(site)
    decision = open_question(site, method, ballots="secret")
    ann = as_(app, "Ann0")
    sent = post(ann, f"/decisions/{decision}/repondre", SENT[method][0])
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/decisions/{decision}/recu")
    page = ann.get(f"/decisions/{decision}/recu").text
    assert "Votre réponse est enregistrée" in page
    assert SENT[method][1] in page
    assert re.search(r"<code>[2-9A-Z]{4}(-[2-9A-Z]{4}){3}</code>", page)
    assert SENT[method][1] in ann.get(f"/decisions/{decision}").text


@pytest.mark.parametrize("method", METHODS)
def test_my_answer_is_there_when_i_come_back(app: Flask, site: World, method: str):
    people(site)
    decision = open_question(site, method, by=chair(site))
    ann, path = as_(app, "Ann0"), f"/decisions/{decision}/repondre"
    if method == "consent":
        assert ann.get(path).status_code == 200
        return
    post(ann, path, SENT[method][0])
    ticked = re.findall(r'name="([^"]+)" value="([^"]*)" checked', ann.get(path).text)
    chosen = re.findall(r'name="(option-o\d)">.*?selected>(\d)', ann.get(path).text)
    assert dict(ticked + chosen) == SENT[method][0]


@pytest.mark.parametrize(("method", "sent", "said"), [
    ("majority", {}, "Choisissez une réponse."),
    ("majority_judgment", {"option-o1": "0", "option-o3": "1"}, "Donnez une mention à chaque option"),
    ("majority_judgment", {"option-o1": "0", "option-o2": "9", "option-o3": "1"}, "Donnez une mention à chaque option"),
    ("approval", {}, "Choisissez une réponse."),
    ("approval", {"option-o1": "1", "choice": "none"}, "Ces cases ne vont pas ensemble"),
    ("schulze", {}, "Donnez un rang à une option au moins"),
])
def test_what_cannot_be_counted_is_said_and_nothing_is_lost(app: Flask, site: World, method: str,
                                                            sent: dict[str, str], said: str):
    people(site)
    decision = open_question(site, method)
    page = post(as_(app, "Ann0"), f"/decisions/{decision}/repondre", {**sent, "reason": "Mes raisons."})
    assert page.status_code == 422
    assert said in page.text
    assert "Erreur" in page.text
    assert "Mes raisons." in page.text
    for name in sent:
        assert f'name="{name}"' in page.text


def test_an_option_has_its_own_error(app: Flask, site: World):
    people(site)
    decision = open_question(site, "majority_judgment")
    page = post(as_(app, "Ann0"), f"/decisions/{decision}/repondre", {"option-o1": "0", "option-o3": "1"}).text
    assert 'href="#option-o2"' in page
    assert 'id="option-o2-error"' in page
    assert re.search(r'name="option-o1" value="0" checked', page)


def test_a_public_no_gives_its_reason(app: Flask, site: World):
    people(site)
    decision = open_question(site, reason=True)
    ann, path = as_(app, "Ann0"), f"/decisions/{decision}/repondre"
    page = post(ann, path, {"choice": "against"})
    assert page.status_code == 422
    assert 'id="reason-error"' in page.text
    assert post(ann, path, {"choice": "against", "reason": REASON}).status_code == 303


def test_abstaining_is_an_act(app: Flask, site: World, asked: int):
    ann = as_(app, "Ann0")
    assert "S’abstenir est un acte" in ann.get(f"/decisions/{asked}/repondre").text
    post(ann, f"/decisions/{asked}/repondre", {"choice": "abstain"})
    assert "Abstention" in ann.get(f"/decisions/{asked}/recu").text


def test_several_hats_are_chosen_from(app: Flask, site: World):
    ann, *_ = people(site)
    for name in ("Les outils du pays", "Atelier du Buëch"):
        site.structure(name, ann)
    decision = open_question(site, electorate="representatives")
    one, path = as_(app, "Ann0"), f"/decisions/{decision}/repondre"
    page = post(one, path, {"choice": "for"})
    assert page.status_code == 422
    assert "choisissez-en une" in page.text
    voice = re.findall(r'name="voice" value="([^"]+)"', page.text)[1]
    assert post(one, path, {"choice": "for", "voice": voice}).status_code == 303
    assert re.search(rf'name="voice" value="{voice}" checked', one.get(path).text)


def test_who_is_not_on_the_roll_is_told_so(app: Flask, site: World):
    people(site)
    decision = open_question(site, electorate="steering")
    page = as_(app, "Ann0").get(f"/decisions/{decision}").text
    assert "Vous n’êtes pas sur la liste de cette décision" in page
    assert "Répondre</a>" not in page


def test_who_declares_an_interest_is_recused(app: Flask, site: World, asked: int):
    ann = as_(app, "Ann0")
    assert post(ann, f"/decisions/{asked}/interet", {"reason": REASON}).status_code == 303
    page = ann.get(f"/decisions/{asked}").text
    assert "Vous ne prenez pas part à cette décision" in page
    assert "Ann0 se retire de cette décision." in page


def test_over_and_not_counted_yet(app: Flask, site: World):
    site.later(days=-20)
    people(site)
    decision = open_question(site)
    ann = as_(app, "Ann0")
    assert "Le dépouillement est en cours" in ann.get(f"/decisions/{decision}").text
    sent = ann.post(f"/decisions/{decision}/depouiller", data={"csrf_token": token(ann.get(f"/decisions/{decision}"))})
    assert sent.status_code == 303
    assert "Personne n’a répondu" in ann.get(f"/decisions/{decision}").text


def test_the_roll_names_people_to_those_who_are_on_it(app: Flask, client: FlaskClient, site: World, asked: int):
    path = f"/decisions/{asked}/liste"
    assert "Ann3" in as_(app, "Ann0").get(path).text
    site.person("Moder", Role.MODERATOR)
    assert "Ann3" in as_(app, "Moder").get(path).text
    page = client.get(path).text
    assert "Ann3" not in page
    assert "Habitantes et habitants" in page


def test_a_receipt_is_ones_own(app: Flask, site: World, asked: int):
    answer(site, asked, {site.people["Ann0"]: "for"})
    assert as_(app, "Ann1").get(f"/decisions/{asked}/recu").status_code == 404


def test_in_english(app: Flask, site: World, asked: int):
    ann = as_(app, "Ann0")
    ann.set_cookie("lang", "en")
    page = ann.get(f"/decisions/{asked}").text
    assert 'lang="en"' in page
    assert "more than half of the votes for or against" in page


def test_a_fixed_number_of_reads(app: Flask, client: FlaskClient, site: World, asked: int):
    with app.app_context():
        engine = db.engine
    client.get(f"/decisions/{asked}")
    for path in (f"/decisions/{asked}", "/decisions"):
        with statements(engine) as few:
            client.get(path)
        for n in range(3):
            open_question(site, question=f"Une autre question, la {n}e")
            site.do(ballots.answer, site.people[f"Ann{n}"], asked, "for")
        with statements(engine) as many:
            client.get(path)
        assert len(many) == len(few)


def test_its_end_moves_with_a_reason(app: Flask, site: World, asked: int):
    ines, path = as_(app, "Ines"), f"/decisions/{asked}/echeance"
    early = post(ines, path, {"until": "2020-01-01", "reason": REASON})
    assert early.status_code == 422
    assert "Pas avant le" in early.text
    later = site.now.date() + timedelta(days=60)
    assert post(ines, path, {"until": later.isoformat(), "reason": REASON}).status_code == 303
    page = ines.get(f"/decisions/{asked}").text
    assert "Dernier jour déplacé" in page
    assert REASON in page


def test_somebody_is_added_by_name(app: Flask, site: World, asked: int):
    ines, path = as_(app, "Ines"), f"/decisions/{asked}/ajouter"
    assert "Personne ne montre ce nom" in post(ines, path, {"person": "Zoé", "reason": REASON}).text
    site.person("Bruno")
    assert post(ines, path, {"person": "Bruno", "reason": REASON}).status_code == 303
    assert "Bruno est sur la liste." in ines.get(f"/decisions/{asked}").text


def test_annulled_it_says_so(app: Flask, client: FlaskClient, site: World, asked: int):
    assert post(as_(app, "Ines"), f"/decisions/{asked}/annuler", {"reason": REASON}).status_code == 303
    assert "Cette décision a été annulée" in client.get(f"/decisions/{asked}").text
    assert "Annulée" in client.get("/decisions").text


@pytest.mark.parametrize("path", ["echeance", "ajouter", "annuler"])
def test_a_member_does_not_run_it(app: Flask, site: World, asked: int, path: str):
    sent = post(as_(app, "Ann0"), f"/decisions/{asked}/{path}",
                {"reason": REASON, "until": "2030-01-01", "person": "Ann1"}, at=f"/decisions/{asked}/interet")
    assert sent.status_code in (403, 422)
    with site.make_session() as session:
        assert session.query(Note).count() == 0
        assert session.get_one(Decision, asked).closed_at is None


def test_counting_before_the_end_does_nothing(app: Flask, site: World, asked: int):
    assert not site.do(decisions.close_if_due, None, asked)
