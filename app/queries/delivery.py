"""Mails that wait to be sent."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.delivery import Mail
from app.rules.kinds import MailState


def due_mails(session: Session, now: datetime, most: int) -> list[tuple[int, int]]:
    """(id, tries so far), the oldest first."""
    rows = session.execute(
        sa.select(Mail.id, Mail.tries).where(Mail.state == MailState.PENDING, Mail.next_try_at <= now)
        .order_by(Mail.next_try_at, Mail.id).limit(most)).all()
    return [(row.id, row.tries) for row in rows]
