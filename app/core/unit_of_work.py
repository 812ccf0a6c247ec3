"""Where an act that was written already leads."""

import functools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core import refusals
from app.core.database import PATIENCE, WRITE, may_pass_again, nothing_was_kept, upsert
from app.core.events import DomainEvent
from app.core.models import ActKey
from app.core.refusals import Reason, Refusal, Value
from app.journal.models import Event, Outbox
from app.journal.rules import Entry, digest_of
from app.territory.models import Space


def written(session: Session, digest: str) -> sa.Row[str, str] | None:
    """(location, content) of the act of that key; None where none was written."""
    return session.execute(sa.select(ActKey.location, ActKey.content).where(ActKey.digest == digest)).one_or_none()


# A form that is sent twice is written once: the key it was drawn with is UNIQUE in the transaction of its act.
#
# As in « The Idempotency-Key HTTP Header Field » (IETF, draft-ietf-httpapi-idempotency-key-header-07): the key is drawn
# for the client, the answer to a repeated one is the first answer, and one that comes back with another content is an
# error, never a second act. The row is claimed before anything else is read or locked, so that of two that come at once
# the second waits for the first (BEGIN IMMEDIATE on SQLite, the unique index on PostgreSQL) and holds nothing
# meanwhile.

ATTEMPT = "attempt"  # the name under which the session of an act carries it (Session.info)


@dataclass(slots=True)
class Attempt:
    """One sending of a form. `digest`: of its key and of whose it is; `content`: of what was typed; `locate`: from what
    the operation gives back, the page that the sending ends on. `written`: set by the door, once it is."""

    digest: str
    content: str
    locate: Callable[[Any], str]
    location: str = ""
    written: bool = False


class Replayed(Exception):
    """This act was written by an earlier sending. `same`: with the same content."""

    def __init__(self, location: str, *, same: bool) -> None:
        super().__init__(location)
        self.location, self.same = location, same


def claim(session: Session, now: datetime) -> Attempt | None:
    """The first thing done in its transaction. None for an act that needs no key."""
    attempt: Attempt | None = session.info.get(ATTEMPT)
    if attempt is None:
        return None
    row = upsert(session, ActKey).values(digest=attempt.digest, content=attempt.content, at=now, location="")
    if session.scalar(row.on_conflict_do_nothing().returning(ActKey.id)) is None:
        check(session, attempt)
    return attempt


def check(session: Session, attempt: Attempt) -> None:
    """Raises where the act of this key is written."""
    if (there := written(session, attempt.digest)) is not None:
        raise Replayed(there.location, same=there.content == attempt.content)


def settle(session: Session, attempt: Attempt | None, result: object) -> None:
    """The last thing done: where a repeated sending will be led."""
    if attempt is None:
        return
    attempt.location = attempt.locate(result)
    session.execute(sa.update(ActKey).where(ActKey.digest == attempt.digest).values(location=attempt.location)
                    .execution_options(synchronize_session=False))


# Writing what happened: numbered without a gap, chained, and put in the outbox for whoever should hear of it.

def write_journal(session: Session, now: datetime, actor_id: int | None, said: Sequence[DomainEvent]) -> None:
    """The head row is locked last and held for a moment only: PostgreSQL's writers wait for one another there."""
    session.flush()
    for space_id in sorted({event.space_id for event in said}):
        _write_space(session, now, actor_id, space_id, [event for event in said if event.space_id == space_id])


def _write_space(session: Session, now: datetime, actor_id: int | None, space_id: int, said: list[DomainEvent]) -> None:
    head = session.execute(
        sa.select(Space.journal_seq, Space.journal_head).where(Space.id == space_id)
        .with_for_update(key_share=True)).one()
    seq, previous = head.journal_seq, head.journal_head
    for event in said:
        entry = _entry(event, seq := seq + 1, previous, now, actor_id)
        previous = entry.digest
        _add(session, event, entry)
    session.execute(sa.update(Space).where(Space.id == space_id).values(journal_seq=seq, journal_head=previous)
                    .execution_options(synchronize_session=False))


