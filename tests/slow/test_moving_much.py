"""A hundred thousand proposals carried to PostgreSQL and back: the same rows, and no more memory than for a few."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import sqlalchemy.orm

from app.core.database import WRITE
from app.core.kinds import Subject
from app.extensions import db
from app.journal import queries as journal
from app.journal.models import Event
from app.journal.rules import digest_of
from app.proposals.models import Proposal, Revision
from app.search.models import SearchDoc
from app.territory.models import Space
from tests.site import drill
from tests.site.conftest import House

ROOT = Path(__file__).parent.parent.parent
MANY, FEW = 100_000, 1_000
AT_ONCE = 5_000
ROOM = 80_000  # kB that a hundred times more rows may take beyond what a few take

pytestmark = pytest.mark.slow


def multiplied(house: House, need: int, number: int) -> None:
    """One need, its text, its words and a line of the journal for each: as if so many had been published."""
    with house.app.app_context(), db.engine.connect().execution_options(**WRITE) as connection, connection.begin():
        for rows, table in ((_proposals(connection, need, number), Proposal.__table__),
                            (_revisions(connection, need, number), Revision.__table__),
                            (_words(connection, need, number), SearchDoc.__table__)):
            _insert(connection, table, rows)
        _lines(connection, number)


def _insert(connection: sa.Connection, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    while some := list(islice(rows, AT_ONCE)):
        connection.execute(sa.insert(table), some)


def _first(connection: sa.Connection, table: Any, column: str, number: int) -> tuple[dict[str, Any], int]:
    row = dict(connection.execute(sa.select(table).where(table.c[column] == number)).mappings().first() or {})
    last = connection.scalar(sa.select(sa.func.max(table.c.id))) if "id" in table.c else 0
    return row, int(last or 0)


def _proposals(connection: sa.Connection, need: int, number: int) -> Iterator[dict[str, Any]]:
    row, last = _first(connection, Proposal.__table__, "id", need)
    for n in range(1, number + 1):
        yield row | {"id": last + n, "reference": f"HA-N-2099-{n:06}", "title": f"{row['title']} {n}"}


def _revisions(connection: sa.Connection, need: int, number: int) -> Iterator[dict[str, Any]]:
    row, last = _first(connection, Revision.__table__, "proposal_id", need)
    first = int(connection.scalar(sa.select(sa.func.max(Proposal.id))) or 0) - number
    for n in range(1, number + 1):
        yield row | {"proposal_id": first + n} | ({"id": last + n} if "id" in row else {})


def _words(connection: sa.Connection, need: int, number: int) -> Iterator[dict[str, Any]]:
    its = connection.scalar(sa.select(SearchDoc.id).where(SearchDoc.kind == Subject.PROPOSAL, SearchDoc.ref == need))
    row, last = _first(connection, SearchDoc.__table__, "id", int(its or 0))
    first = int(connection.scalar(sa.select(sa.func.max(Proposal.id))) or 0) - number
    for n in range(1, number + 1):
        yield row | {"id": last + n, "ref": first + n, "proposal_id": first + n}


def _lines(connection: sa.Connection, number: int) -> None:
    """Chained like any other."""
    space = connection.execute(sa.select(Space.id, Space.journal_seq, Space.journal_head)).first()
    assert space is not None
    with sa.orm.Session(connection) as session:
        *_before, entry = journal.entries(session, space.id, space.journal_seq)
    row, last = _first(connection, Event.__table__, "seq", space.journal_seq)

    def lines() -> Iterator[dict[str, Any]]:
        nonlocal entry
        for n in range(1, number + 1):
            bare = replace(entry, seq=entry.seq + 1, previous=entry.digest)
            entry = replace(bare, digest=digest_of(bare))
            yield row | {"id": last + n, "seq": entry.seq, "previous": entry.previous, "digest": entry.digest}

    _insert(connection, Event.__table__, lines())
    connection.execute(sa.update(Space).where(Space.id == space.id).values(
        journal_seq=entry.seq, journal_head=entry.digest))


def moved(house: House, url: str) -> int:
    """By the command, in a process of its own; the most memory it had, in kB."""
    told = {key: value for key, value in os.environ.items() if not key.startswith("CORDEE_")}
    with subprocess.Popen([sys.executable, "-m", "flask", "move", "--to", url], cwd=ROOT, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env={**told, "CORDEE_INSTANCE": str(house.folder)}) as process:
        assert process.stdout is not None
        said = process.stdout.read().decode()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, said
    house.close()
    house.url, house.kind = url, "sqlite" if url.startswith("sqlite") else "postgresql"
    return usage.ru_maxrss


def there_and_back(house: House, number: int) -> tuple[int, int]:
    multiplied(house, drill.filled(house).need, number)
    (house.folder / "settings.toml").write_text(f'secret_key = "{"t" * 40}"\ndatabase_url = "{house.url}"\n')
    before = drill.state_of(house)
    assert before.rows["proposal"] > number
    house.close()
    out = moved(house, house.servers.database("postgresql", house.folder, migrated=False))
    assert drill.state_of(house) == before
    (house.folder / "back").mkdir()
    back = moved(house, house.servers.database("sqlite", house.folder / "back", migrated=False))
    assert drill.state_of(house) == before
    return out, back


def test_a_hundred_thousand_proposals_both_ways(built, tmp_path):
    many = there_and_back(built("sqlite"), MANY)
    (tmp_path / "first").rename(tmp_path / "many")
    few = there_and_back(built("sqlite"), FEW)
    assert all(much - little < ROOM for much, little in zip(many, few, strict=True)), (many, few)
