"""What ends a proposal's own way, takes the end back, and ties it to another: steps of several acts."""

import sqlalchemy as sa

from app.models.proposals import Link, Proposal
from app.operations._steps import count
from app.operations._work import Work
from app.queries import search
from app.rules.happenings import LinkMade, LinkRemoved
from app.rules.kinds import LinkKind, Status, Subject


def end(work: Work, proposal: Proposal, status: Status, reason: str) -> None:
    proposal.status, proposal.closing_reason, proposal.ready_since = status, reason, None
    proposal.active_at = work.now
    _counted(work, proposal, -1)
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)


def reopen(work: Work, proposal: Proposal) -> None:
    """As if it had never ended: listed, counted and found again."""
    proposal.status, proposal.closing_reason, proposal.merged_into_id = Status.OPEN, "", None
    proposal.active_at = work.now
    _counted(work, proposal, 1)
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)


def _counted(work: Work, proposal: Proposal, by: int) -> None:
    for key in (f"track:{proposal.track}", f"stage:{proposal.track}:{proposal.stage}"):
        count(work, proposal.space_id, key, by)


def tie(work: Work, one: Proposal, other: Proposal, kind: LinkKind) -> None:
    """A link, told in the journal of both, so that both pages tell it."""
    work.session.add(Link(space_id=one.space_id, from_id=one.id, to_id=other.id, kind=kind, created_by=work.me,
                          created_at=work.now))
    for here, there in ((one, other), (other, one)):
        work.say(LinkMade(space_id=here.space_id, subject_id=here.id, other_id=there.id, link=kind.value))


def untie(work: Work, one: Proposal, other: Proposal, kind: LinkKind) -> None:
    work.session.execute(sa.delete(Link).where(
        Link.from_id == one.id, Link.to_id == other.id, Link.kind == kind).execution_options(synchronize_session=False))
    for here, there in ((one, other), (other, one)):
        work.say(LinkRemoved(space_id=here.space_id, subject_id=here.id, other_id=there.id, link=kind.value))
