"""Versions compared, supports given again, suggestions on their pages: each door, and who it is closed to."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.core.kinds import Ground, Role, Stance, Subject, Verdict
from app.discussion import service as discussion
from app.moderation import service as moderation
from app.moderation.models import Case
from app.proposals.models import Amendment
from app.proposals.service import amendments, proposals
from app.proposals.service.writing import Text
from tests.build import FIELDS, REASON, World
from tests.queries_count import statements
from tests.web.signing import post, token
from tests.web.town import Town, town

WHY = "Le samedi ne suffira pas."


@pytest.fixture(scope="module")
def place(sqlite_template, tmp_path_factory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("town")):
        for name in ("Alice", "Bob", "Carol"):
            made.world.person(name)
        made.world.person("Mona", Role.MODERATOR)
        yield made


def idea(place: Town) -> int:
    place.world.later(days=1)
    return place.world.idea(place.world.person("Alice"), f"Une idée du {place.world.now:%d %m %Y}")


def suggest(place: Town, number: int, text: str = "Un local chauffé et deux bénévoles.", by: str = "Bob") -> int:
    world = place.world
    made: int = world.do(amendments.make, world.person(by), number, "brings", 0, 1, text, WHY, "fr")
    return made


def rewrite(world: World, number: int, brings: str, seen: int = 1) -> None:
    text = Text(title="Une outilthèque partagée à Gap", lang="fr", fields=FIELDS | {"brings": brings},
                place_ids=(world.places["Gap"],), theme_id=world.themes["locaux"])
    world.do(proposals.revise, world.person("Alice"), number, text, "Texte revu ensemble", seen)


def hide(place: Town, kind: Subject, number: int) -> None:
    world = place.world
    world.do(moderation.report, world.person("Carol"), kind, number, Ground.HATE, "")
    with world.make_session() as session:
        case = session.query(Case.id).filter_by(subject_kind=kind, subject_id=number).scalar()
    world.do(moderation.judge, world.person("Mona"), case, Verdict.HIDE, Ground.HATE, REASON)


def test_any_two_versions_word_by_word(place: Town):
    number = idea(place)
    rewrite(place.world, number, "Un local chauffé et trois bénévoles.")
    page = place.read(f"/propositions/{number}/versions/comparer?de=1&a=2")
    assert '<del><span class="unseen">retiré' in page
    assert re.search(r"<ins>.*trois.*</ins>", page)
    assert "2 paragraphes changés" in page
    back = place.read(f"/propositions/{number}/versions/comparer?de=2&a=1")
    assert re.search(r"<del>.*trois.*</del>", back)
    assert "Rien ne change." in place.read(f"/propositions/{number}/versions/comparer?de=2&a=2")


@pytest.mark.parametrize(("query", "status"), [("?de=1&a=9", 404), ("?de=x", 400), ("?a=-1", 400), ("", 200)])
def test_versions_that_are_none(place: Town, query: str, status: int):
    assert place.client.get(f"/propositions/{idea(place)}/versions/comparer{query}").status_code == status


def test_a_small_correction_that_is_not_says_why_and_keeps_the_text(place: Town):
    number, client = idea(place), place.enter("Alice")
    page = f"/propositions/{number}/modifier"
    typed = FIELDS | {"title": "Une outilthèque partagée à Gap", "places": "Gap", "version": "1",
                      "theme": str(place.world.themes["locaux"]), "brings": "Un local et 45 bénévoles."}
    answer = post(client, page, typed | {"minor": "y"})
    assert answer.status_code == 422
    assert "Un chiffre ou un nombre change" in answer.text
    assert "45 bénévoles" in answer.text
    assert "Dites ce qui change" in post(client, page, typed).text
    assert post(client, page, typed | {"note": "Nous sommes plus nombreux"}).status_code == 303


def test_supporters_are_asked_and_answer_in_one_click(place: Town):
    number, world, client = idea(place), place.world, place.enter("Bob")
    for name in ("Bob", "Carol"):
        world.do(proposals.support, world.person(name), number)
    rewrite(world, number, "Un local chauffé.")
    assert "dont aucun sur cette version" in place.read(f"/propositions/{number}")
    page = f"/propositions/{number}/toujours-d-accord"
    assert "Un local" in client.get(page).text
    assert post(client, f"/propositions/{number}/soutenir-cette-version", {"version": "2"}, at=page).status_code == 303
    assert "dont 1 sur cette version" in place.read(f"/propositions/{number}")
    assert "il n’y a rien à faire" in client.get(page).text
    assert place.enter("Alice").get(page).status_code == 302


def test_an_older_version_cannot_be_confirmed(place: Town):
    number, world, client = idea(place), place.world, place.enter("Bob")
    world.do(proposals.support, world.person("Bob"), number)
    rewrite(world, number, "Un local chauffé.")
    at = f"/propositions/{number}/toujours-d-accord"
    for version in ("1", "x", ""):
        post(client, f"/propositions/{number}/soutenir-cette-version", {"version": version}, at=at)
    assert "dont aucun sur cette version" in place.read(f"/propositions/{number}")


def test_two_minutes_on_a_phone(place: Town):
    """From the proposal to a paragraph, to its box, to the suggestion's own page."""
    number, client = idea(place), place.enter("Bob")
    assert f"/propositions/{number}/amendements" in client.get(f"/propositions/{number}").text
    box = re.search(r'href="([^"]*champ=brings[^"]*)"', client.get(f"/propositions/{number}/amendements").text)[1]
    page = client.get(box.replace("&amp;", "&"))
    sent = {"csrf_token": token(page), "field": "brings", "paragraph": "0", "version": "1", "rationale": WHY}
    made = client.post(f"/propositions/{number}/amendements/nouveau", data=sent | {"text": "Un local chauffé."})
    assert made.status_code == 303
    assert "chauffé" in place.read(made.location)
    assert "attend une réponse" in place.read(f"/propositions/{number}")


