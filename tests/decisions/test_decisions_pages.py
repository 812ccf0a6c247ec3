"""The pages of an open decision: what is asked and of whom, answering, the receipt; nothing told before its time."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.accounts.models import StaffAct
from app.accounts.service import roles
from app.core.kinds import Role
from app.decisions.models import Decision, Note
from app.decisions.service import decisions
from app.extensions import db
from tests.build import REASON, World
from tests.polls import PLACES, QUESTION, answer, open_question, people
from tests.queries_count import statements
from tests.web.signing import post, token
from tests.web.town import Town, town

SENT = {
    "majority": ({"choice": "for"}, "Pour"),
    "majority_judgment": ({"option-o1": "0", "option-o2": "3", "option-o3": "6"}, f"{PLACES[0]}\u00a0: Excellent"),
    "approval": ({"option-o1": "1", "option-o3": "1"}, f"{PLACES[0]}, {PLACES[2]}"),
    "schulze": ({"option-o1": "2", "option-o2": "1", "option-o3": "2"}, f"{PLACES[1]} &gt; {PLACES[0]} = {PLACES[2]}"),
}
WRONG = [
    ("majority", {}, "Choisissez une réponse."),
    ("majority_judgment", {"option-o1": "0", "option-o3": "1"}, "Donnez une mention à chaque option"),
    ("majority_judgment", {"option-o1": "0", "option-o2": "9", "option-o3": "1"}, "Donnez une mention à chaque option"),
    ("approval", {}, "Choisissez une réponse."),
    ("approval", {"option-o1": "1", "choice": "none"}, "Ces cases ne vont pas ensemble"),
    ("schulze", {}, "Donnez un rang à une option au moins"),
]


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("decisions")):
        people(made.world)
        yield made


@pytest.fixture
def asked(there: Town) -> int:
    """By the committee, of every member, in secret."""
    return open_question(there.world, ballots="secret")


def test_the_list_says_what_to_do_where_nothing_is_asked(client: FlaskClient, site: World):
    assert "Rien n’est demandé en ce moment" in client.get("/decisions").text


def test_the_list_says_what_i_am_asked_and_whether_i_answered(there: Town):
    decision = open_question(there.world, question="Qui garde les clefs cet été ?")
    ann = there.enter("Ann0")

    def line() -> str:
        return ann.get("/decisions").text.split("Qui garde les clefs")[1].split("</li>")[0]

    assert "Votre réponse est demandée." in line()
    answer(there.world, decision, {there.world.people["Ann0"]: "for"})
    assert "Vous avez répondu." in line()


def test_the_page_says_who_until_when_by_which_rule_and_what_follows(there: Town, asked: int):
    page = there.read(f"/decisions/{asked}")
    assert QUESTION in page
    assert re.search(r"Jusqu’au \w+ \d+ \w+ \d{4} inclus", page)
    assert "il faut plus de la moitié des voix exprimées" in page
    for said in ("Qui répond", "Ce qui suivra", "2019-053", "https://www.belenios.org"):
        assert said in page


def test_before_the_end_no_page_depends_on_anybodys_answer(there: Town, asked: int):
    watching = [there.client, there.enter("Ann5"), there.enter("Ines")]
    paths = ["/decisions", *(f"/decisions/{asked}{end}" for end in ("", "/liste", "/repondre"))]

    def seen() -> list[str]:
        pages = (one.get(path).text for one in watching for path in paths)
        return [re.sub(r'(?:csrf_token|act_key)" value="[^"]+"', "", page) for page in pages]

    before = seen()
    answer(there.world, asked, {there.world.people["Ann0"]: "for", there.world.people["Ann1"]: "abstain"})
    assert seen() == before
    for path in ("recus", f"decision-{asked}.json"):
        assert there.client.get(f"/decisions/{asked}/{path}").status_code == 404


def test_a_live_count_is_provisional_and_never_of_secret_answers(there: Town):
    for ballots, told in (("public", True), ("secret", False)):
        decision = open_question(there.world, results="live", ballots=ballots)
        answer(there.world, decision, {there.world.people["Ann0"]: "for", there.world.people["Ann1"]: "against"})
        page = there.read(f"/decisions/{decision}")
        assert ("1 pour, 1 contre" in page) is told
        assert ("Provisoire" in page) is told


@pytest.mark.parametrize("method", SENT)
def test_one_post_a_receipt_and_my_answer_when_i_come_back(there: Town, method: str):
    decision, ann = open_question(there.world, method, ballots="secret"), there.enter("Ann0")
    path, (fields, words) = f"/decisions/{decision}/repondre", SENT[method]
    sent = post(ann, path, fields)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/decisions/{decision}/recu")
    page = ann.get(f"/decisions/{decision}/recu").text
    assert "Votre réponse est enregistrée" in page
    assert words in page
    assert re.search(r"<code>[2-9A-Z]{4}(-[2-9A-Z]{4}){3}</code>", page)
    again = ann.get(path).text
    ticked = re.findall(r'name="([^"]+)" value="([^"]*)" checked', again)
    assert dict(ticked + re.findall(r'name="(option-o\d)">.*?selected>(\d)', again)) == fields


def test_what_cannot_be_counted_is_said_and_nothing_is_lost(there: Town):
    asked = {method: open_question(there.world, method) for method in SENT}
    for method, sent, said in WRONG:
        page = post(there.enter("Ann0"), f"/decisions/{asked[method]}/repondre", {**sent, "reason": "Mes raisons."})
        assert page.status_code == 422
        for words in (said, "Erreur", "Mes raisons.", *(f'name="{name}"' for name in sent)):
            assert words in page.text


def test_an_option_has_its_own_error(there: Town):
    decision = open_question(there.world, "majority_judgment")
    page = post(there.enter("Ann0"), f"/decisions/{decision}/repondre", {"option-o1": "0", "option-o3": "1"}).text
    assert 'href="#option-o2"' in page
    assert 'id="option-o2-error"' in page
    assert re.search(r'name="option-o1" value="0" checked', page)


def test_a_public_no_gives_its_reason(there: Town):
    path, ann = f"/decisions/{open_question(there.world, reason=True)}/repondre", there.enter("Ann0")
    page = post(ann, path, {"choice": "against"})
    assert page.status_code == 422
    assert 'id="reason-error"' in page.text
    assert post(ann, path, {"choice": "against", "reason": REASON}).status_code == 303


def test_abstaining_is_an_act(there: Town, asked: int):
    ann = there.enter("Ann0")
    assert "S’abstenir est un acte" in ann.get(f"/decisions/{asked}/repondre").text
    post(ann, f"/decisions/{asked}/repondre", {"choice": "abstain"})
    assert "Abstention" in ann.get(f"/decisions/{asked}/recu").text


def test_several_hats_are_chosen_from(there: Town):
    for name in ("Les outils du pays", "Atelier du Buëch"):
        there.world.structure(name, there.world.people["Ann0"])
    decision = open_question(there.world, electorate="representatives")
    ann, path = there.enter("Ann0"), f"/decisions/{decision}/repondre"
    page = post(ann, path, {"choice": "for"})
    assert page.status_code == 422
    assert "choisissez-en une" in page.text
    voice = re.findall(r'name="voice" value="([^"]+)"', page.text)[1]
    assert post(ann, path, {"choice": "for", "voice": voice}).status_code == 303
    assert re.search(rf'name="voice" value="{voice}" checked', ann.get(path).text)


def test_who_is_not_on_the_roll_is_told_so(there: Town):
    page = there.enter("Ann0").get(f"/decisions/{open_question(there.world, electorate='steering')}").text
    assert "Vous n’êtes pas sur la liste de cette décision" in page
    assert "Répondre</a>" not in page


def test_who_declares_an_interest_is_recused(there: Town, asked: int):
    ann = there.enter("Ann0")
    assert post(ann, f"/decisions/{asked}/interet", {"reason": REASON}).status_code == 303
    page = ann.get(f"/decisions/{asked}").text
    assert "Vous ne prenez pas part à cette décision" in page
    assert "Ann0 se retire de cette décision." in page


def test_the_roll_names_people_to_those_who_are_on_it(there: Town, asked: int):
    path = f"/decisions/{asked}/liste"
    there.world.person("Moder", Role.MODERATOR)
    assert "Ann3" in there.enter("Ann0").get(path).text
    assert "Ann3" in there.enter("Moder").get(path).text
    assert "Ann3" not in there.read(path)
    assert "Habitantes et habitants" in there.read(path)


def test_a_receipt_is_ones_own(there: Town, asked: int):
    answer(there.world, asked, {there.world.people["Ann0"]: "for"})
    assert there.enter("Ann1").get(f"/decisions/{asked}/recu").status_code == 404


def test_in_english(there: Town, asked: int):
    page = there.client.get(f"/decisions/{asked}", headers={"Accept-Language": "en"}).text
    assert 'lang="en"' in page
    assert "more than half of the votes for or against" in page


def test_a_fixed_number_of_reads(there: Town, asked: int):
    with there.app.app_context():
        engine = db.engine
    for path in (f"/decisions/{asked}", "/decisions"):
        with statements(engine) as few:
            there.read(path)
        for n in range(2):
            open_question(there.world, question=f"Une autre question, la {n}e")
            answer(there.world, asked, {there.world.people[f"Ann{n}"]: "for"})
        with statements(engine) as many:
            there.read(path)
        assert len(many) == len(few)


def test_its_end_moves_with_a_reason(there: Town, asked: int):
    ines, path = there.enter("Ines"), f"/decisions/{asked}/echeance"
    early = post(ines, path, {"until": "2020-01-01", "reason": REASON})
    assert early.status_code == 422
    assert re.search(r"Pas avant le \d+ \w+ \d{4}", early.text)
    later = there.world.now.date() + timedelta(days=60)
    assert post(ines, path, {"until": later.isoformat(), "reason": REASON}).status_code == 303
    page = there.read(f"/decisions/{asked}")
    assert "Dernier jour déplacé" in page
    assert REASON in page


def test_somebody_is_added_by_name(there: Town, asked: int):
    ines, path = there.enter("Ines"), f"/decisions/{asked}/ajouter"
    assert "Personne ne montre ce nom" in post(ines, path, {"person": "Zoé", "reason": REASON}).text
    there.world.person("Bruno")
    assert post(ines, path, {"person": "Bruno", "reason": REASON}).status_code == 303
    assert "Bruno est sur la liste." in there.read(f"/decisions/{asked}")


def _two_days_later(there: Town) -> None:
    with there.world.make_session() as session:
        act = session.query(StaffAct).one()
        when, number = act.until, act.id
    there.world.do(roles.expire, None, number, at=when)


def test_annulled_it_says_so(there: Town, asked: int):
    assert post(there.enter("Ines"), f"/decisions/{asked}/annuler", {"reason": REASON}).status_code == 303
    assert "L’annulation de cette décision est" in there.read(f"/decisions/{asked}")
    _two_days_later(there)
    assert "Cette décision a été annulée" in there.read(f"/decisions/{asked}")
    assert "Annulée" in there.read("/decisions")


def test_a_member_does_not_run_it(there: Town, asked: int):
    sent = {"reason": REASON, "until": "2030-01-01", "person": "Ann1"}
    for path in ("echeance", "ajouter", "annuler"):
        told = post(there.enter("Ann0"), f"/decisions/{asked}/{path}", sent, at=f"/decisions/{asked}/interet")
        assert told.status_code in (403, 422)
    with there.world.make_session() as session:
        assert session.query(Note).filter_by(decision_id=asked).count() == 0
        assert session.get_one(Decision, asked).closed_at is None


def test_over_and_not_counted_yet(there: Town):
    now = there.world.now
    there.world.now = now - timedelta(days=20)
    decision, ann = open_question(there.world), there.enter("Ann0")
    there.world.now = now
    page = ann.get(f"/decisions/{decision}")
    assert "Le dépouillement est en cours" in page.text
    ann.post(f"/decisions/{decision}/depouiller", data={"csrf_token": token(page)})
    assert "Personne n’a répondu" in there.read(f"/decisions/{decision}")


def test_what_follows_is_written_by_who_runs_it(there: Town):
    now = there.world.now
    there.world.now = now - timedelta(days=20)
    decision = open_question(there.world)
    there.world.now = now
    path, text = f"/decisions/{decision}/conclusion", "L’outilthèque ouvre en novembre\u00a0; Karim tient les clefs."
    assert there.enter("Ines").get(path).status_code == 404
    there.world.do(decisions.close_if_due, None, decision)
    assert post(there.enter("Ines"), path, {"text": text}).status_code == 303
    assert "Karim tient les clefs" in there.read(f"/decisions/{decision}")
