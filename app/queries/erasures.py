"""The list of what was taken away: what is not in its file yet, and since when a copy knows nothing of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.erasures import Erasure
from app.models.journal import Event


def to_note(session: Session, limit: int) -> Sequence[Any]:
    """(id, at, what, target), the oldest first."""
    return session.execute(sa.select(Erasure.id, Erasure.at, Erasure.what, Erasure.target)
                           .where(Erasure.noted_at.is_(None)).order_by(Erasure.id).limit(limit)).all()


def last_moment(session: Session) -> datetime | None:
    """Of the newest line of any journal: a copy knows nothing of what was done after it."""
    found: datetime | None = session.scalar(sa.select(Event.at).order_by(Event.id.desc()).limit(1))
    return found
