"""Since when copies could have been made, and when their lateness was last said."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.journal import Event
from app.models.site import Site


def opened_at(session: Session) -> datetime | None:
    """When the site was put into service, else when its journal begins; None where there is no site yet."""
    told: datetime | None = session.scalar(sa.select(Site.set_up_at))
    return told or session.scalar(sa.select(Event.at).order_by(Event.id).limit(1))


def last_warning(session: Session, space_id: int) -> datetime | None:
    found: datetime | None = session.scalar(
        sa.select(Event.at).where(Event.kind == "backup.late", Event.space_id == space_id)
        .order_by(Event.id.desc()).limit(1))
    return found
