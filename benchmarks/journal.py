"""How fast the chain is checked: 100 000 lines in memory, and the same read from SQLite."""

import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from pysqlite3 import dbapi2
from sqlalchemy.orm import Session

from app.core.kinds import SpaceKind, Subject, Visibility
from app.core.models import Base
from app.journal.models import Event
from app.journal.queries import entries
from app.journal.rules import Entry, digest_of, verify
from app.territory.models import Space

LINES = 100_000
START = datetime(2026, 1, 1, tzinfo=UTC)


def chain(number: int) -> list[Entry]:
    made, previous = [], ""
    for seq in range(1, number + 1):
        bare = Entry(1, seq, START + timedelta(seconds=seq), "comment.posted", seq % 900 + 1, "proposal", seq % 5_000,
                     {"comment_id": seq, "stance": "for", "author_id": seq % 900 + 1}, previous)
        made.append(replace(bare, digest=digest_of(bare)))
        previous = made[-1].digest
    return made


def timed(label: str, lines: Iterable[Entry], head: str) -> None:
    began = time.perf_counter()
    count, fault = verify(lines, LINES, head)
    seconds = time.perf_counter() - began
    print(f"{label}: {count} lines in {seconds:.2f} s = {count / seconds:,.0f} lines/s, fault: {fault}")


def stored(session: Session, lines: list[Entry]) -> None:
    session.add(Space(slug="bench", kind=SpaceKind.TERRITORY, name={}, about={}, timezone="UTC", opens_at=START))
    session.flush()  # the events refer to it
    session.execute(sa.insert(Event), [
        {"space_id": e.space_id, "seq": e.seq, "at": e.at, "kind": e.kind, "actor_id": e.actor_id,
         "subject_kind": Subject.PROPOSAL, "subject_id": e.subject_id, "visibility": Visibility.PUBLIC,
         "data": dict(e.data), "previous": e.previous, "digest": e.digest} for e in lines])


def main() -> None:
    lines = chain(LINES)
    timed("in memory", lines, lines[-1].digest)
    with tempfile.TemporaryDirectory() as folder:
        engine = sa.create_engine(f"sqlite:///{Path(folder) / 'bench.db'}", module=dbapi2)
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            stored(session, lines)
            timed("from SQLite", entries(session, 1, LINES), lines[-1].digest)
        engine.dispose()


if __name__ == "__main__":
    main()
