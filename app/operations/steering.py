"""The committee's answer at a gate: promoted or declined, always with a public reason."""

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.proposals import Carrier, Decision, Proposal
from app.models.spaces import Space
from app.operations._journey import advance, move
from app.operations._steps import proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries.charters import charter_by_id
from app.queries.facts import facts_of
from app.rules import limits
from app.rules.charter import Gate
from app.rules.conditions import Report, evaluate
from app.rules.gates import open_gates
from app.rules.happenings import GateDeclined
from app.rules.kinds import Answer
from app.rules.permissions import Action


def _gate(work: Work, proposal: Proposal, key: str) -> Gate:
    charter = charter_by_id(work.session, proposal.charter_id)
    for gate in open_gates(charter, proposal.track, proposal.stage):
        if gate.key == key and gate.decision is not None and gate.decision.method == "steering":
            return gate
    raise Refused("gate_not_open")


def _write(work: Work, proposal: Proposal, gate: Gate, answer: Answer, reason: str, report: Report) -> int:
    decision_id: int = work.session.execute(sa.insert(Decision).returning(Decision.id).values(
        space_id=proposal.space_id, proposal_id=proposal.id, gate=gate.key, method="steering", answer=answer,
        reason=reason, report=report.to_json(), charter_id=proposal.charter_id, decided_by=work.me,
        decided_at=work.now)).scalar_one()
    return decision_id


@operation
def decide(work: Work, proposal_id: int, gate_key: str, answer: Answer, reason: str) -> bool:
    """Promoting needs every condition met; nobody answers on what they carry. True when it moved."""
    proposal = proposal_for(work, Action.GATE_DECIDE, proposal_id)
    gate = _gate(work, proposal, gate_key)
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    if work.session.scalar(sa.select(Carrier.id).where(
            Carrier.proposal_id == proposal_id, Carrier.person_id == work.me, Carrier.accepted_at.is_not(None),
            Carrier.left_at.is_(None))):
        raise Refused("own_proposal")
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    report = evaluate(gate, facts_of(work.session, proposal_id), work.now, zone)
    if answer is Answer.PROMOTED and not report.met:
        raise Refused("conditions_not_met")
    decision_id = _write(work, proposal, gate, answer, said, report)
    if answer is Answer.DECLINED:
        proposal.ready_since = None
        work.say(GateDeclined(space_id=proposal.space_id, subject_id=proposal_id, gate=gate.key,
                              decision_id=decision_id))
        return False
    charter = charter_by_id(work.session, proposal.charter_id)
    if not move(work, proposal, charter, gate, report, decision_id):
        raise Refused("changed_meanwhile")
    advance(work, proposal_id)
    return True
