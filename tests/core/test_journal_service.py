"""The chain on both databases: whatever is changed, removed, inserted, moved or cut is found, and named."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from app.core.database import WRITE
from app.core.kinds import Stance
from app.discussion import service as discussion
from app.journal import queries as journal
from app.journal.models import Event, Outbox, guards
from app.journal.rules import Fault, verify
from app.territory.models import Space
from tests.build import World
from tests.remembered import remembered

LINES = 8


@pytest.fixture
def written(world: World) -> World:
    """A journal of at least eight lines."""
    _eight(world)
    return world


@remembered
def _eight(world: World) -> None:
    alice = world.person("Alice")
    idea = world.idea(alice)
    for n in range(LINES):
        world.do(discussion.post, alice, idea, Stance.FOR, f"Message {n}", "fr")


def checked(world: World) -> Fault | None:
    with world.make_session() as session:
        head = journal.heads(session)[0]
        fault = verify(journal.entries(session, head.id, head.journal_seq), head.journal_seq, head.journal_head)[1]
        after = journal.beyond(session, head.id)
        return fault or (Fault(after, "beyond") if after is not None else None)


@contextmanager
def unguarded(world: World) -> Iterator[sa.Connection]:
    """As somebody with the database file in hand: the triggers are off, then made again."""
    with world.make_session() as session:
        connection = session.connection(execution_options=WRITE)
        if connection.dialect.name == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(f"DROP TRIGGER event_no_{verb}")
            yield connection
            for statement in guards("sqlite"):
                if " ON event " in statement:
                    connection.exec_driver_sql(statement)
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            yield connection
        session.commit()


def seqs(world: World) -> int:
    with world.make_session() as session:
        return session.scalar(sa.select(sa.func.max(Event.seq)))


def test_an_untouched_journal_holds(written):
    assert checked(written) is None


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_the_database_refuses_to_change_a_line(written, statement):
    with written.make_session() as session:
        session.connection(execution_options=WRITE)
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            session.execute(sa.text(statement))


@pytest.mark.parametrize(("column", "value"), [
    ("kind", "support.given"), ("actor_id", 77), ("subject_id", 77), ("data", {"comment_id": 1, "stance": "against"})])
def test_a_changed_line_is_found(written, column, value):
    with unguarded(written) as connection:
        connection.execute(sa.update(Event).where(Event.seq == 5).values({column: value}))
    assert checked(written) == Fault(5, "content")


def test_a_changed_moment_is_found(written):
    with unguarded(written) as connection:
        connection.execute(sa.update(Event).where(Event.seq == 5).values(at=written.later(seconds=1)))
    assert checked(written) == Fault(5, "content")


def test_a_line_changed_with_its_own_digest_breaks_the_next_one(written):
    from dataclasses import replace

    from app.journal.rules import digest_of

    with written.make_session() as session:
        lines = list(journal.entries(session, written.space_id, 5))
    forged = replace(lines[4], actor_id=77)
    with unguarded(written) as connection:
        connection.execute(sa.update(Event).where(Event.seq == 5).values(actor_id=77, digest=digest_of(forged)))
    assert checked(written) == Fault(6, "link")


def test_a_removed_line_is_found(written):
    with unguarded(written) as connection:
        line = sa.select(Event.id).where(Event.seq == 5)
        connection.execute(sa.delete(Outbox).where(Outbox.event_id.in_(line)))
        connection.execute(sa.delete(Event).where(Event.seq == 5))
    assert checked(written) == Fault(5, "gap")


def test_two_lines_that_changed_places_are_found(written):
    with unguarded(written) as connection:
        for old, new in ((5, 1_000), (6, 5), (1_000, 6)):
            connection.execute(sa.update(Event).where(Event.seq == old).values(seq=new))
    assert checked(written) == Fault(5, "link")


def test_an_inserted_line_is_found(written):
    last = seqs(written)
    with unguarded(written) as connection:
        for seq in range(last, 4, -1):
            connection.execute(sa.update(Event).where(Event.seq == seq).values(seq=seq + 1))
        copied = [c for c in Event.__table__.c if c.name not in ("id", "seq")]
        row = connection.execute(sa.select(*copied).where(Event.seq == 6)).mappings().one()
        connection.execute(sa.insert(Event).values(seq=5, **row))
    assert checked(written) == Fault(6, "link")


def test_a_cut_end_is_found(written):
    last = seqs(written)
    with unguarded(written) as connection:
        line = sa.select(Event.id).where(Event.seq == last)
        connection.execute(sa.delete(Outbox).where(Outbox.event_id.in_(line)))
        connection.execute(sa.delete(Event).where(Event.seq == last))
    assert checked(written) == Fault(last, "head")


def test_a_line_added_after_the_head_is_found(written):
    last = seqs(written)
    with unguarded(written) as connection:
        copied = [c for c in Event.__table__.c if c.name not in ("id", "seq")]
        row = connection.execute(sa.select(*copied).where(Event.seq == last)).mappings().one()
        connection.execute(sa.insert(Event).values(seq=last + 1, **row))
    assert checked(written) == Fault(last + 1, "beyond")


def test_a_head_moved_back_is_found(written):
    last = seqs(written)
    with unguarded(written) as connection:
        digest = connection.execute(sa.select(Event.digest).where(Event.seq == last - 1)).scalar_one()
        connection.execute(sa.update(Space).values(journal_seq=last - 1, journal_head=digest))
    assert checked(written) == Fault(last, "beyond")


def test_the_journal_keeps_no_name_and_no_text(written):
    with written.make_session() as session:
        told = str(session.execute(sa.select(Event.data)).scalars().all())
    assert "Alice" not in told
    assert "Message" not in told


def test_a_page_of_staff_lines_is_not_asked_for_by_others(written):
    from app.core.kinds import Ground, Subject
    from app.moderation import service as moderation

    with written.make_session() as session:
        idea = session.scalar(sa.select(Event.subject_id).where(Event.kind == "comment.posted"))
    written.do(moderation.report, None, Subject.PROPOSAL, idea, Ground.OTHER, "", visitor_tag="v")
    with written.make_session() as session:
        assert journal.page(session, kind="content.reported") == []
        assert len(journal.page(session, kind="content.reported", staff=True)) == 1


def test_pages_follow_one_another_without_a_gap(written):
    with written.make_session() as session:
        first = journal.page(session, limit=3)
        second = journal.page(session, before=first[2].id, limit=100)
    assert [row.seq for row in (*first[:3], *second)] == list(range(seqs(written), 0, -1))