def _entry(event: DomainEvent, seq: int, previous: str, now: datetime, actor_id: int | None) -> Entry:
    bare = Entry(event.space_id, seq, now, event.kind, actor_id, event.about.value, event.subject_id,
                 event.data(), previous)
    return replace(bare, digest=digest_of(bare))


def _add(session: Session, event: DomainEvent, entry: Entry) -> None:
    event_id = session.scalar(sa.insert(Event).returning(Event.id).values(
        space_id=entry.space_id, seq=entry.seq, at=entry.at, kind=entry.kind, actor_id=entry.actor_id,
        subject_kind=event.about, subject_id=entry.subject_id, visibility=event.visibility,
        data=dict(entry.data), previous=entry.previous, digest=entry.digest))
    session.execute(sa.insert(Outbox).values(event_id=event_id, tries=0, next_try_at=entry.at))


# One operation, one transaction, one line in the journal for each thing that happened.

P = ParamSpec("P")
R = TypeVar("R")
SessionMaker = Callable[[], Session]
TRIES = 5


class Refused(Exception):
    """A rule said no. The code is what the door translates; `field` names the input at fault, where there is one."""

    def __init__(self, code: Refusal, *, field: str | None = None, **params: Value) -> None:
        super().__init__(code)
        self.code, self.field = code, field
        self.params: dict[str, Value] = params

    @classmethod
    def because(cls, reason: Reason) -> "Refused":
        refused = cls(reason.code)
        refused.params = dict(reason.params)
        return refused


class OutcomeUnknown(Exception):
    """The database was asked to keep it and did not answer: it may be there, it may not. Never run again by itself;
    whoever asked looks first."""


@dataclass
class Work:
    """What an operation works with. No global: jobs and commands use the same functions as pages."""

    session: Session
    now: datetime
    actor_id: int | None
    said: list[DomainEvent] = field(default_factory=list)

    @property
    def me(self) -> int:
        if self.actor_id is None:
            raise Refused(refusals.SIGN_IN_FIRST)
        return self.actor_id

    def say(self, event: DomainEvent) -> None:
        """Note what happened; it is written when the operation ends, in the same transaction."""
        self.said.append(event)


def _once(function: Callable[..., R], session: Session, until: float, now: datetime, actor_id: int | None,
          *args: object, **kwargs: object) -> R:
    session.connection(execution_options={**WRITE, "until": until})
    attempt = claim(session, now)
    work = Work(session, now, actor_id)
    result = function(work, *args, **kwargs)
    write_journal(session, now, actor_id, work.said)
    settle(session, attempt, result)
    session.flush()  # what it refuses is refused before anything is kept
    try:
        session.commit()
    except DBAPIError as fault:
        if nothing_was_kept(fault):
            raise
        raise OutcomeUnknown(function.__name__) from fault
    return result


def _tried(function: Callable[..., R], make_session: SessionMaker, now: datetime, actor_id: int | None,
           *args: object, **kwargs: object) -> R:
    """Again only where nothing was kept, and as long as there is time."""
    until = time.monotonic() + PATIENCE
    for attempt in range(1, TRIES + 1):
        with make_session() as session:
            try:
                return _once(function, session, until, now, actor_id, *args, **kwargs)
            except DBAPIError as fault:
                if attempt == TRIES or time.monotonic() >= until or not may_pass_again(fault):
                    raise
    raise AssertionError("unreachable")


def operation(
    function: Callable[Concatenate[Work, P], R],
) -> Callable[Concatenate[SessionMaker, datetime, int | None, P], R]:
    """Run in a session of its own: short, writing from the start, tried again as a whole when the database is busy."""

    @functools.wraps(function)
    def run(make_session: SessionMaker, now: datetime, actor_id: int | None, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return _tried(function, make_session, now, actor_id, *args, **kwargs)

    return run
