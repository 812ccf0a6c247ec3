"""Carrying as a step of other acts."""

import sqlalchemy as sa

from app.models.proposals import Carrier, Proposal
from app.operations._ending import tie
from app.operations._following import follow
from app.operations._work import Work
from app.queries.dialect import upsert
from app.rules.happenings import CarrierInvited, ProposalSplit
from app.rules.kinds import LinkKind, Subject


def live(proposal_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Invited or accepted, and neither declined nor gone."""
    return (Carrier.proposal_id == proposal_id, Carrier.left_at.is_(None), Carrier.declined_at.is_(None))


def invite(work: Work, proposal: Proposal, person_id: int, structure_id: int | None,
           merge_id: int | None = None) -> int | None:
    """The invitation's id, or None where that person is already there."""
    carrier_id: int | None = work.session.scalar(upsert(work.session, Carrier).values(
        space_id=proposal.space_id, proposal_id=proposal.id, person_id=person_id, structure_id=structure_id,
        invited_by=work.me, invited_at=work.now, merge_id=merge_id).on_conflict_do_nothing().returning(Carrier.id))
    if carrier_id is not None:
        work.say(CarrierInvited(space_id=proposal.space_id, subject_id=proposal.id, person_id=person_id,
                                structure_id=structure_id))
    return carrier_id


def split_off(work: Work, proposal: Proposal, origin: Proposal) -> None:
    """A part goes on by itself: who carries the whole is asked to carry it too, who supports the whole is told. No
    support is carried over: each person says whether they support that part."""
    tie(work, proposal, origin, LinkKind.SPLIT_FROM)
    for carrier in _carrying(work, origin.id):
        invite(work, proposal, carrier.person_id, carrier.structure_id)
    work.say(ProposalSplit(space_id=origin.space_id, subject_id=origin.id, other_id=proposal.id))


def _carrying(work: Work, proposal_id: int) -> list[Carrier]:
    return list(work.session.scalars(
        sa.select(Carrier).where(*live(proposal_id), Carrier.accepted_at.is_not(None)).order_by(Carrier.id)))


def invite_as_author(work: Work, proposal: Proposal, into: Proposal, merge_id: int) -> None:
    """After a merge: every carrier is asked to carry the one that goes on, and hears of it meanwhile."""
    for carrier in _carrying(work, proposal.id):
        invite(work, into, carrier.person_id, carrier.structure_id, merge_id)
        follow(work, carrier.person_id, Subject.PROPOSAL, into.id)
