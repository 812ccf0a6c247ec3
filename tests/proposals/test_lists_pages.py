"""The lists of needs and projects, as visitors and people see them."""

import html
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.database import WRITE
from app.core.kinds import ContentState
from app.extensions import db
from app.proposals.models import Proposal
from app.proposals.service import proposals
from app.territory import service as territory
from app.territory.rules import PlaceRow
from tests.build import REASON, World
from tests.queries_count import statements
from tests.web.signing import sign_in

FRENCH = {"Accept-Language": "fr"}


def titles(page: str) -> list[str]:
    return [html.unescape(t) for t in re.findall(r'<h3 class="card-title"><a [^>]*>([^<]*)</a>', page)]


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=FRENCH)
    assert answer.status_code == 200, path
    return answer.text


@pytest.mark.parametrize("query", [
    "tri=email", "etat=hidden", "theme=nulle-part", "etape=nulle-part", "espace=nulle-part", "q[email_start]=a",
    "author_id=1", "order=supports", "tri=recents;--",
])
@pytest.mark.parametrize("path", ["/besoins", "/projets"])
def test_cve_2023_34090_an_unknown_filter_or_order_is_refused(
        client: FlaskClient, site: World, path: str, query: str) -> None:
    site.need(site.person("Alice"))
    assert client.get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize("page", ["x", "WyIyMDI2Il0.forged", "-1", "é", "W10.x", "a" * 200])
def test_a_forged_page_shows_the_first_one(client: FlaskClient, site: World, page: str) -> None:
    site.need(site.person("Alice"), "Un besoin de salle")
    assert titles(read(client, f"/besoins?page={page}")) == ["Un besoin de salle"]


def test_an_empty_list_says_what_to_do(client: FlaskClient, site: World) -> None:
    page = read(client, "/besoins")
    assert "Aucun besoin pour le moment" in page
    assert "/propositions/nouvelle/need" in page
    assert "Aucun projet pour le moment" in read(client, "/projets")


def test_a_filter_that_leaves_nothing_can_be_taken_away(client: FlaskClient, site: World) -> None:
    site.need(site.person("Alice"))
    page = read(client, "/besoins?q=locomotive")
    assert "Rien ne correspond" in page
    assert 'href="/besoins"' in page


