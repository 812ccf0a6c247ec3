"""Steps that the operations on second factors share."""


import sqlalchemy as sa

from app.models.factors import OneUseCode
from app.models.people import LoginSession, Person
from app.operations._people import home_id, post, revoke_sessions
from app.operations._work import Work
from app.queries.factors import has_second_factor, holds_staff_role
from app.rules.happenings import FactorAdded, FactorRemoved

RECOVERY_CODES = 10


def mark_strong(work: Work, session_id: int) -> None:
    """A second factor was shown in that session, now; its challenge is spent."""
    work.session.execute(
        sa.update(LoginSession).where(LoginSession.id == session_id, LoginSession.revoked_at.is_(None))
        .values(strong_at=work.now, challenge=None, challenge_at=None).execution_options(synchronize_session=False))


def factor_added(work: Work, person_id: int, factor: str, session_id: int | None = None) -> None:
    """`factor`: totp, sheet, passkey. What is open elsewhere is closed, this session has shown it; the person is told
    by mail, the team by the journal where it is one of the team."""
    if session_id is not None:
        mark_strong(work, session_id)
        revoke_sessions(work, person_id, but=session_id)
    if holds_staff_role(work.session, person_id):
        work.say(FactorAdded(space_id=home_id(work), subject_id=person_id, factor=factor))
    _tell(work, person_id, "factor_added", factor)


def factor_removed(work: Work, person_id: int, factor: str) -> None:
    """After its rows are deleted. Recovery codes go with the last factor: there is nothing left to come back from."""
    work.session.flush()
    if not has_second_factor(work.session, person_id):
        work.session.execute(sa.delete(OneUseCode).where(OneUseCode.person_id == person_id)
                             .execution_options(synchronize_session=False))
    if holds_staff_role(work.session, person_id):
        work.say(FactorRemoved(space_id=home_id(work), subject_id=person_id, factor=factor))
    _tell(work, person_id, "factor_removed", factor)


def _tell(work: Work, person_id: int, kind: str, factor: str) -> None:
    person = work.session.get_one(Person, person_id)
    if person.email:
        post(work, person.email, kind, person.locale or "fr", person_id, factor=factor)
