"""Ties between proposals, shown on both pages."""

import sqlalchemy as sa

from app.models.proposals import Link, Proposal
from app.operations._journey import advance, touch
from app.operations._steps import not_hidden, proposal_for
from app.operations._work import Refused, Work, operation
from app.queries.dialect import upsert
from app.rules.happenings import LinkMade, LinkRemoved
from app.rules.kinds import LinkKind
from app.rules.permissions import Action

BY_HAND = (LinkKind.ANSWERS_NEED, LinkKind.DUPLICATES, LinkKind.CONTINUES, LinkKind.INSPIRED_BY, LinkKind.DEPENDS_ON)


@operation
def tie(work: Work, proposal_id: int, other_id: int, kind: LinkKind) -> bool:
    proposal = proposal_for(work, Action.LINK_MAKE, proposal_id)
    other = work.session.get_one(Proposal, other_id)
    not_hidden(work, other)
    if kind not in BY_HAND or other.id == proposal.id:
        raise Refused("not_linkable", field="other")
    if kind is LinkKind.ANSWERS_NEED and other.track == proposal.track:
        raise Refused("not_a_need", field="other")
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


@operation
def untie(work: Work, proposal_id: int, link_id: int) -> None:
    proposal = proposal_for(work, Action.LINK_MAKE, proposal_id)
    link = work.session.execute(sa.delete(Link).where(
        Link.id == link_id, Link.from_id == proposal_id, Link.kind.in_(BY_HAND)).returning(Link.to_id, Link.kind)).one()
    work.say(LinkRemoved(space_id=proposal.space_id, subject_id=proposal_id, other_id=link.to_id, link=link.kind.value))
