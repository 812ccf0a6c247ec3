"""Writing what happened: numbered without a gap, chained, and put in the outbox for whoever should hear of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.journal import Event, Outbox
from app.models.spaces import Space
from app.rules.chain import Entry, digest_of
from app.rules.happenings import Happening


def write_journal(session: Session, now: datetime, actor_id: int | None, said: Sequence[Happening]) -> None:
    """The head row is locked last and held for a moment only: PostgreSQL's writers wait for one another there."""
    session.flush()
    for space_id in sorted({happening.space_id for happening in said}):
        _write_space(session, now, actor_id, space_id, [h for h in said if h.space_id == space_id])


def _write_space(session: Session, now: datetime, actor_id: int | None, space_id: int, said: list[Happening]) -> None:
    head = session.execute(
        sa.select(Space.journal_seq, Space.journal_head).where(Space.id == space_id)
        .with_for_update(key_share=True)).one()
    seq, previous = head.journal_seq, head.journal_head
    for happening in said:
        entry = _entry(happening, seq := seq + 1, previous, now, actor_id)
        previous = entry.digest
        _add(session, happening, entry)
    session.execute(sa.update(Space).where(Space.id == space_id).values(journal_seq=seq, journal_head=previous)
                    .execution_options(synchronize_session=False))


def _entry(happening: Happening, seq: int, previous: str, now: datetime, actor_id: int | None) -> Entry:
    bare = Entry(happening.space_id, seq, now, happening.kind, actor_id, happening.about.value, happening.subject_id,
                 happening.data(), previous)
    return replace(bare, digest=digest_of(bare))


def _add(session: Session, happening: Happening, entry: Entry) -> None:
    event_id = session.scalar(sa.insert(Event).returning(Event.id).values(
        space_id=entry.space_id, seq=entry.seq, at=entry.at, kind=entry.kind, actor_id=entry.actor_id,
        subject_kind=happening.about, subject_id=entry.subject_id, visibility=happening.visibility,
        data=dict(entry.data), previous=entry.previous, digest=entry.digest))
    session.execute(sa.insert(Outbox).values(event_id=event_id, tries=0, next_try_at=entry.at))