def test_a_refused_suggestion_keeps_what_was_typed(place: Town):
    number, client = idea(place), place.enter("Bob")
    at = f"/propositions/{number}/amendements/nouveau?champ=brings&paragraphe=0"
    sent = {"field": "brings", "paragraph": "0", "version": "1", "text": "Un local <b>chauffé</b>.", "rationale": "x"}
    answer = post(client, f"/propositions/{number}/amendements/nouveau", sent, at=at)
    assert answer.status_code == 422
    assert "Un local &lt;b&gt;chauffé" in answer.text
    for bad in ("?champ=none", "?champ=brings&paragraphe=7", "?champ=brings&paragraphe=-1", ""):
        assert client.get(f"/propositions/{number}/amendements/nouveau{bad}").status_code == 404


def test_nothing_in_a_suggestion_runs(place: Town):
    number = idea(place)
    made = suggest(place, number, "<script>alert(1)</script> local")
    for path in (f"/propositions/{number}/amendements", f"/propositions/{number}/amendements/{made}"):
        assert "<script>alert" not in place.read(path)


@pytest.mark.parametrize("act", ["integrer", "refuser", "a-la-main"])
def test_who_does_not_carry_does_not_answer(place: Town, act: str):
    number = idea(place)
    made, client = suggest(place, number), place.enter("Carol")
    page = f"/propositions/{number}/amendements/{made}"
    post(client, f"{page}/{act}", {"version": "1", "reason": REASON, "text": "À moi"}, at=page)
    with place.world.make_session() as session:
        assert session.get_one(Amendment, made).status.value == "open"


def test_integrated_in_one_click_with_its_author_named(place: Town):
    number = idea(place)
    made, client = suggest(place, number), place.enter("Alice")
    page = f"/propositions/{number}/amendements/{made}"
    assert post(client, f"{page}/integrer", {"version": "1"}, at=page).status_code == 303
    assert re.search(r"Reprend une suggestion de <a[^>]*>Bob</a>", place.read(f"/propositions/{number}/versions"))
    assert "Voir la version 2" in place.read(page)