def test_ecole_finds_ecole(client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    site.need(alice, "Une École ouverte le soir")
    site.need(alice, "Garder les enfants", lived="Après dix-neuf heures, plus rien.")
    page = read(client, "/besoins?q=ecole")
    assert titles(page) == ["Une École ouverte le soir"]
    assert "Après dix-neuf heures, rien." in page


def test_an_unknown_commune_is_a_sentence_with_the_near_ones(client: FlaskClient, site: World) -> None:
    page = read(client, "/besoins?commune=brianson")
    assert "«\u00a0brianson\u00a0» n’est pas une commune du territoire." in page
    assert "commune=Brian%C3%A7on" in page


def test_a_commune_by_name_or_code(client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    site.need(alice, "Un besoin à Gap", town="Gap")
    site.need(alice, "Un besoin à Embrun", town="Embrun")
    assert titles(read(client, "/besoins?commune=embrun")) == ["Un besoin à Embrun"]
    assert titles(read(client, "/besoins?commune=05061")) == ["Un besoin à Gap"]


def test_filters_stay_in_the_form(client: FlaskClient, site: World) -> None:
    page = read(client, "/projets?q=salle&theme=locaux&tri=soutenus&commune=Gap")
    assert 'value="salle"' in page
    assert '<option value="locaux" selected>' in page
    assert '<option value="soutenus" selected>' in page
    assert "<details class=\"folded wide-open\" open>" in page


def test_withdrawn_ones_are_shown_on_request(client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    need = site.need(alice, "Un besoin retiré")
    site.do(proposals.withdraw, alice, need, REASON)
    assert titles(read(client, "/besoins")) == []
    page = read(client, "/besoins?etat=retirees")
    assert titles(page) == ["Un besoin retiré"]
    assert '<p class="card-note">Retirée</p>' in page


def test_pages_go_forwards_and_back(client: FlaskClient, site: World) -> None:
    people = [site.person(name) for name in ("Alice", "Bob", "Charlie")]
    for n in range(23):
        site.need(people[n % 3], f"Un besoin numéro {n}")
    first = read(client, "/besoins")
    assert len(titles(first)) == 20
    assert 'rel="prev"' not in first
    second = read(client, follow(first, "next"))
    assert titles(second) == [f"Un besoin numéro {n}" for n in (2, 1, 0)]
    assert 'rel="next"' not in second
    assert titles(read(client, follow(second, "prev"))) == titles(first)


def follow(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def test_a_cursor_of_another_order_shows_its_first_page(client: FlaskClient, site: World) -> None:
    people = [site.person(name) for name in ("Alice", "Bob", "Charlie")]
    for n in range(21):
        site.need(people[n % 3], f"Un besoin numéro {n}")
    cursor = follow(read(client, "/besoins"), "next").split("page=")[1]
    assert len(titles(read(client, f"/besoins?tri=soutenus&page={cursor}"))) == 20
    assert titles(read(client, f"/projets?page={cursor}")) == []


def test_what_people_wrote_is_only_text(client: FlaskClient, site: World) -> None:
    site.need(site.person("Alice"), "<script>alert(1)</script> une salle", lived="<img src=x onerror=alert(1)>")
    page = read(client, "/besoins")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    echoed = read(client, "/besoins?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&commune=%3Cb%3E")
    assert "<script>alert" not in echoed
    assert "<b>" not in echoed


def test_a_visitor_gets_no_cookie_no_form_that_writes_and_a_public_page(client: FlaskClient, site: World) -> None:
    site.need(site.person("Alice"))
    answer = client.get("/besoins", headers=FRENCH)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"].startswith("public")
    assert 'method="post"' not in answer.text
    assert "csrf" not in answer.text


@pytest.fixture
def filled(app: Flask, site: World) -> Iterator[World]:
    """Five needs by hand, then as many rows as asked, without their journal: only the cost is looked at."""
    alice = site.person("Alice")
    for n in range(5):
        site.need(alice, f"Un besoin numéro {n}")
    return site


def multiply(world: World, number: int) -> None:
    with world.make_session() as session:
        session.connection(execution_options=WRITE)
        row = dict(session.execute(sa.select(Proposal.__table__).limit(1)).one()._mapping)
        del row["id"]
        rows = [{**row, "reference": uuid4().hex[:20], "supports": n % 50} for n in range(number)]
        session.execute(sa.insert(Proposal), rows)
        session.commit()


def counted(app: Flask, client: FlaskClient, path: str) -> int:
    with app.app_context():
        engine = db.engine
    read(client, path)
    with statements(engine) as sent:
        read(client, path)
    return len(sent)


@pytest.mark.parametrize("path", [
    "/besoins", "/besoins?q=besoin", "/besoins?commune=Gap&theme=locaux&tri=soutenus", "/"])
def test_few_statements_and_as_many_for_ten_thousand_as_for_five(
        app: Flask, client: FlaskClient, filled: World, path: str) -> None:
    few = counted(app, client, path)
    multiply(filled, 10_000)
    assert counted(app, client, path) == few
    assert few <= 4


@pytest.mark.parametrize("path", ["/besoins", "/projets", "/", "/communes/05046"])
def test_at_most_six_statements_for_who_is_signed_in(app: Flask, client: FlaskClient, filled: World, path: str) -> None:
    sign_in(app, client, "alice@example.org")
    assert counted(app, client, path) <= 6


def test_a_kept_card_follows_its_row_and_the_readers_language(client: FlaskClient, site: World) -> None:
    need = site.need(site.person("Alice"))
    assert "personne concernée" not in read(client, "/besoins")
    site.do(proposals.support, site.person("Bob"), need)
    assert "1 personne concernée" in read(client, "/besoins")
    assert "<span>Need</span>" in client.get("/besoins", headers={"Accept-Language": "en"}).text
    assert "<span>Besoin</span>" in read(client, "/besoins")


def test_a_kept_card_follows_the_names_it_shows(client: FlaskClient, site: World) -> None:
    site.need(site.person("Alice"), town="Embrun")
    assert "<span>Embrun</span>" in read(client, "/besoins")
    row = PlaceRow("05046", "Embrun-la-Neuve", 6_141, "", "", None, None)
    site.do(territory.replace, None, [row])
    assert "<span>Embrun-la-Neuve</span>" in read(client, "/besoins")


def test_a_list_of_twenty_is_light_on_the_wire(client: FlaskClient, filled: World) -> None:
    multiply(filled, 20)
    answer = client.get("/besoins", headers={**FRENCH, "Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= 10_000


def test_hidden_ones_are_not_listed(client: FlaskClient, site: World) -> None:
    need = site.need(site.person("Alice"))
    with site.make_session() as session:
        session.connection(execution_options=WRITE)
        session.execute(sa.update(Proposal).where(Proposal.id == need).values(state=ContentState.HIDDEN))
        session.commit()
    for path in ("/besoins", "/besoins?etat=retirees", "/communes/05046", "/", "/recherche?q=enfants&nature=besoins"):
        assert titles(read(client, path)) == []
