"""Mails that wait to be sent, and those that did not leave."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.delivery import Mail
from app.models.journal import Outbox
from app.models.people import Person
from app.rules.kinds import MailState

LONG = timedelta(minutes=10)


def is_due(waiting: type[Mail] | type[Outbox], now: datetime) -> sa.ColumnElement[bool]:
    """A first try waits for nobody, least of all for a clock that was ahead when it was written, and was put right."""
    return sa.or_(waiting.tries == 0, waiting.next_try_at <= now)


def due_mails(session: Session, now: datetime, most: int) -> list[tuple[int, int]]:
    """(id, tries so far): somebody waits at the door for a code; then the oldest first."""
    rows = session.execute(
        sa.select(Mail.id, Mail.tries).where(Mail.state == MailState.PENDING, is_due(Mail, now))
        .order_by(Mail.kind != "code", Mail.next_try_at, Mail.id).limit(most)).all()
    return [(row.id, row.tries) for row in rows]


def given_up(session: Session, most: int) -> Sequence[Any]:
    """Those that will not leave, the latest first, with why: (id, kind, fault, created_at, person_id, name). A code
    that was over before its mail could leave, or a mail to somebody who left, is not one of them."""
    return session.execute(
        sa.select(Mail.id, Mail.kind, Mail.fault, Mail.created_at, Mail.person_id, Person.display_name.label("name"))
        .outerjoin(Person, Person.id == Mail.person_id)
        .where(Mail.state == MailState.DEAD, Mail.fault != "").order_by(Mail.id.desc()).limit(most)).all()


def kept_waiting(session: Session, now: datetime) -> Sequence[Any]:
    """The latest fault of those that should have left some time ago: the server is away, or refuses this site."""
    return session.execute(
        sa.select(Mail.id, Mail.fault).where(Mail.state == MailState.PENDING, Mail.created_at < now - LONG,
                                             Mail.fault != "").order_by(Mail.id.desc()).limit(1)).all()
