"""The pages of a consent round: what each refuses, to whom, at which step; what is told meanwhile, and what is not."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts.models import Person
from app.core.database import WRITE
from app.core.kinds import ConsentStep, ObjectionState
from app.decisions.models import Decision, Objection, ObjectionTest, RoundWord, SealedBallot
from app.decisions.service import ballots, rounds
from tests.build import REASON
from tests.polls import chair, open_question, people
from tests.web.signing import post
from tests.web.town import Town, town

S = ConsentStep
ACTS = ("paroles", "objecter", "amender", "etape", "retirer")
ON_ONE = ("examiner", "contester", "lever", "retirer")
HARM = {"harm": "La trésorerie ne tient pas deux mois.", "purpose": "Alléger les petites structures du réseau.",
        "facts": "Quatre mille euros en caisse l’hiver dernier.", "lift": "Un acompte de moitié, payé avant."}
YES = dict.fromkeys(("harms_purpose", "caused_by_it", "not_safe_enough", "from_the_role"), "yes")
NEW = {"details": "Un acompte de moitié est versé avant chaque commande."}
NOT_NOW = "Ce n’est pas le moment dans le tour"
ROWS = (RoundWord, Objection, ObjectionTest, SealedBallot)


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Four members on every roll, the committee's Ines who opens, and Olga who lives elsewhere and is on none."""
    for made in town(sqlite_template, tmp_path_factory.mktemp("rounds")):
        people(made.world, 4)
        olga = made.world.person("Olga")
        with made.world.make_session() as session:
            session.connection(execution_options=WRITE)
            session.get_one(Person, olga).place_id = None
            session.commit()
        yield made


def at(there: Town, step: ConsentStep = S.PRESENTATION, **more: object) -> int:
    """A round moved on by its facilitator up to that step; past the objections, Ann0's stands."""
    decision = open_question(there.world, "consent", **more)
    while row(there, decision).step is not step:
        if row(there, decision).step is S.OBJECTIONS:
            there.world.do(rounds.object_, there.world.people["Ann0"], decision, rounds.Harm(**HARM))
            age(there, decision)
        there.world.do(rounds.next_step, chair(there.world), decision)
    return decision


def row(there: Town, decision: int) -> Decision:
    with there.world.make_session() as session:
        return session.get_one(Decision, decision)


def age(there: Town, decision: int, **given: object) -> None:
    """The call for objections has lasted long enough."""
    with there.world.make_session() as session:
        session.connection(execution_options=WRITE)
        session.execute(sa.update(Decision).where(Decision.id == decision).values(
            step_since=there.world.now - timedelta(days=9), **given))
        session.commit()


def objection(there: Town, decision: int) -> Objection:
    with there.world.make_session() as session:
        return session.scalars(sa.select(Objection).where(Objection.decision_id == decision)).one()


def written(there: Town) -> list[int]:
    with there.world.make_session() as session:
        return [session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in ROWS]


# who may not


def test_a_visitor_is_asked_to_sign_in(there: Town):
    decision = at(there, S.INTEGRATION)
    one = objection(there, decision).id
    for path in (*ACTS, *(f"objections/{one}/{act}" for act in ON_ONE)):
        assert "/connexion" in there.client.get(f"/decisions/{decision}/{path}").headers["Location"]


def test_nothing_is_written_without_the_token_of_a_page(there: Town):
    decision, ines = at(there, S.INTEGRATION), there.enter("Ines")
    one, before = objection(there, decision).id, written(there)
    for path in (*ACTS, *(f"objections/{one}/{act}" for act in ON_ONE)):
        assert ines.post(f"/decisions/{decision}/{path}", data={"text": "Oui ?", **HARM, **YES}).status_code == 400
    assert (written(there), row(there, decision).step) == (before, S.INTEGRATION)


