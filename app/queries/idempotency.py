"""Where an act that was written already leads."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.idempotency import ActKey


def written(session: Session, digest: str) -> sa.Row[str, str] | None:
    """(location, content) of the act of that key; None where none was written."""
    return session.execute(sa.select(ActKey.location, ActKey.content).where(ActKey.digest == digest)).one_or_none()
