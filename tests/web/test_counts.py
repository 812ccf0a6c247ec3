"""A law of speed: the number of statements of a page does not grow with what is in it, and no page weighs more than
60 kB with its styles and scripts, compressed, beside its pictures. Every kind of page, from the URL map."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import jobs as runner
from app.core.kinds import Ground, LinkKind, Role, Stance, Subject
from app.discussion import service as discussion
from app.extensions import db
from app.moderation import service as moderation
from app.proposals.service import merging, writing
from tests.build import World
from tests.queries_count import statements
from tests.web.everything import named, need_with_all, project_with_all
from tests.web.overfull import overfill
from tests.web.test_matrix import first_of
from tests.web.town import Town, town

PROPOSAL = 17  # the head, places, carriers, links, passages, decisions, figures, timeline, thread: each once
MOST = 60_000
LINKED = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')
ALSO = ("/aide/decider-ensemble", "/structures/les-outils-du-pays", "/recherche?q=message", "/besoins?page=2",
        "/propositions/{need}/discussion?vue=pour-contre", "/propositions/{need}/discussion?tri=utiles",
        "/propositions/{need}/amendements/nouveau?champ=lived&paragraphe=0")
NOT_PAGES = {"home.language", "pages.source_file", "people.sign_in"}


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


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Alice may do everything, so that her pages are the heaviest."""
    for made in town(sqlite_template, tmp_path_factory.mktemp("counts"), days_ago=75):
        made.world.person("Alice", Role.STEERING, Role.MODERATOR, Role.OPERATOR)
        yield made


@pytest.fixture(scope="module")
def ids(place: Town) -> dict[str, int]:
    """A need and a project with one of each thing, at least."""
    world = place.world
    alice = world.people["Alice"]
    project, need = asdict(project_with_all(world, "ordinaire")), asdict(need_with_all(world, alice, "ordinaire"))
    world.do(merging.tie, alice, project["project"], need["need"], LinkKind.ANSWERS_NEED)
    world.do(writing.save, alice, "k" * 32, world.space_id, "need", {"title": "Un brouillon"}, 0)
    world.do(moderation.report, world.person("Rita"), Subject.COMMENT, need["comment"], Ground.OTHER, "")
    runner.once(place.app)  # so that there are news
    return project | need | {"draft": 1, "case": 1}


def pages(place: Town, ids: dict[str, int]) -> dict[str, str]:
    """Every address that answers a GET, by its rule; of a need and of a project where both have it."""
    found = {path: path for path in (also.format(**ids) for also in ALSO)}
    for rule in place.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_PAGES or rule.endpoint == "static":
            continue
        for whose in ("need", "project"):
            names = named(rule, "comment") | ({"number": "case"} if rule.endpoint == "moderation.case" else {})
            given = {name: ids.get(whose if kind == "proposal" else kind, 1) for name, kind in names.items()}
            given |= {name: first_of(rule, name) for name in rule.arguments if name not in given}
            path = str(rule.build(given)[1])
            found[path] = rule.rule
    return found


@pytest.fixture(scope="module")
def measured(place: Town, ids: dict[str, int]) -> dict[str, tuple[int, int, bytes]]:
    """Address to (statements with little on it, statements with much, the page), read by somebody who may all."""
    alice = place.enter("Alice")
    with place.app.app_context():
        engine = db.engine
    few = {path: _statements(engine, alice, path)[0] for path in pages(place, ids)}
    overfill(place.world, ids)
    much = {path: _statements(engine, alice, path) for path in few}
    for path, (n, _body) in much.items():
        if n > few[path]:  # themes and rules are kept for some seconds, and were read again for that page
            much[path] = _statements(engine, alice, path)
    return {path: (few[path], n, body) for path, (n, body) in much.items() if body}


def _statements(engine: sa.Engine, client: FlaskClient, path: str) -> tuple[int, bytes]:
    """A page's body, and empty for what is no page."""
    with statements(engine) as seen:
        answer = client.get(path)
        body = answer.data if answer.status_code == 200 and answer.mimetype == "text/html" else b""
        answer.close()
    return len(seen), body


def test_no_page_asks_more_often_for_more(measured: dict[str, tuple[int, int, bytes]]):
    assert {path: (few, much) for path, (few, much, _body) in measured.items() if much > few} == {}
    assert len(measured) > 90


def test_every_page_is_light_with_all_it_needs(place: Town, measured: dict[str, tuple[int, int, bytes]]):
    """`-s` prints the table. What people attach and draw is counted apart: pictures are beside."""
    urls = {url for _few, _much, body in measured.values() for url in LINKED.findall(body.decode())}
    beside = {url: _weight(place.client, url) for url in urls}
    weights = {path: len(gzip.compress(body, 6)) + sum(beside[url] for url in set(LINKED.findall(body.decode())))
               for path, (_few, _much, body) in measured.items()}
    for path, weight in sorted(weights.items(), key=lambda one: -one[1]):
        print(f"{weight:7,d} {measured[path][1]:3d} {path}")  # noqa: T201
    assert {path: weight for path, weight in weights.items() if weight > MOST} == {}


def _weight(client: FlaskClient, url: str) -> int:
    with client.get(url) as answer:
        return len(gzip.compress(answer.data, 6))