@pytest.mark.parametrize(("step", "path", "sent", "said"), [
    (S.CLARIFICATION, "paroles", {"text": "Qui paie ?"}, "pas sur la liste de cette décision"),
    (S.OBJECTIONS, "repondre", {"choice": "consent"}, "pas sur sa liste"),
    (S.AMEND, "amender", NEW, "Seules les personnes qui proposent changent le texte"),
    (S.REACTIONS, "etape", {}, "Votre rôle ne permet pas cela"),
    (S.REACTIONS, "retirer", {}, "Seules les personnes qui ont posé la question")])
def test_who_is_not_on_the_roll_has_no_part(there: Town, step: ConsentStep, path: str, sent: dict, said: str):
    decision, before = at(there, step), written(there)
    told = post(there.enter("Olga"), f"/decisions/{decision}/{path}", sent, at=f"/decisions/{decision}/retirer")
    assert told.status_code in (403, 422)
    assert said in told.text
    assert (written(there), row(there, decision).step) == (before, step)


def test_nor_a_voice_to_object_or_to_test_with(there: Town):
    olga, calling = there.enter("Olga"), at(there, S.OBJECTIONS)
    assert "Vous ne pouvez pas objecter ici" in olga.get(f"/decisions/{calling}/objecter").text
    assert post(olga, f"/decisions/{calling}/objecter", HARM, at="/mon-espace/reglages").status_code == 422
    working = at(there, S.INTEGRATION)
    told = post(olga, f"/decisions/{working}/objections/{objection(there, working).id}/examiner", YES)
    assert "pas sur la liste de cette décision" in told.text


@pytest.mark.parametrize(("act", "sent"), [("contester", {"reason": REASON}), ("lever", {"lifted": "yes"}),
                                           ("retirer", {})])
def test_an_objection_is_its_authors(there: Town, act: str, sent: dict):
    decision = at(there, S.INTEGRATION)
    one = objection(there, decision)
    told = post(there.enter("Ann1"), f"/decisions/{decision}/objections/{one.id}/{act}", sent)
    assert told.status_code == 422
    assert "Seule la personne qui l’a posée peut le faire" in told.text
    assert objection(there, decision).state is one.state


@pytest.mark.parametrize("number", ["999", "majority"])
def test_what_is_no_consent_has_no_round(there: Town, number: str):
    decision = open_question(there.world) if number == "majority" else number
    for path in (*ACTS, "objections/1/examiner"):
        assert there.enter("Ines").get(f"/decisions/{decision}/{path}").status_code == 404


def test_the_objection_or_the_word_of_another_round(there: Town):
    here, elsewhere = at(there, S.CLARIFICATION), at(there, S.INTEGRATION)
    one = objection(there, elsewhere).id
    word = there.world.do(rounds.say, there.world.people["Ann0"], at(there, S.CLARIFICATION), "Qui paie ?")
    ann = there.enter("Ann1")
    for path in (*(f"objections/{one}/{act}" for act in ON_ONE), f"paroles?reponse={word}"):
        assert ann.get(f"/decisions/{here}/{path}").status_code == 404


# when not


@pytest.mark.parametrize(("step", "refused"), [
    (S.PRESENTATION, ("objecter", "amender", "repondre")), (S.CLARIFICATION, ("objecter", "amender", "repondre")),
    (S.REACTIONS, ("objecter", "amender", "repondre")), (S.AMEND, ("objecter", "repondre")),
    (S.OBJECTIONS, ("paroles", "amender")), (S.INTEGRATION, ("paroles", "objecter", "repondre"))])
def test_each_step_refuses_what_is_not_of_it(there: Town, step: ConsentStep, refused: tuple[str, ...]):
    """Asked by who may do everything else: the committee's chair is on the roll, and opened the question."""
    decision, ines = at(there, step), there.enter("Ines")
    before, page = written(there), ines.get(f"/decisions/{decision}").text
    for path in refused:
        told = post(ines, f"/decisions/{decision}/{path}", {**HARM, **NEW, "text": "Et après ?", "choice": "consent"})
        assert told.status_code == 422
        assert NOT_NOW in told.text
        assert f'href="/decisions/{decision}/{path}"' not in page
    assert written(there) == before


