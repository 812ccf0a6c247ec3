"""What has no more reason to be kept goes away: said in the privacy page, done here."""

from datetime import timedelta

import sqlalchemy as sa

from app.models.delivery import Mail
from app.models.idempotency import ActKey
from app.models.people import HeldForm, KnownBrowser, LoginCode, LoginSession, SignInCount
from app.models.proposals import Draft
from app.models.spaces import RoleInvitation
from app.operations._work import Work, operation
from app.rules import limits
from app.rules.kinds import MailState

CODES_KEPT = timedelta(days=1)  # longer than their validity: a first visit may still end with one
SESSIONS_KEPT = timedelta(days=30)  # a closed session stays in its person's list for a while


@operation
def purge(work: Work) -> int:
    """Returns how many rows went."""
    before = work.now - SESSIONS_KEPT
    wanted: tuple[tuple[type, sa.ColumnElement[bool]], ...] = (
        (LoginCode, LoginCode.expires_at < work.now - CODES_KEPT),
        (LoginSession, sa.or_(LoginSession.expires_at < before, LoginSession.revoked_at < before)),
        (KnownBrowser, KnownBrowser.expires_at < work.now),
        (SignInCount, SignInCount.ends_at < work.now),
        (HeldForm, HeldForm.expires_at < work.now),
        (ActKey, ActKey.at < work.now - timedelta(days=limits.ACT_KEY_DAYS)),
        (Draft, Draft.expires_at < work.now),
        (RoleInvitation, RoleInvitation.expires_at < work.now),
        (Mail, sa.and_(Mail.state != MailState.PENDING,
                       Mail.created_at < work.now - timedelta(days=limits.MAIL_DAYS))),
    )
    gone = 0
    for table, when in wanted:
        found = work.session.execute(sa.delete(table).where(when).execution_options(synchronize_session=False))
        gone += max(found.rowcount, 0)  # type: ignore[attr-defined]
    return gone
