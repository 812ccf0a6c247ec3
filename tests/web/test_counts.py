"""A law of speed: the number of statements of a page does not grow with what is in it, and no page weighs more than
60 kB with its styles and scripts, compressed, beside its pictures. Every kind of page, from the URL map."""

import gzip
import random
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.models.amendments import Amendment
from app.models.attachments import Attachment
from app.models.base import Base
from app.models.decisions import Decision
from app.models.discussion import Comment, Synthesis
from app.models.experiments import CheckIn, Indicator, Measure, Milestone
from app.models.following import Follow, Notification
from app.models.groups import Attendance, Commitment, GroupMember, Meeting
from app.models.journal import Event
from app.models.moderation import Case
from app.models.people import Person
from app.models.proposals import Carrier, Draft, Link, Proposal, Revision, Support
from app.models.sharing import Document, Pledge, Risk
from app.models.spaces import Membership
from app.models.starters import NeedLine
from app.models.structures import Structure
from app.operations import discussion, drafts, moderation
from app.queries.dialect import WRITE
from app.rules.kinds import Ground, LinkKind, Role, Stance, Subject
from app.rules.kinds_talk import LineKind
from tests.build import World
from tests.queries_count import statements
from tests.web.everything import named, need_with_all, project_with_all
from tests.web.test_matrix import first_of
from tests.web.town import Town, town

PROPOSAL = 17  # the head, places, carriers, links, passages, decisions, figures, timeline, thread: each once
MOST = 60_000
LINKED = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')
VOCABULARY = Path(__file__).parents[2].joinpath("docs", "moderation.md").read_text().split()
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
    project, need = asdict(project_with_all(world, "vif")), asdict(need_with_all(world, alice, "vif"))
    world.do(drafts.save, alice, "k" * 32, world.space_id, "need", {"title": "Un brouillon"}, 0)
    world.do(moderation.report, world.person("Rita"), Subject.COMMENT, need["comment"], Ground.OTHER, "")
    return project | need | {"draft": 1, "case": 1}


def words(n: int, count: int) -> str:
    return " ".join(random.Random(n).choices(VOCABULARY, k=count))


def copies(session: Any, table: type[Base], n: int, where: Any, **changed: Any) -> None:
    """So many rows like the last one; a value may be a function of the row's place among them."""
    row = session.execute(sa.select(table.__table__).where(where).order_by(*table.__table__.primary_key).limit(1)
                          ).mappings().one()
    made = [{key: value for key, value in row.items() if key != "id"}
            | {key: value(i) if callable(value) else value for key, value in changed.items()} for i in range(n)]
    session.execute(sa.insert(table), made)
