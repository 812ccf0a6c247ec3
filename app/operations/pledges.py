"""Contributions: what somebody will bring, and somebody else's word that it came."""

from dataclasses import dataclass

from app.models.sharing import Pledge
from app.operations._following import follow
from app.operations._journey import advance, touch
from app.operations._stage import opens, today
from app.operations._steps import proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing
from app.queries.people import speaks_for
from app.rules import limits
from app.rules.charter import Feature
from app.rules.happenings import PledgeMade, PledgeSettled
from app.rules.kinds import PledgeKind, Subject
from app.rules.permissions import Action

IN_HOURS = frozenset({PledgeKind.VOLUNTEER_HOURS, PledgeKind.SECONDED_STAFF, PledgeKind.SKILL})


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Hours for what is counted in hours, cents for money; a premises or a tool is said in words."""

    kind: PledgeKind
    what: str
    hours: int = 0
    cents: int = 0
    structure_id: int | None = None


@operation
def make(work: Work, proposal_id: int, offer: Offer) -> int:
    """By anybody who takes part, for themself or for a structure they speak for."""
    proposal = proposal_for(work, Action.PROPOSAL_SUPPORT, proposal_id)
    opens(work, proposal, Feature.PACT)
    if offer.structure_id is not None and not speaks_for(
            work.session, work.me, offer.structure_id, today(work, proposal.space_id)):
        raise Refused("no_mandate", field="structure")
    hours = offer.hours if offer.kind in IN_HOURS else 0
    cents = offer.cents if offer.kind is PledgeKind.MONEY else 0
    if offer.kind in IN_HOURS and not 0 < hours <= limits.PLEDGE_HOURS:
        raise Refused("how_many_hours", field="hours", most=limits.PLEDGE_HOURS)
    if offer.kind is PledgeKind.MONEY and not 0 < cents <= limits.PLEDGE_EUROS * 100:
        raise Refused("how_many_euros", field="euros", most=limits.PLEDGE_EUROS)
    pledge = Pledge(proposal_id=proposal_id, person_id=work.me, structure_id=offer.structure_id, kind=offer.kind,
                    what=checked(offer.what, "what", most=limits.SHORT, least=1), hours=hours, cents=cents,
                    pledged_at=work.now)
    work.session.add(pledge)
    work.session.flush()  # its id is needed
    work.say(PledgeMade(space_id=proposal.space_id, subject_id=proposal_id, pledge_id=pledge.id,
                        pledge=offer.kind.value))
    touch(work, proposal)
    follow(work, work.me, Subject.PROPOSAL, proposal_id)
    advance(work, proposal_id)
    return pledge.id


@operation
def confirm(work: Work, pledge_id: int) -> None:
    """That it came: by those who carry or lead, and never by the giver."""
    pledge = existing(work.session, Pledge, pledge_id, with_for_update=True)
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, pledge.proposal_id)
    if pledge.person_id == work.me:
        raise Refused("somebody_else_confirms")
    if pledge.withdrawn_at is not None or pledge.confirmed_at is not None:
        raise Refused("already_answered")
    pledge.confirmed_by, pledge.confirmed_at = work.me, work.now
    _settled(work, pledge, proposal.space_id, "confirmed")


@operation
def withdraw(work: Work, pledge_id: int) -> None:
    """By the giver, as long as nobody confirmed that it came."""
    pledge = existing(work.session, Pledge, pledge_id, with_for_update=True)
    proposal = proposal_for(work, Action.PROPOSAL_SUPPORT, pledge.proposal_id)
    if pledge.person_id != work.me:
        raise Refused("not_your_pledge")
    if pledge.withdrawn_at is not None or pledge.confirmed_at is not None:
        raise Refused("already_answered")
    pledge.withdrawn_at = work.now
    _settled(work, pledge, proposal.space_id, "withdrawn")


def _settled(work: Work, pledge: Pledge, space_id: int, state: str) -> None:
    work.say(PledgeSettled(space_id=space_id, subject_id=pledge.proposal_id, pledge_id=pledge.id,
                           person_id=pledge.person_id, state=state))
    advance(work, pledge.proposal_id)
