"""Signed-in browsers: seen, and closed by their person."""

import sqlalchemy as sa

from app.models.people import LoginSession, Person
from app.operations._people import last_moment, revoke_sessions
from app.operations._steps import allow
from app.operations._work import Work, operation
from app.queries.loading import existing_value
from app.rules.permissions import Action


@operation
def touch(work: Work, session_id: int) -> None:
    """Once a day for each browser: the thirty days without a visit begin again."""
    row = existing_value(work.session.scalars(sa.select(LoginSession).where(
        LoginSession.id == session_id, LoginSession.person_id == work.me, LoginSession.revoked_at.is_(None))))
    row.seen_at, row.expires_at = work.now, last_moment(row.created_at, work.now)
    work.session.execute(sa.update(Person).where(Person.id == work.me).values(last_seen_on=work.now.date()))


@operation
def close(work: Work, session_id: int) -> None:
    """One's own only; somebody else's is not there. Closing twice is closing once."""
    row = existing_value(work.session.scalars(sa.select(LoginSession).where(
        LoginSession.id == session_id, LoginSession.person_id == work.me)))
    row.revoked_at = row.revoked_at or work.now


@operation
def close_others(work: Work, session_id: int) -> int:
    """Every browser but this one. Returns how many."""
    allow(work, Action.PERSON_EDIT_SELF)
    return revoke_sessions(work, work.me, but=session_id)
