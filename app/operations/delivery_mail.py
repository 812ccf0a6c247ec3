"""A mail's row on its way out: taken by one worker, then sent, put off, or given up. Its content goes with it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.models.delivery import Mail
from app.models.people import Person
from app.operations._work import Work, operation
from app.rules import limits
from app.rules.kinds import MailState, PersonState

LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Leased:
    """What is needed to write and send it."""

    id: int
    to_address: str
    kind: str
    locale: str
    params: dict[str, Any]
    dedupe_key: str


@operation
def lease(work: Work, mail_id: int, tries: int) -> Leased | None:
    """Compare-and-set on the number of tries: one of two workers gets it. A worker that dies gives it back in time."""
    taken = work.session.execute(
        sa.update(Mail).where(Mail.id == mail_id, Mail.state == MailState.PENDING, Mail.tries == tries,
                              Mail.next_try_at <= work.now)
        .values(tries=tries + 1, next_try_at=work.now + LEASE)
        .returning(Mail.to_address, Mail.kind, Mail.locale, Mail.params, Mail.dedupe_key, Mail.person_id)
        .execution_options(synchronize_session=False)).first()
    if taken is None:
        return None
    if not _still_wanted(work, taken.person_id, dict(taken.params)):
        _end(work, mail_id, MailState.DEAD)
        return None
    return Leased(mail_id, taken.to_address, taken.kind, taken.locale, dict(taken.params), taken.dedupe_key)


def _still_wanted(work: Work, person_id: int | None, params: dict[str, Any]) -> bool:
    """Asked at the moment of sending: a code that is over, or an account erased meanwhile, gets no mail."""
    if (until := params.get("until")) is not None and str(until) <= work.now.isoformat():
        return False
    if person_id is None:
        return True
    return work.session.scalar(sa.select(Person.state).where(Person.id == person_id)) is not PersonState.ERASED


@operation
def sent(work: Work, mail_id: int) -> None:
    """The row stays for a while as a trace; what the mail said (a code, perhaps) does not."""
    _end(work, mail_id, MailState.SENT)


@operation
def failed(work: Work, mail_id: int) -> bool:
    """Tried again after 2, 4, 8… minutes; given up after eight tries. True when given up."""
    tries = work.session.execute(sa.select(Mail.tries).where(Mail.id == mail_id)).scalar_one()
    if tries >= limits.MAIL_TRIES:
        _end(work, mail_id, MailState.DEAD)
        return True
    work.session.execute(sa.update(Mail).where(Mail.id == mail_id, Mail.state == MailState.PENDING)
                         .values(next_try_at=work.now + timedelta(minutes=2**tries)))
    return False


def _end(work: Work, mail_id: int, state: MailState) -> None:
    work.session.execute(
        sa.update(Mail).where(Mail.id == mail_id, Mail.state == MailState.PENDING)
        .values(state=state, params={}, sent_at=work.now if state is MailState.SENT else None)
        .execution_options(synchronize_session=False))