def test_a_conflict_shows_the_texts_and_keeps_what_the_carrier_wrote(place: Town):
    number, client = idea(place), place.enter("Alice")
    made = suggest(place, number)
    rewrite(place.world, number, "Une cour, un local et deux bénévoles.")
    page = f"/propositions/{number}/amendements/{made}"
    assert post(client, f"{page}/integrer", {"version": "2"}, at=page).location.endswith("/a-la-main")
    by_hand = client.get(f"{page}/a-la-main").text
    assert all(words in by_hand for words in ("Le texte d’alors", "Une cour, un local", "chauffé"))
    late = post(client, f"{page}/a-la-main", {"version": "1", "text": "Une cour et un local chauffé."})
    assert late.status_code == 422
    assert "Une cour et un local chauffé." in late.text
    assert post(client, f"{page}/a-la-main", {"version": "2", "text": "Une cour chauffée."}).status_code == 303
    assert "Une cour chauffée." in place.read(f"/propositions/{number}")


def test_declined_then_a_draft_of_its_own(place: Town):
    number = idea(place)
    made, page = suggest(place, number), ""
    page = f"/propositions/{number}/amendements/{made}"
    assert post(place.enter("Alice"), f"{page}/refuser", {"reason": "Non."}).status_code == 422
    assert post(place.enter("Alice"), f"{page}/refuser", {"reason": REASON}).status_code == 303
    assert REASON in place.read(page)
    draft = post(place.enter("Bob"), f"{page}/en-faire-une-proposition", at=page).location
    assert "Un local chauffé" in place.enter("Bob").get(draft).text
    assert place.enter("Carol").get(draft).status_code == 404


def test_talked_about_on_its_own_page(place: Town):
    number = idea(place)
    made = suggest(place, number)
    page = f"/propositions/{number}/amendements/{made}"
    post(place.enter("Carol"), f"{page}/commenter", {"stance": "for", "body": "Et la facture de chauffage ?"})
    assert "Et la facture" in place.read(page)
    assert "à propos d’une suggestion" in place.read(f"/propositions/{number}")


def test_a_hidden_proposal_hides_versions_and_suggestions(place: Town):
    number = idea(place)
    made = suggest(place, number)
    hide(place, Subject.PROPOSAL, number)
    paths = ("/versions", "/versions/1", "/versions/comparer", "/amendements", f"/amendements/{made}", "/soutiens",
             "/amendements/nouveau?champ=brings&paragraphe=0", f"/amendements/{made}/commenter")
    for client in (place.client, place.enter("Bob")):
        assert [client.get(f"/propositions/{number}{path}").status_code for path in paths] == [404] * len(paths)
    assert place.enter("Mona").get(f"/propositions/{number}/amendements/{made}").status_code == 200


def test_a_hidden_suggestion_is_for_its_author_and_the_moderation(place: Town):
    number = idea(place)
    made = suggest(place, number, "Un texte à cacher.")
    hide(place, Subject.AMENDMENT, made)
    page = f"/propositions/{number}/amendements/{made}"
    seen = {who: place.enter(who).get(page).status_code for who in ("Alice", "Bob", "Carol", "Mona")}
    assert seen == {"Alice": 404, "Bob": 200, "Carol": 404, "Mona": 200}
    assert place.client.get(page).status_code == 404
    assert "à cacher" not in place.read(f"/propositions/{number}/amendements")
    assert "à cacher" in place.enter("Mona").get("/moderation").text + place.enter("Bob").get(page).text


def test_of_another_proposal_it_is_not_there(place: Town):
    made = suggest(place, idea(place))
    assert place.client.get(f"/propositions/{idea(place)}/amendements/{made}").status_code == 404


def test_as_many_statements_for_many_suggestions(place: Town):
    number, world = idea(place), place.world

    def asked(client: FlaskClient, path: str) -> int:
        client.get(path)
        with world.make_session() as session, statements(session.get_bind()) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    made = suggest(place, number)
    paths = (f"/propositions/{number}/amendements", f"/propositions/{number}/amendements/{made}")
    few = [asked(place.client, path) for path in paths]
    for n in range(8):
        suggest(place, number, f"Un local et {n + 3} bénévoles.")
        world.do(discussion.post, world.person("Carol"), number, Stance.FOR, f"Avis {n}", "fr", amendment_id=made)
    assert [asked(place.client, path) for path in paths] == few
