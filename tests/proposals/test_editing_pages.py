"""Changing a published text and preparing what comes next, on their pages: refusals first, nothing typed is lost."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.core.kinds import Role
from app.extensions import db
from app.proposals.models import Draft
from app.proposals.service import writing
from tests.build import FIELDS, World
from tests.proposals.test_preparing_service import promote
from tests.queries_count import statements
from tests.web.signing import post, token
from tests.web.town import Town, town

TITLE = "Une outilthèque partagée à Gap"
MINE = "Un local chauffé et trois bénévoles."


@pytest.fixture(scope="module")
def place(sqlite_template, tmp_path_factory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("town"), days_ago=200):
        for name in ("Alice", "Bob", "Carol"):
            made.world.person(name)
        made.world.person("Steering", Role.STEERING)
        yield made


def idea(place: Town) -> int:
    place.world.later(days=1)
    return place.world.idea(place.world.person("Alice"), TITLE)


def at(number: int, rest: str = "") -> str:
    return f"/propositions/{number}/modifier{rest}"


def typed(place: Town, **more: str) -> dict[str, str]:
    return FIELDS | {"title": TITLE, "places": "Gap", "version": "1", "saved": "0", "note": "Mieux dit ainsi",
                     "theme": str(place.world.themes["locaux"]), "brings": MINE} | more


def autosave(place: Town, number: int, who: str = "Alice", **more: str):
    client = place.enter(who)
    data = typed(place, **more) | {"csrf_token": token(client.get("/propositions/nouvelle/need"))}
    return client.post(at(number, "/enregistrer"), data=data)


def rewrite(world: World, number: int, brings: str) -> None:
    from tests.proposals.test_edit_drafts_service import revise

    revise(world, world.person("Alice"), number, 1, brings)


def draft_of(place: Town, number: int) -> int | None:
    with place.world.make_session() as session:
        found: int | None = session.scalar(sa.select(Draft.id).where(Draft.proposal_id == number))
    return found


# a change begun


def test_who_does_not_carry_it_is_refused_whether_a_draft_is_there_or_not(place: Town):
    number, bob = idea(place), place.enter("Bob")
    before = autosave(place, number, "Bob")
    autosave(place, number)
    draft = draft_of(place, number)
    after = autosave(place, number, "Bob")
    assert (before.status_code, before.json) == (after.status_code, after.json)
    assert before.status_code == 409
    assert bob.get(at(number, "?reprise=1")).status_code == 303
    assert {bob.get(f"/brouillons/{n}{rest}").status_code for n in (draft, 9999) for rest in ("", "/relire")} == {404}
    assert {post(bob, f"/brouillons/{n}/{act}", at="/propositions/nouvelle/need").status_code
            for n in (draft, 9999) for act in ("effacer", "publier")} == {404}
    assert "brouillons/" not in bob.get("/brouillons").text.partition("<main")[2]


def test_begun_and_lost_it_is_offered_taken_up_and_published(place: Town):
    number, alice = idea(place), place.enter("Alice")
    assert "Vous aviez commencé" not in alice.get(at(number)).text
    assert autosave(place, number).json["version"] == 1
    page = alice.get(at(number)).text
    assert "Vous aviez commencé une modification le" in page
    assert MINE not in page
    assert "Modification d’un texte publié" in alice.get("/brouillons").text
    assert alice.get(f"/brouillons/{draft_of(place, number)}").location == at(number, "?reprise=1")
    again = alice.get(at(number, "?reprise=1")).text
    assert MINE in again
    assert "Mieux dit ainsi" in again
    assert 'name="saved" value="1"' in again
    assert post(alice, at(number), typed(place, saved="1")).status_code == 303
    assert draft_of(place, number) is None
    assert "trois bénévoles" in place.read(f"/propositions/{number}")


def test_a_draft_of_a_change_is_no_new_proposal(place: Town):
    number, alice = idea(place), place.enter("Alice")
    autosave(place, number)
    draft = draft_of(place, number)
    assert alice.get(f"/brouillons/{draft}/relire").status_code == 404
    assert post(alice, f"/brouillons/{draft}/publier", at=at(number)).status_code == 404


def test_left_aside_it_goes(place: Town):
    number, alice = idea(place), place.enter("Alice")
    autosave(place, number)
    answer = post(alice, f"/brouillons/{draft_of(place, number)}/effacer", {"on": str(number)}, at=at(number))
    assert answer.location == at(number)
    assert "Vous aviez commencé" not in alice.get(at(number)).text


def test_a_faulty_form_is_kept_all_the_same_and_one_can_leave_it_for_later(place: Town):
    number, alice = idea(place), place.enter("Alice")
    page = post(alice, at(number), typed(place, places="Embrum"))
    assert page.status_code == 422
    assert MINE in page.text
    assert 'name="saved" value="1"' in page.text
    assert draft_of(place, number)
    assert post(alice, at(number), typed(place, saved="1", places="", act="save")).location == "/brouillons"
    assert "Brouillon enregistré" in alice.get("/brouillons").text


def test_two_tabs_show_both_texts(place: Town):
    number, alice = idea(place), place.enter("Alice")
    autosave(place, number)
    assert autosave(place, number, brings="Un autre onglet").status_code == 409
    page = post(alice, at(number), typed(place, brings="Le texte de cette page-ci"))
    assert page.status_code == 409
    assert MINE in page.text
    assert "Le texte de cette page-ci" in page.text
    assert 'name="saved" value="1"' in page.text
    assert post(alice, at(number), typed(place, brings="Le texte choisi", saved="1")).status_code == 303


def test_published_meanwhile_both_texts_and_what_changed_are_shown(place: Town):
    number, alice = idea(place), place.enter("Alice")
    autosave(place, number)
    with place.world.make_session() as session:  # as another carrier would: Alice's own draft stays
        session.execute(sa.update(Draft).where(Draft.proposal_id == number).values(proposal_id=None))
        session.commit()
    rewrite(place.world, number, "Un hangar et deux bénévoles.")
    with place.world.make_session() as session:
        session.execute(sa.update(Draft).where(Draft.key == f"edit:{number}").values(proposal_id=number))
        session.commit()
    again = alice.get(at(number, "?reprise=1")).text
    sent = post(alice, at(number), typed(place, saved="1"))
    assert sent.status_code == 409
    for page in (again, sent.text):
        assert "Le texte a changé pendant que vous écriviez" in page
        assert "hangar" in page
        assert MINE in page
        assert 'name="version" value="2"' in page
    assert post(alice, at(number), typed(place, saved="2", version="2")).status_code == 303
    assert "trois bénévoles" in place.read(f"/propositions/{number}")


def test_who_carries_it_no_more_finds_their_words(place: Town):
    from app.proposals.service import carrying as carriers

    number, bob = idea(place), place.enter("Bob")
    place.world.carrier(number, place.world.person("Alice"), place.world.person("Bob"))
    autosave(place, number, "Bob")
    place.world.do(carriers.leave, place.world.person("Bob"), number)
    page = bob.get(f"/brouillons/{draft_of(place, number)}")
    assert page.status_code == 200
    assert MINE in page.text
    assert "Vous ne portez plus" in page.text


# what comes next


GIVEN = {"start_day": "2027-03-01", "budget": "12 500,50", "volunteers": "yes", "publics": ["youth", "elders"]}


def test_only_carriers_prepare_and_read_what_is_prepared(place: Town):
    number = idea(place)
    path = f"/propositions/{number}/preparer"
    for who in ("Bob", "Steering"):
        client = place.enter(who)
        assert client.get(path).location == f"/propositions/{number}"
        assert post(client, path, GIVEN, at="/propositions/nouvelle/need").status_code == 403
    place.world.do(writing.prepare, place.world.person("Alice"), number, {"budget": "4321"}, 0)
    for page in (place.read(f"/propositions/{number}"), place.enter("Bob").get(f"/propositions/{number}").text):
        assert "4\u202f321" not in page
        assert "Préparer la suite" not in page
    assert "1 rubrique prête sur 5" in place.enter("Alice").get(f"/propositions/{number}").text


@pytest.mark.parametrize(("field", "value", "told"), [
    ("start_day", "31/02/2027", "Écrivez une date qui existe"), ("start_day", "1/3/202", "Écrivez une date qui existe"),
    ("budget", "12,500", "Écrivez un montant en euros"),
    ("budget", "2 000 000", "Écrivez 1\u202f000\u202f000\u00a0€ ou moins"),
    ("places_open", "une dizaine", "Écrivez un nombre entier"), ("volunteers", "maybe", "Choisissez parmi"),
    ("publics", "cats", "Choisissez parmi"), ("places_open", "9" * 40, "Écrivez un nombre entier")])
def test_a_wrong_answer_is_told_beside_its_field_and_kept(place: Town, field: str, value: str, told: str):
    number, alice = idea(place), place.enter("Alice")
    page = post(alice, f"/propositions/{number}/preparer", GIVEN | {field: value})
    assert page.status_code == 422
    assert told in re.search(rf'id="{field}-error".*?</p>', page.text)[0]
    assert value in page.text or field in ("volunteers", "publics")
    assert 'value="yes" checked' in page.text or field == "volunteers"


def test_prepared_then_passed_it_is_read_in_words_in_versions_and_in_the_search(place: Town):
    world, alice = place.world, place.enter("Alice")
    number = world.ready_idea(world.person("Alice"))
    path = f"/propositions/{number}/preparer"
    assert post(alice, path, GIVEN | {"seen": "0"}).location == path
    page = alice.get(path).text
    assert "4 rubriques prêtes sur 5" in page
    assert 'value="12500,50"' in page
    assert "Le texte d’aujourd’hui est complet pour passer." in page
    promote(world, number)
    page = place.read(f"/propositions/{number}")
    for words in ("1er mars 2027", "12\u202f500,50\u00a0€", "Oui", "<li>Jeunes</li><li>Personnes âgées</li>"):
        assert words in page
    told = place.read(f"/propositions/{number}/versions/comparer?de=1&a=2")
    assert "Jeunes et Personnes âgées" in told
    assert "youth" not in told
    assert "1er mars 2027" in place.read(f"/propositions/{number}/versions/2")
    assert f"/propositions/{number}" in place.read("/recherche?q=%22personnes+%C3%A2g%C3%A9es%22")
    edit = alice.get(at(number)).text
    assert 'type="date" value="2027-03-01"' in edit or 'value="2027-03-01"' in edit
    assert "Préparer la suite" not in alice.get(f"/propositions/{number}").text


def test_another_carrier_was_before_both_texts_are_shown(place: Town):
    number, alice = idea(place), place.enter("Alice")
    place.world.do(writing.prepare, place.world.person("Alice"), number, {"budget": "4321"}, 0)
    page = post(alice, f"/propositions/{number}/preparer", GIVEN | {"seen": "0"})
    assert page.status_code == 409
    assert "4\u202f321" in page.text
    assert "12 500,50" in page.text
    assert 'name="seen" value="1"' in page.text


def test_the_page_of_a_proposal_reads_as_much_whatever_is_prepared(place: Town):
    alice, counts = place.enter("Alice"), []
    for given in ({}, {"budget": "1", "places_open": "3"}):
        number = idea(place)
        place.world.do(writing.prepare, place.world.person("Alice"), number, given, 0)
        alice.get(f"/propositions/{number}")
        with place.app.app_context(), statements(db.engine) as asked:
            alice.get(f"/propositions/{number}")
        counts.append(len(asked))
    assert counts[0] == counts[1]
