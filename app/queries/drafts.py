"""Drafts that will go soon. Read-only: the job then asks the operation."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.proposals import Draft
from app.rules import limits

BATCH = 200


def to_warn(session: Session, now: datetime) -> list[int]:
    """Those whose next notice is due, the soonest to go first."""
    due = [sa.and_(Draft.notices <= told, Draft.expires_at <= now + timedelta(days=days))
           for told, days in enumerate(limits.DRAFT_NOTICES)]
    return list(session.scalars(sa.select(Draft.id).where(Draft.expires_at > now, sa.or_(*due))
                                .order_by(Draft.expires_at, Draft.id).limit(BATCH)))
