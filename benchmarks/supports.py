"""B1: 600 people click « Moi aussi » three times at once, through the server, 32 at a time, on one need.

Perfect: 600 supports, the counter at 600, one recognition, no 5xx, nobody unserved, a journal without a gap.
Usage: python benchmarks/supports.py [rounds]
"""

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.accounts.models import LoginSession, Person
from app.core.secrets import digest
from app.extensions import db
from app.proposals.models import Passage, Proposal, Support
from app.territory.models import Space
from tests.build import World

PEOPLE, TIMES, AT_ONCE, PORT = 600, 3, 32, 8199
SECRET = "b" * 40


def people(app: Flask, world: World) -> list[tuple[str, str]]:
    """(cookie, form) of each: accounts and sessions straight into the database, the clicks through the door."""
    now = datetime.now(UTC)
    towns = list(world.places.values())
    with world.make_session() as session:
        session.connection(execution_options={"writes": True})
        for n in range(PEOPLE):
            session.add(Person(id=1000 + n, uid=f"u{n}", email=f"u{n}@x.org", email_key=f"u{n}@x.org", first_name="U",
                               display_name=f"U{n}", place_id=towns[n % len(towns)], created_at=now))
        session.flush()
        session.add_all(LoginSession(person_id=1000 + n, digest=digest(f"token-{n}"), label="", created_at=now,
                                     seen_at=now, expires_at=now + timedelta(days=1)) for n in range(PEOPLE))
        session.commit()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    forms = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token")
    return [(f"cordee={signer.dumps({'_user_id': f'token-{n}', 'csrf_token': f'c{n}'})}",
             f"csrf_token={forms.dumps(f'c{n}')}")
            for n in range(PEOPLE)]


@contextmanager
def served(instance: Path) -> Iterator[None]:
    environment = os.environ | {"CORDEE_INSTANCE": str(instance), "CORDEE_SECRET_KEY": SECRET, "CORDEE_MODE": "demo",
                                "CORDEE_JOBS": "0"}
    words = [sys.executable, "-m", "flask", "serve", "--demo", "--port", str(PORT)]
    server = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                http.client.HTTPConnection("127.0.0.1", PORT, timeout=1).request("GET", "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


def click(path: str, cookie: str, form: str) -> tuple[int, float]:
    started = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    line.request("POST", path, form, {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})
    status = line.getresponse().status
    line.close()
    return status, (time.perf_counter() - started) * 1000


def one_round(number: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        app = create_app(instance, secret_key=SECRET, mode="demo", jobs=False)
        with app.app_context():
            upgrade()
            world = World(sessionmaker(db.engine, expire_on_commit=False), datetime.now(UTC)).in_service()
        need = world.need(world.person("Alice"))
        clicks = [who for who in people(app, world) for _ in range(TIMES)]
        with served(instance), ThreadPoolExecutor(AT_ONCE) as pool:
            started = time.perf_counter()
            answers = list(pool.map(lambda who: click(f"/propositions/{need}/soutenir", *who), clicks))
            took = time.perf_counter() - started
        return told(number, world, need, answers, took)


def told(number: int, world: World, need: int, answers: list[tuple[int, float]], took: float) -> bool:
    with world.make_session() as session:
        rows = session.scalar(sa.select(sa.func.count()).select_from(Support))
        counter = session.scalar(sa.select(Proposal.supports).where(Proposal.id == need))
        passages = session.scalar(sa.select(sa.func.count()).select_from(Passage))
        seq = session.scalar(sa.select(Space.journal_seq))
    times, bad = sorted(ms for _status, ms in answers), [s for s, _ms in answers if s != 303]
    good = (rows, counter, passages, bad) == (PEOPLE, PEOPLE, 1, [])
    print(f"round {number}: {rows} supports, counter {counter}, {passages} passage, journal {seq}, refused {len(bad)}, "
          f"{len(answers) / took:.0f}/s, p50 {times[len(times) // 2]:.0f}, p99 {times[int(len(times) * .99)]:.0f}, "
          f"max {times[-1]:.0f} ms: {'ok' if good else 'WRONG'}")
    return good


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    sys.exit(0 if all([one_round(n + 1) for n in range(rounds)]) else 1)
