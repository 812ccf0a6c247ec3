"""A form that is sent twice is written once: the key it was drawn with is UNIQUE in the transaction of its act.

As in « The Idempotency-Key HTTP Header Field » (IETF, draft-ietf-httpapi-idempotency-key-header-07): the key is drawn
for the client, the answer to a repeated one is the first answer, and one that comes back with another content is an
error, never a second act. The row is claimed before anything else is read or locked, so that of two that come at once
the second waits for the first (BEGIN IMMEDIATE on SQLite, the unique index on PostgreSQL) and holds nothing meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.idempotency import ActKey
from app.queries import idempotency as read
from app.queries.dialect import upsert

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
    if (there := read.written(session, attempt.digest)) is not None:
        raise Replayed(there.location, same=there.content == attempt.content)


def settle(session: Session, attempt: Attempt | None, result: object) -> None:
    """The last thing done: where a repeated sending will be led."""
    if attempt is None:
        return
    attempt.location = attempt.locate(result)
    session.execute(sa.update(ActKey).where(ActKey.digest == attempt.digest).values(location=attempt.location)
                    .execution_options(synchronize_session=False))
