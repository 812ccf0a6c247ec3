"""The risk table: a line, who would hold it, and their own answer."""

import sqlalchemy as sa

from app.models.people import Person
from app.models.sharing import Risk
from app.operations._journey import advance, touch
from app.operations._stage import opens, today
from app.operations._steps import proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing
from app.queries.people import speaks_for
from app.rules import limits
from app.rules.charter import Feature
from app.rules.happenings import RiskProposed, RiskSettled
from app.rules.kinds import Likelihood, PersonState
from app.rules.permissions import Action


@operation
def propose(work: Work, proposal_id: int, what: str, likelihood: Likelihood, answer: str, holder_id: int) -> int:
    """By those who carry, lead or facilitate; the holder says whether they hold it."""
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, proposal_id)
    opens(work, proposal, Feature.PACT)
    holder = work.session.get(Person, holder_id)
    if holder is None or holder.state is not PersonState.ACTIVE:
        raise Refused("nobody_there", field="holder")
    lines = work.session.scalar(sa.select(sa.func.count()).select_from(Risk).where(
        Risk.proposal_id == proposal_id, Risk.removed_at.is_(None))) or 0
    if lines >= limits.RISKS:
        raise Refused("too_many_risks", most=limits.RISKS)
    risk = Risk(proposal_id=proposal_id, what=checked(what, "what", most=limits.SHORT, least=1), likelihood=likelihood,
                answer=checked(answer, "answer", most=limits.REASON), holder_id=holder_id, proposed_by=work.me,
                proposed_at=work.now, accepted_at=work.now if holder_id == work.me else None)
    work.session.add(risk)
    work.session.flush()  # its id is needed
    work.say(RiskProposed(space_id=proposal.space_id, subject_id=proposal_id, risk_id=risk.id, person_id=holder_id))
    touch(work, proposal)
    advance(work, proposal_id)
    return risk.id


@operation
def settle(work: Work, risk_id: int, *, accepted: bool, structure_id: int | None = None) -> None:
    """By its holder alone, in their own name or for a structure they speak for."""
    risk = existing(work.session, Risk, risk_id, with_for_update=True)
    proposal = proposal_for(work, Action.COMMITMENT_SETTLE, risk.proposal_id)
    if risk.holder_id != work.me:
        raise Refused("not_your_risk")
    if risk.removed_at is not None or risk.declined_at is not None:
        raise Refused("already_answered")
    if accepted and risk.accepted_at is not None and risk.structure_id == structure_id:
        return
    if structure_id is not None and not speaks_for(work.session, work.me, structure_id, today(work, proposal.space_id)):
        raise Refused("no_mandate", field="structure")
    risk.accepted_at, risk.declined_at = (work.now, None) if accepted else (None, work.now)
    risk.structure_id = structure_id if accepted else None
    _settled(work, risk, proposal.space_id, "accepted" if accepted else "declined")


@operation
def remove(work: Work, risk_id: int) -> None:
    """Off the table; what was accepted is in the journal."""
    risk = existing(work.session, Risk, risk_id, with_for_update=True)
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, risk.proposal_id)
    if risk.removed_at is None:
        risk.removed_at = work.now
        _settled(work, risk, proposal.space_id, "removed")


def _settled(work: Work, risk: Risk, space_id: int, state: str) -> None:
    work.say(RiskSettled(space_id=space_id, subject_id=risk.proposal_id, risk_id=risk.id, person_id=risk.holder_id,
                         state=state))
    advance(work, risk.proposal_id)
