"""A secret vote of ten thousand ballots is counted: how long the closing holds the writer, and what it costs in memory.

Perfect: under 5 s on two cores; every receipt once in the file; nothing sealed left.
Usage: python benchmarks/closing.py [sqlite|postgresql] [ballots]
"""

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.accounts.models import Person
from app.core import secrets
from app.core.kinds import RollGround
from app.decisions.models import Ballot, Decision, RollEntry, SealedBallot
from app.decisions.queries import rolls
from app.decisions.queries.decisions import file
from app.decisions.service import ballots, decisions
from app.extensions import db
from app.governance.decision_rules import Content, length_for, packed
from app.governance.published import verify
from tests import postgres
from tests.build import World
from tests.polls import open_question, people

SAID = ("for", "against", "abstain")


def cast_by_hand(world: World, decision: int, number: int) -> list[str]:
    """As the operation writes them, without ten thousand transactions."""
    with world.make_session() as session:
        session.connection(execution_options={"writes": True})
        row = session.get_one(Decision, decision)
        key, place = rolls.key_of(session, row), next(iter(world.places.values()))
        session.execute(sa.insert(Person), [
            {"uid": f"bench{n:027x}", "email": f"b{n}@example.org", "email_key": f"b{n}@example.org",
             "first_name": "B", "display_name": f"B{n}", "locale": "fr", "place_id": place, "created_at": world.now}
            for n in range(number)])
        ids = session.scalars(sa.select(Person.id).where(Person.uid.like("bench%"))).all()
        session.execute(sa.insert(RollEntry), [
            {"decision_id": decision, "voice": f"p{n}", "person_id": n, "college": "", "ground": RollGround.MEMBER,
             "recused": False, "answered": False} for n in ids])
        row.roll += number
        codes = [secrets.ballot_receipt() for _ in ids]
        session.execute(sa.insert(SealedBallot), [
            {"decision_id": decision, "voice_tag": (voice := key.tag("voice", f"p{n}")),
             "by_tag": rolls.person_tag(key, n),
             "sealed": key.seal.close(
                 packed(Content(code, SAID[n % 3], "", 1), length_for([])), rolls.about(row, voice))}
            for n, code in zip(ids, codes, strict=True)])
        session.commit()
    return codes


def closing(kind: str, instance: Path, url: str, number: int) -> bool:
    instance.chmod(0o755)
    app = create_app(instance, secret_key="b" * 40, mode="demo", database_url=url, jobs=False)
    with app.app_context():
        upgrade()
        world = World(sessionmaker(db.engine, expire_on_commit=False), datetime.now(UTC))
        members = people(world, 6)
        decision = open_question(world, ballots="secret")
        times = []
        for who in members * 5:
            started = time.perf_counter()
            world.do(ballots.answer, who, decision, "for")
            times.append((time.perf_counter() - started) * 1000)
        codes = cast_by_hand(world, decision, number)
        before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
        counted = world.do(decisions.close_if_due, None, decision, at=world.now + timedelta(days=9))
        took = time.perf_counter() - started
        memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        with world.make_session() as session:
            text = file(session, decision) or ""
            rows = session.scalar(sa.select(sa.func.count()).select_from(Ballot))
            left = session.scalar(sa.select(sa.func.count()).select_from(SealedBallot))
        good = (counted and rows == number + len(members) and left == 0 and not any(f.wrong for f in verify(text))
                and all(code in text for code in codes[::97]))
        times.sort()
        print(f"{kind}: {rows} ballots counted in {took:.2f} s, {memory:.0f} MB more at most, file of "
              f"{len(text.encode()) // 1024} kB; one answer p50 {times[len(times) // 2]:.0f} ms, max {times[-1]:.0f} "
              f"ms: {'ok' if good else 'WRONG'}")
        db.session.remove()
        db.engine.dispose()
    return bool(good)


def run(kind: str, number: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        if kind == "sqlite":
            return closing(kind, instance, f"sqlite:///{instance}/cordee.db", number)
        for url in postgres.server():
            return closing(kind, instance, url, number)
    return False


if __name__ == "__main__":
    kinds = [sys.argv[1]] if len(sys.argv) > 1 else ["sqlite", "postgresql"]
    most = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    sys.exit(0 if all([run(kind, most) for kind in kinds]) else 1)
