"""What ends a proposal's own way, takes the end back, and ties it to another: steps of several acts."""

import sqlalchemy as sa

from app.accounts.models import Person
from app.accounts.queries.accounts import speaks_for
from app.accounts.refusals import UNKNOWN_PERSON
from app.core.database import existing, existing_value, upsert
from app.core.kinds import LinkKind, PersonState, Status, Subject
from app.core.loading import allow, count, move_counter, not_hidden, proposal_for
from app.core.permissions import Action
from app.core.refusals import NO_MANDATE
from app.core.unit_of_work import Refused, Work, operation
from app.notifications.service import write_follow
from app.proposals import refusals
from app.proposals.events import (
    CarrierAccepted,
    CarrierDeclined,
    CarrierInvited,
    CarrierLeft,
    LinkMade,
    LinkRemoved,
    ProposalSplit,
)
from app.proposals.models import Carrier, Link, Proposal
from app.proposals.service.journey import advance, touch
from app.search import queries as search
from app.territory.queries.charters import charter_by_id


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


def write_link(work: Work, one: Proposal, other: Proposal, kind: LinkKind) -> None:
    """A link, told in the journal of both, so that both pages tell it."""
    work.session.add(Link(space_id=one.space_id, from_id=one.id, to_id=other.id, kind=kind, created_by=work.me,
                          created_at=work.now))
    for here, there in ((one, other), (other, one)):
        work.say(LinkMade(space_id=here.space_id, subject_id=here.id, other_id=there.id, link=kind.value))


def delete_link(work: Work, one: Proposal, other: Proposal, kind: LinkKind) -> None:
    work.session.execute(sa.delete(Link).where(
        Link.from_id == one.id, Link.to_id == other.id, Link.kind == kind).execution_options(synchronize_session=False))
    for here, there in ((one, other), (other, one)):
        work.say(LinkRemoved(space_id=here.space_id, subject_id=here.id, other_id=there.id, link=kind.value))


# Carrying as a step of other acts.

