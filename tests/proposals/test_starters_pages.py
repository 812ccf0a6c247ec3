"""Debates and the three lists on their pages: for visitors, for the signed in, and what must not go through."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.kinds import LineKind, Role
from app.extensions import db
from app.journal.models import Event
from app.notifications import service as delivery
from app.notifications.models import Mail
from app.proposals import jobs as due
from app.proposals.models import Debate, NeedLine, Proposal
from app.proposals.service import starters
from tests.queries_count import statements
from tests.web.signing import post, token
from tests.web.town import Town, town

OVER = "Nous gardons l’idée d’une **boîte à clés**, et nous l’essayons cet hiver."
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from town(sqlite_template, tmp_path_factory.mktemp("starters"))


@pytest.fixture
def need(place: Town) -> int:
    world = place.world
    with world.make_session() as session:
        number = session.scalar(sa.select(sa.func.count()).select_from(Proposal)) or 0
    return world.need(world.person(f"Author{number // 5}"), title=f"Un besoin de la vallée, numéro {number}")


@pytest.fixture
def alice(place: Town) -> int:
    return place.world.person("Alice", Role.STEERING)


def until(days: int = 9) -> date:
    return date.today() + timedelta(days=days)


def opened(place: Town, need: int, alice: int, question: str = "Une clé commune pour les salles ?") -> int:
    return int(place.world.do(starters.open_debate, alice, need, question, "fr", until()))


def line(place: Town, who: int, need: int, text: str, kind: LineKind = LineKind.OFFER, **given: int) -> int:
    return int(place.world.do(starters.add, who, need, kind, text, "fr", **given))


def test_only_who_may_sees_the_way_to_open_a_debate(place, need, alice):
    assert "/debat" not in place.read(f"/propositions/{need}")
    place.world.person("Bob")
    assert place.enter("Bob").get(f"/propositions/{need}/debat").status_code == 403
    assert f"/propositions/{need}/debat" in place.enter("Alice").get(f"/propositions/{need}").text


@pytest.mark.parametrize(("fields", "said"), [
    ({}, "Donnez un jour."), ({"question": "Une clé commune ?", "until": "demain"}, "errors"),
    ({"question": "Une clé commune ?", "until": "2020-01-01"}, "Choisissez un jour à venir"),
    ({"question": "", "until": "2030-01-01"}, "Écrivez quelques mots")])
def test_a_bent_debate_comes_back(place, need, alice, fields, said):
    page = post(place.enter("Alice"), f"/propositions/{need}/debat", fields)
    assert page.status_code == 422
    assert said in page.text


def test_a_debate_is_put_forward_then_concluded_then_reopened(place, need, alice):
    client = place.enter("Alice")
    sent = {"question": "Une clé commune pour les salles ?", "until": until().isoformat()}
    assert post(client, f"/propositions/{need}/debat", sent).status_code == 303
    assert "Une clé commune pour les salles ?" in place.read(f"/propositions/{need}")
    with place.world.make_session() as session:
        number = session.scalar(sa.select(sa.func.max(Debate.id)))
    assert post(client, f"/debats/{number}/conclure", {"conclusion": "Oui."}).status_code == 422
    assert post(client, f"/debats/{number}/conclure", {"conclusion": OVER}).status_code == 303
    assert "<strong>boîte à clés</strong>" in place.read(f"/propositions/{need}")
    again = {"reason": "Deux communes nouvelles veulent s’y joindre.", "until": until().isoformat()}
    assert post(client, f"/debats/{number}/rouvrir", again).status_code == 303
    page = place.read(f"/propositions/{need}")
    assert "Deux communes nouvelles" in page
    assert "boîte à clés" in page


def test_the_end_reminds_by_mail_once(place, need, alice):
    opened(place, need, alice)
    later = place.world.now + timedelta(days=12)
    with place.app.app_context():
        due.act_when_due(place.app, later)
        due.act_when_due(place.app, later)
        db.session.remove()
    with place.world.make_session() as session:
        events = list(session.scalars(sa.select(Event.id).where(Event.kind == "debate.due", Event.subject_id == need)))
    assert len(events) == 1
    place.world.do(delivery.deliver, None, events[0], "fr", at=later)
    with place.world.make_session() as session:
        mail = session.scalars(sa.select(Mail).where(Mail.kind == "debate_due").order_by(Mail.id.desc())).first()
    assert mail.params["question"] == "Une clé commune pour les salles ?"
    assert mail.params["path"].endswith("/conclure")


def test_an_idea_has_neither_lists_nor_debates(place, alice):
    idea = place.world.idea(alice)
    assert 'id="listes"' not in place.read(f"/propositions/{idea}")
    assert place.enter("Alice").get(f"/propositions/{idea}/debat").status_code == 404
    assert place.client.get(f"/propositions/{idea}/lignes/offer").status_code == 404


def test_a_visitor_writes_a_line_first_and_signs_in_after(place, need):
    page = place.read(f"/propositions/{need}")
    assert "csrf_token" not in page
    assert f"/propositions/{need}/lignes/offer" in page
    client = place.app.test_client()
    answer = post(client, f"/propositions/{need}/lignes/offer", {"body": "Un marteau"})
    assert answer.headers["Location"].startswith("/connexion")


def test_one_adds_a_line_from_the_needs_own_page_and_takes_it_away(place, need, alice):
    client = place.enter("Alice")
    page = client.get(f"/propositions/{need}").text
    sent = {"csrf_token": token(page), "body": "Trois places le lundi"}
    answer = client.post(f"/propositions/{need}/lignes/offer", data=sent)
    assert answer.headers["Location"] == f"/propositions/{need}#listes"
    assert "Trois places le lundi" in place.read(f"/propositions/{need}")
    assert "Trois places le lundi" in client.get("/mon-espace").text
    with place.world.make_session() as session:
        number = session.scalar(sa.select(sa.func.max(NeedLine.id)))
    client.post(f"/lignes/{number}/retirer", data={"csrf_token": token(page)})
    assert "Trois places le lundi" not in place.read(f"/propositions/{need}")


@pytest.mark.parametrize("fields", [{"body": ""}, {"body": "a" * 201}, {"body": "Oui, ça", "structure": "999"},
                                    {"body": "a\x00bc"}])
def test_a_bent_line_comes_back(place, need, alice, fields):
    page = post(place.enter("Alice"), f"/propositions/{need}/lignes/missing", fields)
    assert page.status_code == 422


def test_nobody_takes_anothers_line_away(place, need, alice):
    number = line(place, alice, need, "Un marteau")
    place.world.person("Bob")
    client = place.enter("Bob")
    client.post(f"/lignes/{number}/retirer", data={"csrf_token": token(client.get(f"/propositions/{need}"))})
    assert "Un marteau" in place.read(f"/propositions/{need}")


def test_a_structures_page_says_what_it_offers(place, need, alice):
    structure = place.world.structure("Les outils du pays", alice)
    line(place, alice, need, "Un atelier chauffé", structure_id=structure)
    page = place.read("/structures/les-outils-du-pays")
    assert "Un atelier chauffé" in page
    assert f"/propositions/{need}#listes" in page


def test_no_script_passes(place, need, alice):
    opened(place, need, alice, SCRIPT)
    number = line(place, alice, need, SCRIPT)
    for path in (f"/propositions/{need}", f"/signaler/line/{number}", "/journal"):
        page = place.read(path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_number_of_statements_does_not_grow(place, need, alice):
    with place.app.app_context():
        engine = db.engine
    counts = []
    for more in (1, 12):
        for n in range(more):
            line(place, place.world.person(f"Sup{n}"), need, f"Ligne {more} {n}")
        place.client.get(f"/propositions/{need}")
        with statements(engine) as sent:
            place.client.get(f"/propositions/{need}")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 19
