"""Carrying as a step of other acts."""

import sqlalchemy as sa

from app.models.proposals import Carrier, Proposal
from app.operations._following import follow
from app.operations._work import Work
from app.queries.dialect import upsert
from app.rules.happenings import CarrierInvited
from app.rules.kinds import Subject


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


def invite_as_author(work: Work, proposal: Proposal, into: Proposal, merge_id: int) -> None:
    """After a merge: every carrier is asked to carry the one that goes on, and hears of it meanwhile."""
    for carrier in work.session.scalars(
            sa.select(Carrier).where(*live(proposal.id), Carrier.accepted_at.is_not(None))).all():
        invite(work, into, carrier.person_id, carrier.structure_id, merge_id)
        follow(work, carrier.person_id, Subject.PROPOSAL, into.id)