def test_an_objection_is_not_tested_before_it_is_worked_on_nor_once_settled(there: Town):
    decision = at(there, S.INTEGRATION)
    one = objection(there, decision).id
    there.world.do(rounds.take_back, there.world.people["Ann0"], decision, one, "")
    told = post(there.enter("Ann1"), f"/decisions/{decision}/objections/{one}/examiner", YES)
    assert told.status_code == 422
    assert "L’examiner" not in there.enter("Ann1").get(f"/decisions/{decision}").text


def test_the_call_for_objections_is_not_cut_short(there: Town):
    decision = at(there, S.OBJECTIONS)
    told = post(there.enter("Ines"), f"/decisions/{decision}/etape")
    assert told.status_code == 422
    assert "dure au moins 7 jours" in told.text


def test_after_the_end_one_is_led_to_the_result_and_what_was_typed_is_shown_back(there: Town):
    decision, ann = at(there, S.CLARIFICATION), there.enter("Ann0")
    form = ann.get(f"/decisions/{decision}/paroles").text
    there.world.do(rounds.withdraw, chair(there.world), decision)
    for path in ACTS[:-2]:
        assert ann.get(f"/decisions/{decision}/{path}").headers["Location"] == f"/decisions/{decision}"
    code = re.findall(r'csrf_token" value="([^"]+)"', form)[0]
    late = ann.post(f"/decisions/{decision}/paroles", data={"csrf_token": code, "text": "Une phrase écrite trop tard."})
    assert late.status_code == 422
    assert "Une phrase écrite trop tard." in late.text
    assert "Cette décision est close" in late.text


def test_a_step_whose_days_are_over_moves_on_when_asked(there: Town):
    """Whether or not the loop ran; and it is never said that the vote is over."""
    decision, ann = at(there, S.REACTIONS), there.enter("Ann0")
    past = there.world.now - timedelta(hours=1)
    age(there, decision, opened_at=past - timedelta(days=9), step_until=past, closes_at=past)
    page = ann.get(f"/decisions/{decision}").text
    assert "Cette étape du tour est finie" in page
    assert "Le vote est terminé" not in page
    for step in (S.AMEND, S.AMEND):
        post(ann, f"/decisions/{decision}/depouiller", at=f"/decisions/{decision}")
        assert row(there, decision).step is step


# what is sent


@pytest.mark.parametrize("field", HARM)
def test_an_objection_says_each_of_the_four(there: Town, field: str):
    decision, before = at(there, S.OBJECTIONS), written(there)
    for wrong in ("", "Trop court.", "x" * 2001):
        told = post(there.enter("Ann0"), f"/decisions/{decision}/objecter", HARM | {field: wrong})
        assert told.status_code == 422
        assert f'id="{field}-error"' in told.text
        assert all(text in told.text for key, text in HARM.items() if key != field)
    assert written(there) == before


def test_a_test_answers_the_four_questions_and_says_why_not(there: Town):
    decision = at(there, S.INTEGRATION)
    path, ann = f"/decisions/{decision}/objections/{objection(there, decision).id}/examiner", there.enter("Ann1")
    empty = post(ann, path)
    assert [f'id="{name}-error"' in empty.text for name in YES] == [True] * 4
    without = post(ann, path, YES | {"caused_by_it": "no"})
    assert 'id="reason-error"' in without.text
    assert len(re.findall(r'value="(?:yes|no)" checked', without.text)) == 4
    assert post(ann, path, YES | {"caused_by_it": "no", "reason": REASON}).status_code == 303


def test_a_new_text_is_a_new_text(there: Town):
    decision = at(there, S.AMEND)
    told = post(there.enter("Ines"), f"/decisions/{decision}/amender", {"details": ""})
    assert 'id="details-error"' in told.text
    assert post(there.enter("Ines"), f"/decisions/{decision}/amender", NEW).status_code == 303
    again = post(there.enter("Ines"), f"/decisions/{decision}/amender", NEW)
    assert "Rien n’a changé" in again.text


