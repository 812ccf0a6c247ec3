"""Ties between proposals, shown on both pages."""

import sqlalchemy as sa

from app.models.proposals import Link, Proposal
from app.operations._journey import advance, touch
from app.operations._steps import not_hidden, proposal_for
from app.operations._work import Refused, Work, operation
from app.queries.dialect import upsert
from app.queries.loading import existing, existing_row
from app.rules import limits
from app.rules.happenings import LinkMade, LinkRemoved
from app.rules.kinds import LinkKind, Status
from app.rules.permissions import Action
from app.rules.ties import BOTH_WAYS, BY_HAND, answers


@operation
def tie(work: Work, proposal_id: int, other_id: int, kind: LinkKind) -> bool:
    """False where they are tied so already."""
    proposal = proposal_for(work, Action.LINK_MAKE, proposal_id)
    other = existing(work.session, Proposal, other_id)
    not_hidden(work, other)
    _check(proposal, other, kind)
    if kind in BOTH_WAYS and _tied(work, other_id, proposal_id, kind):
        return False
    if len(_made(work, proposal_id)) >= limits.LINKS:
        raise Refused("too_many_links", most=limits.LINKS)
    made = work.session.scalar(upsert(work.session, Link).values(
        space_id=proposal.space_id, from_id=proposal_id, to_id=other_id, kind=kind, created_by=work.me,
        created_at=work.now).on_conflict_do_nothing().returning(Link.id))
    if made is None:
        return False
    for one, far in ((proposal, other), (other, proposal)):
        work.say(LinkMade(space_id=one.space_id, subject_id=one.id, other_id=far.id, link=kind.value))
    touch(work, proposal)
    advance(work, other_id)
    return True


def _check(proposal: Proposal, other: Proposal, kind: LinkKind) -> None:
    if kind not in BY_HAND:
        raise Refused("not_linkable", field="other")
    if other.id == proposal.id:
        raise Refused("linked_to_itself", field="other")
    if other.status is Status.MERGED:
        raise Refused("other_was_merged", field="other")
    if kind is LinkKind.ANSWERS_NEED and not answers(proposal.track, other.track):
        raise Refused("not_a_need", field="kind")


def _tied(work: Work, from_id: int, to_id: int, kind: LinkKind) -> bool:
    return work.session.scalar(sa.select(Link.id).where(
        Link.from_id == from_id, Link.to_id == to_id, Link.kind == kind)) is not None


def _made(work: Work, proposal_id: int) -> list[int]:
    return list(work.session.scalars(sa.select(Link.id).where(
        Link.from_id == proposal_id, Link.kind.in_(BY_HAND)).limit(limits.LINKS)))


@operation
def untie(work: Work, proposal_id: int, link_id: int) -> None:
    """From either end: nobody has to bear what somebody else said of their proposal."""
    proposal = proposal_for(work, Action.LINK_MAKE, proposal_id)
    link = existing_row(work.session.execute(
        sa.delete(Link).where(Link.id == link_id, sa.or_(Link.from_id == proposal_id, Link.to_id == proposal_id),
                              Link.kind.in_(BY_HAND))
        .returning(Link.from_id, Link.to_id, Link.kind)))
    other = work.session.get_one(Proposal, link.to_id if link.from_id == proposal_id else link.from_id)
    for one, far in ((proposal, other), (other, proposal)):
        work.say(LinkRemoved(space_id=one.space_id, subject_id=one.id, other_id=far.id, link=link.kind.value))
    touch(work, proposal)
    advance(work, link.to_id)
