"""A territory with as many needs as asked, written straight into the tables: only reading is measured."""

import gzip
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import EnvironBuilder

from app import create_app
from app.core.database import WRITE
from app.core.kinds import Subject
from app.extensions import db
from app.proposals.models import Proposal, ProposalPlace
from app.search import queries as search
from tests.build import World
from tests.postgres import migrate

ROOT = Path(__file__).resolve().parent.parent

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SYLLABLES = ("ba", "ché", "dra", "fou", "gri", "lan", "mé", "nou", "pla", "ri", "son", "tè", "val", "zou")
WORDS = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES[:4]]


def text_of(draw: random.Random, number: int) -> str:
    """Few words come back often, most are rare: as in any language."""
    return " ".join(WORDS[min(int(draw.paretovariate(0.9)), len(WORDS)) - 1] for _ in range(number))


@contextmanager
def crowd(number: int, indexed: bool = False) -> Iterator[tuple[Flask, sessionmaker[Session]]]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        migrate(url, Path(folder))
        app = create_app(Path(folder), secret_key="b" * 40, mode="test", database_url=url, jobs=False,
                         rate_limits=False)
        with app.app_context():
            engine = db.engine
        make = sessionmaker(engine, expire_on_commit=False)
        _fill(World(make, NOW).in_service(), number, indexed)
        yield app, make
        engine.dispose()


def _fill(world: World, number: int, indexed: bool) -> None:
    draw = random.Random(5)
    people = [world.person(f"Person{n}") for n in range(20)]
    first = world.need(people[0])
    with world.make_session() as session:
        session.connection(execution_options=WRITE)
        row = dict(session.execute(sa.select(Proposal.__table__).where(Proposal.id == first)).one()._mapping)
        rows = [_row(draw, row, first + n, people) for n in range(1, number)]
        session.execute(sa.insert(Proposal), rows)
        towns = list(world.places.values())
        session.execute(sa.insert(ProposalPlace), [
            {"proposal_id": each["id"], "place_id": place} for each in rows
            for place in draw.sample(towns, draw.randint(1, 3))])
        for each in rows if indexed else ():
            search.index(session, world.space_id, Subject.PROPOSAL, each["id"], "fr", each["title"],
                         text_of(draw, 100), track="need", now=NOW)
        session.commit()


def _row(draw: random.Random, row: dict[str, Any], number: int, people: list[int]) -> dict[str, Any]:
    moment = NOW - timedelta(minutes=draw.randrange(1_000_000))
    return {**row, "id": number, "reference": f"benchmark {number}", "author_id": draw.choice(people),
            "title": text_of(draw, 7), "excerpt": text_of(draw, 30), "supports": draw.randrange(60),
            "comments": draw.randrange(30), "published_at": moment, "active_at": moment}


def asker(app: Flask, path: str, encoding: str = "identity") -> Callable[[], bytes]:
    """One request through the whole application, with nothing of a test client around it."""
    environ = EnvironBuilder(path, headers={"Accept-Language": "fr", "Accept-Encoding": encoding}).get_environ()

    def ask() -> bytes:
        told: list[str] = []
        answer = app.wsgi_app(dict(environ), lambda status, headers, *rest: told.append(status))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        assert told[0].startswith("200"), told[0]
        return body

    return ask


def cpu(ask: Callable[[], object], times: int) -> float:
    """Milliseconds of processor for one, warm; the best of five rounds, since other work on the machine only adds."""
    for _ in range(20):
        ask()
    best = float("inf")
    for _ in range(5):
        begun = time.process_time()
        for _ in range(times):
            ask()
        best = min(best, (time.process_time() - begun) / times)
    return best * 1_000


def plain(body: bytes) -> int:
    return len(gzip.decompress(body)) if body[:2] == b"\x1f\x8b" else len(body)


__all__ = ["NOW", "WORDS", "asker", "cpu", "crowd", "plain", "text_of"]
