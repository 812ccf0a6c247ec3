"""Signed-in browsers: seen, and closed by their person."""

from datetime import timedelta

import sqlalchemy as sa

from app.models.people import KnownBrowser, LoginSession, Person
from app.operations._factors import tell
from app.operations._people import last_moment, revoke_sessions
from app.operations._steps import allow
from app.operations._work import Work, operation
from app.queries.accounts import browser_digest, is_known_browser
from app.queries.dialect import upsert
from app.queries.factors import holds_staff_role
from app.queries.loading import existing_value
from app.rules import limits
from app.rules.permissions import Action


@operation
def touch(work: Work, session_id: int) -> None:
    """Once a day for each browser: the thirty days without a visit begin again."""
    row = existing_value(work.session.scalars(sa.select(LoginSession).where(
        LoginSession.id == session_id, LoginSession.person_id == work.me, LoginSession.revoked_at.is_(None))))
    row.seen_at, row.expires_at = work.now, last_moment(row.created_at, work.now)
    work.session.execute(sa.update(Person).where(Person.id == work.me).values(last_seen_on=work.now.date()))


@operation
def close(work: Work, session_id: int, *, forget: bool = False) -> None:
    """One's own only; somebody else's is not there. Closing twice is closing once. `forget`: its browser is known no
    more, unless another of the open sessions is in it."""
    row = existing_value(work.session.scalars(sa.select(LoginSession).where(
        LoginSession.id == session_id, LoginSession.person_id == work.me)))
    row.revoked_at = row.revoked_at or work.now
    if forget and row.browser is not None:
        still = sa.select(LoginSession.browser).where(
            LoginSession.person_id == work.me, LoginSession.id != row.id, LoginSession.revoked_at.is_(None),
            LoginSession.browser.is_not(None))
        work.session.execute(sa.delete(KnownBrowser).where(
            KnownBrowser.digest == row.browser, KnownBrowser.digest.not_in(still))
            .execution_options(synchronize_session=False))


@operation
def know_browser(work: Work, session_id: int, device: str, secret_key: str) -> None:
    """After a sign-in: what strangers do at the door of this address does not stand in this browser's way any more.
    Somebody of the team is told of one they never came from: what the browser says of itself, and no address."""
    row = work.session.scalars(sa.select(LoginSession).where(
        LoginSession.id == session_id, LoginSession.person_id == work.me)).one()
    email = work.session.get_one(Person, work.me).email or ""
    row.browser = browser_digest(secret_key, device, email)
    if not is_known_browser(work.session, row.browser, work.now) and holds_staff_role(work.session, work.me):
        tell(work, work.me, "new_sign_in", browser=row.label, at=work.now.isoformat())
    until = work.now + timedelta(days=limits.BROWSER_DAYS)
    work.session.execute(upsert(work.session, KnownBrowser).values(
        person_id=work.me, digest=row.browser, created_at=work.now, expires_at=until)
        .on_conflict_do_update(index_elements=["digest"], set_={"person_id": work.me, "expires_at": until}))


@operation
def close_others(work: Work, session_id: int) -> int:
    """Every browser but this one. Returns how many."""
    allow(work, Action.PERSON_EDIT_SELF)
    return revoke_sessions(work, work.me, but=session_id)