def live(proposal_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Invited or accepted, and neither declined nor gone."""
    return (Carrier.proposal_id == proposal_id, Carrier.left_at.is_(None), Carrier.declined_at.is_(None))


def write_invitation(work: Work, proposal: Proposal, person_id: int, structure_id: int | None,
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
    write_link(work, proposal, origin, LinkKind.SPLIT_FROM)
    for carrier in _carrying(work, origin.id):
        write_invitation(work, proposal, carrier.person_id, carrier.structure_id)
    work.say(ProposalSplit(space_id=origin.space_id, subject_id=origin.id, other_id=proposal.id))


def _carrying(work: Work, proposal_id: int) -> list[Carrier]:
    return list(work.session.scalars(
        sa.select(Carrier).where(*live(proposal_id), Carrier.accepted_at.is_not(None)).order_by(Carrier.id)))


def invite_as_author(work: Work, proposal: Proposal, into: Proposal, merge_id: int) -> None:
    """After a merge: every carrier is asked to carry the one that goes on, and hears of it meanwhile."""
    for carrier in _carrying(work, proposal.id):
        write_invitation(work, into, carrier.person_id, carrier.structure_id, merge_id)
        write_follow(work, carrier.person_id, Subject.PROPOSAL, into.id)


# Carrying together: asked, accepted or declined, left.

@operation
def invite(work: Work, proposal_id: int, email_key: str) -> bool:
    """Ask the person who has that address. The answer is the same where nobody has it: no address can be found out."""
    proposal = proposal_for(work, Action.CARRIER_INVITE, proposal_id)
    _may_be_carried(work, proposal)
    person_id = work.session.scalar(sa.select(Person.id).where(
        Person.email_key == email_key, Person.state == PersonState.ACTIVE))
    if person_id is None or person_id == work.me:
        return False
    return write_invitation(work, proposal, person_id, None) is not None


@operation
def invite_person(work: Work, proposal_id: int, person_id: int) -> bool:
    """Ask somebody met on the site (a supporter, a member): their page is public, their address is not."""
    proposal = proposal_for(work, Action.CARRIER_INVITE, proposal_id)
    _may_be_carried(work, proposal)
    if existing(work.session, Person, person_id).state is not PersonState.ACTIVE:
        raise Refused(UNKNOWN_PERSON)
    return write_invitation(work, proposal, person_id, None) is not None


def _may_be_carried(work: Work, proposal: Proposal) -> None:
    charter = charter_by_id(work.session, proposal.charter_id)
    if "carriers" not in charter.tracks[proposal.track].stages[proposal.stage].features:
        raise Refused(refusals.NO_CARRIERS_AT_THIS_STAGE)
    there = work.session.scalar(sa.select(sa.func.count()).select_from(Carrier).where(*live(proposal.id))) or 0
    if there >= charter.limits.carriers:
        raise Refused(refusals.TOO_MANY_CARRIERS, most=charter.limits.carriers)


@operation
def offer(work: Work, proposal_id: int) -> bool:
    """« Je veux porter aussi » : one asks for oneself; a carrier will answer."""
    proposal = proposal_for(work, Action.FOLLOW, proposal_id)
    _may_be_carried(work, proposal)
    row = work.session.execute(sa.select(Carrier.id).where(*live(proposal_id), Carrier.person_id == work.me)).first()
    if row is not None:
        return False
    carrier = Carrier(space_id=proposal.space_id, proposal_id=proposal_id, person_id=work.me, invited_by=work.me,
                      invited_at=work.now)
    work.session.add(carrier)
    write_follow(work, work.me, Subject.PROPOSAL, proposal_id)
    work.say(CarrierInvited(space_id=proposal.space_id, subject_id=proposal_id, person_id=work.me))
    return True


def _waiting(work: Work, carrier_id: int) -> Carrier:
    """An invitation that this person may answer: their own, or (offered by somebody) as a carrier."""
    carrier = existing(work.session, Carrier, carrier_id, with_for_update={"key_share": True})
    not_hidden(work, work.session.get_one(Proposal, carrier.proposal_id))
    own = carrier.person_id == work.me
    asked_itself = carrier.invited_by == carrier.person_id
    if own and asked_itself and carrier.accepted_at is None:
        raise Refused(refusals.CARRIERS_ANSWER)
    allow(work, Action.CARRIER_ANSWER if own else Action.CARRIER_INVITE, proposal_id=carrier.proposal_id)
    if not own and not asked_itself:
        raise Refused(refusals.NOT_YOUR_INVITATION)
    if carrier.accepted_at or carrier.declined_at or carrier.left_at:
        raise Refused(refusals.ALREADY_ANSWERED)
    return carrier


@operation
def accept(work: Work, carrier_id: int, structure_id: int | None = None) -> None:
    """From now on this person carries it; for a structure only with its mandate."""
    carrier = _waiting(work, carrier_id)
    proposal = proposal_for(work, Action.CARRIER_ANSWER, carrier.proposal_id)
    if structure_id is not None and not speaks_for(work.session, carrier.person_id, structure_id, work.now.date()):
        raise Refused(NO_MANDATE, field="structure")
    carrier.accepted_at, carrier.structure_id = work.now, structure_id
    touch(work, proposal)
    move_counter(work, proposal.id, "carriers", 1)
    write_follow(work, carrier.person_id, Subject.PROPOSAL, proposal.id)
    work.say(CarrierAccepted(space_id=proposal.space_id, subject_id=proposal.id, person_id=carrier.person_id,
                             structure_id=structure_id))
    advance(work, proposal.id)


@operation
def decline(work: Work, carrier_id: int) -> None:
    carrier = _waiting(work, carrier_id)
    carrier.declined_at = work.now
    work.say(CarrierDeclined(space_id=carrier.space_id, subject_id=carrier.proposal_id, person_id=carrier.person_id))


@operation
def leave(work: Work, proposal_id: int) -> None:
    """The last carrier withdraws the proposal instead, with a reason."""
    proposal = proposal_for(work, Action.CARRIER_ANSWER, proposal_id)
    carrier = existing_value(work.session.scalars(sa.select(Carrier).where(
        *live(proposal_id), Carrier.person_id == work.me, Carrier.accepted_at.is_not(None))))
    if proposal.carriers <= 1:
        raise Refused(refusals.LAST_CARRIER)
    carrier.left_at = work.now
    move_counter(work, proposal_id, "carriers", -1)
    work.say(CarrierLeft(space_id=proposal.space_id, subject_id=proposal_id, person_id=work.me))
    advance(work, proposal_id)
