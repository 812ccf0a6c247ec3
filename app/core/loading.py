"""Steps that several operations share: may they, is it there, is it still open."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts.models import SignInCount
from app.accounts.queries import accounts
from app.attachments.models import Attachment
from app.core import refusals
from app.core.database import Missing, existing, is_sqlite, upsert
from app.core.kinds import ContentState, Role, Status
from app.core.permissions import Action, Actor, refusal
from app.core.unit_of_work import Refused, Work
from app.discussion.models import Comment
from app.proposals.models import Amendment, NeedLine, Proposal
from app.territory.models import Tally


def actor(work: Work, proposal_id: int | None = None, *, anywhere: bool = False) -> Actor:
    """Whoever acts, without the roles that their session may not use: the door says which (WITHOUT)."""
    return accounts.actor_of(work.session, work.actor_id, proposal_id, anywhere=anywhere,
                           without=work.session.info.get(accounts.WITHOUT))


def allow(work: Work, action: Action, *, proposal_id: int | None = None,
          also: frozenset[Role] = frozenset()) -> Actor:
    """The same table as the door, asked again with the roles held on the thing. `also`: roles the caller has found."""
    held = accounts.roles_on(work.session, work.actor_id, proposal_id) if proposal_id is not None else frozenset()
    there = actor(work, proposal_id).having(held | also)
    if (reason := refusal(action, there)) is not None:
        raise Refused.because(reason)
    return there


ALIVE = (Status.OPEN, Status.DORMANT)
Written = Proposal | Comment | Amendment | NeedLine | Attachment


def not_hidden(work: Work, thing: Written) -> None:
    """Who may still read what is hidden is told so; to anybody else it is not there (Missing)."""
    if thing.state is not ContentState.HIDDEN:
        return
    of = thing.id if isinstance(thing, Proposal) else getattr(thing, "proposal_id", None)
    roles = actor(work, of).roles
    if isinstance(thing, Proposal):
        roles |= accounts.roles_on(work.session, work.actor_id, thing.id)
    if roles & {Role.CARRIER, Role.MODERATOR} or (work.actor_id is not None and thing.author_id == work.actor_id):
        raise Refused(refusals.IS_HIDDEN)
    raise Missing


def proposal_for(work: Work, action: Action, proposal_id: int, statuses: tuple[Status, ...] = ALIVE) -> Proposal:
    """Load and guard in one step; locked until the end. Unknown or hidden: Missing, as if it were not there."""
    proposal = existing(work.session, Proposal, proposal_id, with_for_update={"key_share": True})
    not_hidden(work, proposal)
    allow(work, action, proposal_id=proposal_id)
    if proposal.status not in statuses:
        raise Refused(refusals.NOT_OPEN, status=proposal.status.value)
    return proposal


def count(work: Work, space_id: int, key: str, by: int = 1) -> None:
    """Move a total that pages show, in SQL."""
    row = upsert(work.session, Tally).values(space_id=space_id, key=key, n=by)
    work.session.execute(row.on_conflict_do_update(
        index_elements=["space_id", "key"], set_={"n": Tally.__table__.c.n + by}))


def move_counter(work: Work, proposal_id: int, name: str, by: int) -> int:
    """`supports`, `comments`, `carriers`: n = n + by in SQL, and the figure afterwards."""
    column = getattr(Proposal, name)
    moved: int = work.session.execute(
        sa.update(Proposal).where(Proposal.id == proposal_id).values({name: column + by, "active_at": work.now})
        .returning(column).execution_options(synchronize_session=False)).scalar_one()
    return moved


# Ceilings that hold however many ask at once: what is counted before a row is added is counted by one at a time, and
# what is asked for at the door is counted in one statement.

AT_ONCE = timedelta(minutes=1)  # by how much the moments of two that ask at once may differ


def one_at_a_time(work: Work, what: str, whose: int | str) -> None:
    """Called before `whose` rows are counted: another transaction that counts the same waits for the end of this one,
    and then sees what it added. SQLite has one writer at a time already; PostgreSQL (at READ COMMITTED, where each
    statement sees what stands) is asked for a lock of this transaction."""
    if is_sqlite(work.session):
        return
    key = hashlib.sha256(f"{what}\x1f{whose}".encode()).digest()[:8]
    work.session.execute(sa.select(sa.func.pg_advisory_xact_lock(int.from_bytes(key, "big", signed=True))))


def spend(work: Work, key: str, minutes: int) -> tuple[int, datetime]:
    """One more of these, in the period that began with the first: how many, and when they are forgotten. A period that
    would end later than one that begins now was begun by a clock that was ahead: it is over too."""
    fresh = work.now + timedelta(minutes=minutes)
    over = sa.or_(SignInCount.ends_at <= work.now, SignInCount.ends_at > fresh + AT_ONCE)
    row = upsert(work.session, SignInCount).values(key=key, n=1, ends_at=fresh)
    counted = work.session.execute(row.on_conflict_do_update(index_elements=["key"], set_={
        "n": sa.case((over, 1), else_=SignInCount.n + 1),
        "ends_at": sa.case((over, fresh), else_=SignInCount.ends_at)}).returning(SignInCount.n, SignInCount.ends_at)
        .execution_options(populate_existing=True)).one()
    return counted.n, counted.ends_at