def test_words_are_shown_as_typed_each_answer_under_its_question(there: Town):
    decision, typed = at(there, S.CLARIFICATION), "Qui <b>paie</b> l’assurance\u00a0?"
    assert post(there.enter("Ann0"), f"/decisions/{decision}/paroles", {"text": ""}).status_code == 422
    assert post(there.enter("Ann0"), f"/decisions/{decision}/paroles", {"text": typed}).status_code == 303
    page = there.enter("Ines").get(f"/decisions/{decision}").text
    path = re.findall(r'href="(/decisions/\d+/paroles\?reponse=\d+)"', page)[0]
    post(there.enter("Ines"), path, {"text": "La commune, dès janvier."})
    said = there.read(f"/decisions/{decision}").split('id="said"')[1]
    assert "Qui &lt;b&gt;paie&lt;/b&gt; l’assurance" in said
    assert said.index("paie") < said.index("<blockquote>") < said.index("La commune")


# what is told


def test_who_consents_and_how_an_objection_is_tested_is_not_told_meanwhile(there: Town):
    decision, world = at(there, S.OBJECTIONS), there.world
    pages = [there.client, there.enter("Ann3"), there.enter("Ines")]

    def seen() -> list[str]:
        return [re.sub(r'(?:csrf_token|act_key)" value="[^"]+"', "", one.get(f"/decisions/{decision}").text)
                for one in pages]

    seen()  # what was flashed before is told once
    before = seen()
    world.do(ballots.answer, world.people["Ann1"], decision, "consent")
    world.do(ballots.answer, world.people["Ann2"], decision, "concern")
    assert seen() == before
    world.do(rounds.object_, world.people["Ann0"], decision, rounds.Harm(**HARM))
    assert HARM["harm"] in there.read(f"/decisions/{decision}")
    objected, one = seen(), objection(there, decision).id
    post(there.enter("Ann1"), f"/decisions/{decision}/objections/{one}/examiner", YES)
    assert seen() == objected
    assert "Revoir mon examen" in there.enter("Ann1").get(f"/decisions/{decision}").text


def test_raised_lifted_by_a_new_text_and_consented_to_all_by_the_pages(there: Town):
    decision, ann, ines = at(there, S.OBJECTIONS), there.enter("Ann0"), there.enter("Ines")
    base = f"/decisions/{decision}"
    assert "Poser une objection" in post(ann, f"{base}/repondre", {"choice": "objection"}).text
    assert post(ann, f"{base}/objecter", HARM).status_code == 303
    age(there, decision)
    assert post(ines, f"{base}/etape").status_code == 303
    one = objection(there, decision).id
    assert post(ines, f"{base}/amender", NEW | {"lifts": str(one)}).status_code == 303
    assert "Le texte a changé" in there.read(base)
    assert post(ann, f"{base}/objections/{one}/lever", {"lifted": "yes"}).status_code == 303
    assert objection(there, decision).state is ObjectionState.INTEGRATED
    post(ines, f"{base}/etape")
    for name in ("Ann1", "Ann2", "Ann3"):
        post(there.enter(name), f"{base}/repondre", {"choice": "consent"})
    age(there, decision)
    assert post(ines, f"{base}/etape").headers["Location"] == base
    page = there.read(base)
    assert row(there, decision).outcome == "adopted_with_reservations"
    assert "en ce moment" not in page
    assert NEW["details"] in page


def test_who_answers_objection_finds_their_words_on_its_form(there: Town):
    calling, before = at(there, S.OBJECTIONS), written(there)
    told = post(there.enter("Ann0"), f"/decisions/{calling}/repondre",
                {"choice": "objection", "reason": "La caisse serait vide en mars."})
    assert "La caisse serait vide en mars.</textarea>" in told.text
    assert f'action="/decisions/{calling}/objecter"' in told.text
    assert written(there) == before
