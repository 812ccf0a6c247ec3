"""A year in review and the rope of the month."""

from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import Stance
from app.discussion import service as discussion
from app.extensions import db
from tests.build import World
from tests.queries_count import statements

FRENCH = {"Accept-Language": "fr"}


def test_there_is_no_page_for_a_year_before_the_first_entry_or_to_come(client: FlaskClient, site: World) -> None:
    for year in (1900, site.now.year - 1, site.now.year + 1, 99999):
        assert client.get(f"/annee/{year}").status_code == 404


def test_a_year_where_nothing_was_written_says_what_to_do(client: FlaskClient, site: World) -> None:
    page = client.get(f"/annee/{site.now.year}", headers=FRENCH).text
    assert "Rien encore cette année" in page
    assert 'href="/propositions/nouvelle/need"' in page


def test_the_short_address_leads_to_this_year(client: FlaskClient, site: World) -> None:
    assert client.get("/annee").headers["Location"].startswith("/annee/")


def test_it_counts_what_everybody_may_see(client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    idea = site.idea(alice)
    site.need(alice, "Un banc devant la mairie")
    site.do(discussion.post, site.person("Bob"), idea, Stance.NEUTRAL, "Un mot", "fr")
    page = client.get(f"/annee/{site.now.year}", headers=FRENCH).text
    assert "besoins et idées" in page
    assert "Messages dans les discussions" in page
    assert "Locaux et matériels" in page


def test_the_number_of_statements_does_not_grow(app: Flask, client: FlaskClient, site: World) -> None:
    counts = []
    for more in (1, 4):
        for n in range(more):
            site.need(site.person(f"Alice{more}{n}"), f"Besoin {more} {n} de la vallée")
        client.get(f"/annee/{site.now.year}")
        site.need(site.person(f"Bob{more}"), f"Encore un {more}")
        with app.app_context():
            engine = db.engine
        with statements(engine) as sent:
            client.get(f"/annee/{site.now.year}")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_rope_says_how_many_stand_at_each_stage_and_what_came_this_month(client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    site.idea(alice)
    site.need(alice, "Un banc devant la mairie")
    page = client.get("/", headers=FRENCH).text
    rope = page[page.index('class="rope"'):]
    rope = rope[:rope.index("</ol>")]
    assert rope.count('size-1">1<') == 2
    assert 'size-1">0<' in rope
    assert "en un mois" in rope
