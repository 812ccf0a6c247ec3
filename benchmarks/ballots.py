"""32 voters at once change their minds through the server, which is killed (kill -9) in the middle and starts again.

Perfect: no acknowledged ballot lost, none doubled, the journal verifies, the count equals the ballots and the file.
Usage: python benchmarks/ballots.py [sqlite|postgresql] [seconds]
"""

import http.client
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.accounts.models import LoginSession
from app.core.secrets import digest
from app.decisions.models import Decision, SealedBallot
from app.decisions.queries import rolls
from app.decisions.queries.decisions import file
from app.decisions.service import decisions
from app.extensions import db
from app.governance.published import verify
from app.journal import queries as journal
from app.journal.rules import verify as verify_chain
from tests import postgres
from tests.build import World
from tests.polls import open_question

VOTERS, PORT, SECRET = 32, 8198, "b" * 40
CHOICES = ("for", "against", "abstain")


@dataclass
class Voter:
    """`tried` since the last acknowledgement: any of them may have been written before the kill."""

    number: int
    cookie: str
    token: str
    acknowledged: str = ""
    tried: list[str] = field(default_factory=list)
    acks: int = 0
    lost_lines: int = 0
    times: list[float] = field(default_factory=list)


class Server:
    """`flask serve` on the instance: one process and eight threads on SQLite, two processes on PostgreSQL."""

    def __init__(self, instance: Path, url: str, workers: int) -> None:
        self.words = [sys.executable, "-m", "flask", "serve", "--demo", "--port", str(PORT)]
        self.environment = os.environ | {
            "CORDEE_INSTANCE": str(instance), "CORDEE_SECRET_KEY": SECRET, "CORDEE_MODE": "demo", "CORDEE_JOBS": "0",
            "CORDEE_DATABASE_URL": url, "CORDEE_RATE_LIMITS": "0", "CORDEE_WORKERS": str(workers)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self.words, env=self.environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(200):
            try:
                http.client.HTTPConnection("127.0.0.1", PORT, timeout=1).request("GET", "/healthz")
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server does not answer")

    def kill(self) -> None:
        """The whole group, without a word."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def voters(app, world: World) -> list[Voter]:
    now = datetime.now(UTC)
    ids = [world.person(f"Voter{n}") for n in range(VOTERS)]
    with world.make_session() as session:
        session.connection(execution_options={"writes": True})
        session.add_all(LoginSession(person_id=n, digest=digest(f"token-{n}"), label="", created_at=now, seen_at=now,
                                     expires_at=now + timedelta(days=1)) for n in ids)
        session.commit()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    forms = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token")
    return [Voter(n, f"cordee={signer.dumps({'_user_id': f'token-{n}', 'csrf_token': f'c{n}'})}", forms.dumps(f"c{n}"))
            for n in ids]


def vote(voter: Voter, path: str, until: float) -> None:
    draw = random.Random(voter.number)
    while time.monotonic() < until:
        choice = draw.choice(CHOICES)
        voter.tried.append(choice)
        started = time.perf_counter()
        try:
            line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
            line.request("POST", path, f"csrf_token={voter.token}&choice={choice}",
                         {"Cookie": voter.cookie, "Content-Type": "application/x-www-form-urlencoded"})
            answer = line.getresponse()
            answer.read()
            line.close()
        except (OSError, http.client.HTTPException):
            voter.lost_lines += 1
            time.sleep(0.05)
            continue
        if answer.status == 303 and answer.headers["Location"].endswith("/recu"):
            voter.acknowledged, voter.tried, voter.acks = choice, [], voter.acks + 1
            voter.times.append((time.perf_counter() - started) * 1000)


def run(kind: str, seconds: float) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        if kind == "sqlite":
            return _run(instance, f"sqlite:///{instance}/cordee.db", 1, seconds)
        for url in postgres.server():
            return _run(instance, url, 2, seconds)
    return False


def _run(instance: Path, url: str, workers: int, seconds: float) -> bool:
    instance.chmod(0o755)
    app = create_app(instance, secret_key=SECRET, mode="demo", database_url=url, jobs=False)
    with app.app_context():
        upgrade()
        world = World(sessionmaker(db.engine, expire_on_commit=False), datetime.now(UTC)).in_service()
        crowd = voters(app, world)
        decision = open_question(world, ballots="secret")
    server = Server(instance, url, workers)
    server.start()
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=vote, args=(voter, f"/decisions/{decision}/repondre", until)) for voter in crowd]
    for thread in threads:
        thread.start()
    time.sleep(seconds / 2)
    server.kill()
    server.start()
    for thread in threads:
        thread.join()
    server.kill()
    return told(f"{url.split(':', maxsplit=1)[0]} × {workers}", world, decision, crowd, seconds)


def told(name: str, world: World, decision: int, crowd: list[Voter], seconds: float) -> bool:
    with world.make_session() as session:
        asked = session.get_one(Decision, decision)
        key = rolls.key_of(session, asked)
        kept = {one.by_tag: one.content.choice for one in rolls.ballots(session, asked, key)}
        rows = session.scalar(sa.select(sa.func.count()).select_from(SealedBallot))
    mine = {voter.number: kept.get(rolls.person_tag(key, voter.number)) for voter in crowd}
    lost = [v.number for v in crowd if v.acks and mine[v.number] not in (v.acknowledged, *v.tried)]
    world.do(decisions.close_if_due, None, decision, at=world.now + timedelta(days=9))
    with world.make_session() as session:
        row = session.get_one(Decision, decision)
        text = file(session, decision) or ""
        head = journal.heads(session)[0]
        lines, fault = verify_chain(journal.entries(session, head.id, head.journal_seq), head.journal_seq,
                                    head.journal_head)
    cast = row.result["evidence"]["turnout"]["present"]
    times = sorted(ms for voter in crowd for ms in voter.times)
    acks = sum(voter.acks for voter in crowd)
    good = (lost == [] and rows == cast == len({*kept}) and fault is None and not any(f.wrong for f in verify(text)))
    print(f"{name}: {acks} answers acknowledged in {seconds:.0f} s by {VOTERS} voters ({acks / seconds:.0f}/s, "
          f"p50 {times[len(times) // 2]:.0f} ms, p99 {times[int(len(times) * .99)]:.0f} ms), one kill -9, "
          f"{sum(v.lost_lines for v in crowd)} lines cut; ballots {rows}, counted {cast}, lost {len(lost)}, "
          f"journal {lines} lines {'holds' if fault is None else 'BROKEN'}, file verified: {'ok' if good else 'WRONG'}")
    return good


if __name__ == "__main__":
    kinds = [sys.argv[1]] if len(sys.argv) > 1 else ["sqlite", "postgresql"]
    lasting = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
    sys.exit(0 if all([run(kind, lasting) for kind in kinds]) else 1)
