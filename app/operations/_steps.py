"""Steps that several operations share: may they, is it there, is it still open."""

import sqlalchemy as sa

from app.models.amendments import Amendment
from app.models.attachments import Attachment
from app.models.discussion import Comment
from app.models.proposals import Proposal
from app.models.spaces import Tally
from app.models.starters import NeedLine
from app.operations._work import Refused, Work
from app.queries import people
from app.queries.dialect import upsert
from app.queries.loading import Missing, existing
from app.rules.kinds import ContentState, Role, Status
from app.rules.permissions import Action, Actor, refusal


def actor(work: Work, proposal_id: int | None = None, *, anywhere: bool = False) -> Actor:
    """Whoever acts, without the roles that their session may not use: the door says which (WITHOUT)."""
    return people.actor_of(work.session, work.actor_id, proposal_id, anywhere=anywhere,
                           without=work.session.info.get(people.WITHOUT))


def allow(work: Work, action: Action, *, proposal_id: int | None = None,
          also: frozenset[Role] = frozenset()) -> Actor:
    """The same table as the door, asked again with the roles held on the thing. `also`: roles the caller has found."""
    held = people.roles_on(work.session, work.actor_id, proposal_id) if proposal_id is not None else frozenset()
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
        roles |= people.roles_on(work.session, work.actor_id, thing.id)
    if roles & {Role.CARRIER, Role.MODERATOR} or (work.actor_id is not None and thing.author_id == work.actor_id):
        raise Refused("is_hidden")
    raise Missing


def proposal_for(work: Work, action: Action, proposal_id: int, statuses: tuple[Status, ...] = ALIVE) -> Proposal:
    """Load and guard in one step; locked until the end. Unknown or hidden: Missing, as if it were not there."""
    proposal = existing(work.session, Proposal, proposal_id, with_for_update={"key_share": True})
    not_hidden(work, proposal)
    allow(work, action, proposal_id=proposal_id)
    if proposal.status not in statuses:
        raise Refused("not_open", status=proposal.status.value)
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
