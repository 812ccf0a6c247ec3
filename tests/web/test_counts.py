"""A law of speed: the number of statements and the bytes of a page do not grow with what is in it."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.operations import discussion
from app.rules.kinds import Stance
from tests.build import World
from tests.queries_count import statements

PROPOSAL = 17  # the head, places, carriers, links, passages, decisions, figures, timeline, thread: each once


def asked(app: Flask, client: FlaskClient, path: str) -> int:
    client.get(path)
    with app.app_context():
        engine = db.engine
    with statements(engine) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_a_proposals_page_has_a_fixed_number_of_statements(app: Flask, client: FlaskClient, site: World):
    idea = site.idea(site.person("Alice"))
    few = asked(app, client, f"/propositions/{idea}")
    site.supporters(idea, 30)
    for n in range(15):
        site.do(discussion.post, site.person(f"Sup{n}"), idea, Stance.NEUTRAL, f"Message numéro {n}", "fr")
    assert asked(app, client, f"/propositions/{idea}") == few
    assert few <= PROPOSAL


@pytest.mark.parametrize(
    "path", ["/", "/besoins", "/projets", "/structures", "/journal", "/territoire", "/qui-peut-quoi"]
)
def test_public_pages_are_light(client: FlaskClient, site: World, path: str):
    alice = site.person("Alice")
    for n in range(8):
        site.need(alice, title=f"Besoin numéro {n} de la vallée")
    body = client.get(path).data
    assert len(gzip.compress(body, 5)) < 15_000
