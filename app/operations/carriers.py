"""Carrying together: asked, accepted or declined, left."""

import sqlalchemy as sa

from app.models.people import Person
from app.models.proposals import Carrier, Proposal
from app.operations._carriers import invite as _invite
from app.operations._carriers import live
from app.operations._following import follow
from app.operations._journey import advance, touch
from app.operations._steps import allow, move_counter, not_hidden, proposal_for
from app.operations._work import Refused, Work, operation
from app.queries.charters import charter_by_id
from app.queries.loading import existing, existing_value
from app.queries.people import speaks_for
from app.rules.happenings import CarrierAccepted, CarrierDeclined, CarrierInvited, CarrierLeft
from app.rules.kinds import PersonState, Subject
from app.rules.permissions import Action


@operation
def invite(work: Work, proposal_id: int, email_key: str) -> bool:
    """Ask the person who has that address. The answer is the same where nobody has it: no address can be found out."""
    proposal = proposal_for(work, Action.CARRIER_INVITE, proposal_id)
    _may_be_carried(work, proposal)
    person_id = work.session.scalar(sa.select(Person.id).where(
        Person.email_key == email_key, Person.state == PersonState.ACTIVE))
    if person_id is None or person_id == work.me:
        return False
    return _invite(work, proposal, person_id, None) is not None


@operation
def invite_person(work: Work, proposal_id: int, person_id: int) -> bool:
    """Ask somebody met on the site (a supporter, a member): their page is public, their address is not."""
    proposal = proposal_for(work, Action.CARRIER_INVITE, proposal_id)
    _may_be_carried(work, proposal)
    if existing(work.session, Person, person_id).state is not PersonState.ACTIVE:
        raise Refused("unknown_person")
    return _invite(work, proposal, person_id, None) is not None


def _may_be_carried(work: Work, proposal: Proposal) -> None:
    charter = charter_by_id(work.session, proposal.charter_id)
    if "carriers" not in charter.tracks[proposal.track].stages[proposal.stage].features:
        raise Refused("no_carriers_at_this_stage")
    there = work.session.scalar(sa.select(sa.func.count()).select_from(Carrier).where(*live(proposal.id))) or 0
    if there >= charter.limits.carriers:
        raise Refused("too_many_carriers", most=charter.limits.carriers)


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
    follow(work, work.me, Subject.PROPOSAL, proposal_id)
    work.say(CarrierInvited(space_id=proposal.space_id, subject_id=proposal_id, person_id=work.me))
    return True


def _waiting(work: Work, carrier_id: int) -> Carrier:
    """An invitation that this person may answer: their own, or (offered by somebody) as a carrier."""
    carrier = existing(work.session, Carrier, carrier_id, with_for_update={"key_share": True})
    not_hidden(work, work.session.get_one(Proposal, carrier.proposal_id))
    own = carrier.person_id == work.me
    asked_itself = carrier.invited_by == carrier.person_id
    if own and asked_itself and carrier.accepted_at is None:
        raise Refused("carriers_answer")
    allow(work, Action.CARRIER_ANSWER if own else Action.CARRIER_INVITE, proposal_id=carrier.proposal_id)
    if not own and not asked_itself:
        raise Refused("not_your_invitation")
    if carrier.accepted_at or carrier.declined_at or carrier.left_at:
        raise Refused("already_answered")
    return carrier


@operation
def accept(work: Work, carrier_id: int, structure_id: int | None = None) -> None:
    """From now on this person carries it; for a structure only with its mandate."""
    carrier = _waiting(work, carrier_id)
    proposal = proposal_for(work, Action.CARRIER_ANSWER, carrier.proposal_id)
    if structure_id is not None and not speaks_for(work.session, carrier.person_id, structure_id, work.now.date()):
        raise Refused("no_mandate", field="structure")
    carrier.accepted_at, carrier.structure_id = work.now, structure_id
    touch(work, proposal)
    move_counter(work, proposal.id, "carriers", 1)
    follow(work, carrier.person_id, Subject.PROPOSAL, proposal.id)
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
        raise Refused("last_carrier")
    carrier.left_at = work.now
    move_counter(work, proposal_id, "carriers", -1)
    work.say(CarrierLeft(space_id=proposal.space_id, subject_id=proposal_id, person_id=work.me))
    advance(work, proposal_id)
