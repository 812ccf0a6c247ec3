"""A mail's row on its way out: taken by one worker, then sent, put off, or given up. Its content goes with it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.models.delivery import Mail
from app.models.people import Person
from app.operations._work import Work, operation
from app.queries.delivery import is_due
from app.rules import limits
from app.rules.kinds import MailState, PersonState

LEASE = timedelta(minutes=2)  # four times what one mail may take
GIVEN_UP = timedelta(days=5)  # RFC 5321, 4.5.4.1: a server that is away is waited for that long
SOONEST = timedelta(seconds=10)
TOO_OLD = "too_old"


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
                              is_due(Mail, work.now))
        .values(tries=tries + 1, next_try_at=work.now + LEASE)
        .returning(Mail.to_address, Mail.kind, Mail.locale, Mail.params, Mail.dedupe_key, Mail.person_id,
                   Mail.created_at)
        .execution_options(synchronize_session=False)).first()
    if taken is None:
        return None
    if not _still_wanted(work, taken.person_id, dict(taken.params)):
        _end(work, mail_id, MailState.DEAD)
        return None
    if taken.created_at < work.now - GIVEN_UP:
        _end(work, mail_id, MailState.DEAD, TOO_OLD)
        return None
    return Leased(mail_id, taken.to_address, taken.kind, taken.locale, dict(taken.params), taken.dedupe_key)


def _still_wanted(work: Work, person_id: int | None, params: dict[str, Any]) -> bool:
    """Asked at the moment of sending: a code that is over, or an account erased meanwhile, gets no mail."""
    if (until := _until(params)) is not None and until <= work.now:
        return False
    if person_id is None:
        return True
    return work.session.scalar(sa.select(Person.state).where(Person.id == person_id)) is not PersonState.ERASED


@operation
def sent(work: Work, mail_id: int) -> None:
    """The row stays for a while as a trace; what the mail said (a code, perhaps) does not."""
    _end(work, mail_id, MailState.SENT)


@operation
def failed(work: Work, mail_id: int, fault: str, *, for_ever: bool = False) -> bool:
    """Tried again after 2, 4, 8… minutes, and given up after eight tries; a code after 10, 20, 40… seconds, as long as
    it is good; nothing after a refusal that asking again does not change. True when given up. `fault`: in one word,
    without an address, for who runs the site."""
    row = work.session.execute(sa.select(Mail.tries, Mail.params).where(
        Mail.id == mail_id, Mail.state == MailState.PENDING)).first()
    if row is None:
        return False
    until = _until(dict(row.params))
    wait = timedelta(minutes=2**row.tries) if until is None else SOONEST * 2**(row.tries - 1)
    spent = row.tries >= limits.MAIL_TRIES if until is None else work.now + wait >= until
    if for_ever or spent:
        _end(work, mail_id, MailState.DEAD, fault)
        return True
    _put_off(work, mail_id, fault=fault, next_try_at=work.now + wait)
    return False


@operation
def put_back(work: Work, mail_id: int, fault: str) -> None:
    """The server was away: no fault of the mail, and no try of its own. It goes with the others when it is back."""
    _put_off(work, mail_id, fault=fault, tries=Mail.tries - 1, next_try_at=work.now)


def _put_off(work: Work, mail_id: int, **values: Any) -> None:
    work.session.execute(sa.update(Mail).where(Mail.id == mail_id, Mail.state == MailState.PENDING)
                         .values(values).execution_options(synchronize_session=False))


def _until(params: dict[str, Any]) -> datetime | None:
    """Until when it is of use (a day: until it is over); None where it always is."""
    if (told := params.get("until")) is None:
        return None
    until = datetime.fromisoformat(str(told))
    return until if until.tzinfo else until.replace(tzinfo=UTC) + timedelta(days=1)


def _end(work: Work, mail_id: int, state: MailState, fault: str = "") -> None:
    _put_off(work, mail_id, state=state, params={}, fault=fault,
             sent_at=work.now if state is MailState.SENT else None)
