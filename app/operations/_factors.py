"""Steps that the operations on second factors share."""

from typing import Any

import sqlalchemy as sa

from app.models.factors import OneUseCode, Passkey, TotpFactor
from app.models.people import LoginSession, Person
from app.operations._people import home_id, post, revoke_sessions
from app.operations._work import Refused, Work
from app.queries.factors import has_second_factor, holds_staff_role
from app.rules.happenings import FactorAdded, FactorRecovered, FactorRemoved, FactorReset

TABLES = (TotpFactor, OneUseCode, Passkey)


def mark_strong(work: Work, session_id: int) -> None:
    """A second factor was shown in that session, now; its challenge is spent."""
    work.session.execute(
        sa.update(LoginSession).where(LoginSession.id == session_id, LoginSession.revoked_at.is_(None))
        .values(strong_at=work.now, challenge=None, challenge_at=None).execution_options(synchronize_session=False))


def factor_added(work: Work, person_id: int, factor: str, session_id: int) -> None:
    """`factor`: totp, sheet, passkey. What is open elsewhere is closed, this session has shown it; the person is told
    by mail, the team by the journal where it is one of the team."""
    mark_strong(work, session_id)
    revoke_sessions(work, person_id, but=session_id)
    if holds_staff_role(work.session, person_id):
        work.say(FactorAdded(space_id=home_id(work), subject_id=person_id, factor=factor))
    tell(work, person_id, "factor_added", factor=factor)


def factor_removed(work: Work, person_id: int, factor: str) -> None:
    """After its rows are deleted. With the last one go the recovery codes, which are the way back to it, and what
    sessions had shown."""
    work.session.flush()
    if not has_second_factor(work.session, person_id):
        forget(work, person_id)
    if holds_staff_role(work.session, person_id):
        work.say(FactorRemoved(space_id=home_id(work), subject_id=person_id, factor=factor))
    tell(work, person_id, "factor_removed", factor=factor)


def recovered(work: Work, person_id: int, left: int) -> None:
    if holds_staff_role(work.session, person_id):
        work.say(FactorRecovered(space_id=home_id(work), subject_id=person_id, left=left))
    tell(work, person_id, "factor_recovered", left=left)


def reset(work: Work, person_id: int, how: str) -> bool:
    """All of somebody's, for them: they come in with a code by mail, and begin again. False where there was none."""
    if not has_second_factor(work.session, person_id):
        return False
    forget(work, person_id)
    revoke_sessions(work, person_id)
    work.say(FactorReset(space_id=home_id(work), subject_id=person_id, how=how))
    tell(work, person_id, "factor_reset", how=how)
    return True


def forget(work: Work, person_id: int) -> None:
    for table in TABLES:
        work.session.execute(sa.delete(table).where(table.person_id == person_id)
                             .execution_options(synchronize_session=False))
    work.session.execute(sa.update(LoginSession).where(LoginSession.person_id == person_id)
                         .values(strong_at=None, challenge=None, challenge_at=None)
                         .execution_options(synchronize_session=False))


def tell(work: Work, person_id: int, kind: str, **params: Any) -> None:
    person = work.session.get_one(Person, person_id)
    if person.email:
        post(work, person.email, kind, person.locale or "fr", person_id, **params)


def own_session(work: Work, session_id: int) -> LoginSession:
    """The live session of whoever asks, locked."""
    row = work.session.scalars(sa.select(LoginSession).where(
        LoginSession.id == session_id, LoginSession.person_id == work.me, LoginSession.revoked_at.is_(None),
        LoginSession.expires_at > work.now).with_for_update(key_share=True)).first()
    if row is None:
        raise Refused("sign_in_first")
    return row
