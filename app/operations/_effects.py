"""What follows from a decision that was counted: a gate opens or not, new rules are in force, a vote takes over from a
consent that was not reached."""

import sqlalchemy as sa

from app.models.charters import CharterDraft
from app.models.decisions import Decision
from app.models.proposals import GateAnswer, Proposal
from app.models.spaces import Space
from app.operations._charters import put_in_force
from app.operations._decisions import Spec, open_decision, rule_and_charter
from app.operations._journey import ADOPTED, advance, reports
from app.operations._steps import ALIVE
from app.operations._work import Refused, Work
from app.queries.charters import charter_by_id
from app.rules.charter import DecisionRule, Gate
from app.rules.conditions import Report
from app.rules.happenings import GateDeclined
from app.rules.kinds import Answer, ConsentStep, DecisionKind, DraftState

OF_A_GATE = frozenset({DecisionKind.GATE, DecisionKind.APPEAL})


def follow_up(work: Work, decision: Decision) -> None:
    if decision.outcome == ConsentStep.FALLBACK_VOTE.value and _fell_back(work, decision):
        return
    if decision.kind in OF_A_GATE:
        _gate(work, decision)
    elif decision.kind is DecisionKind.CHARTER:
        _charter(work, decision)


def _fell_back(work: Work, decision: Decision) -> bool:
    """The same question to the same people, by the vote that the charter says; False where it cannot be held (a secret
    one among too few), and the consent that was not reached is a no."""
    rule, _charter = rule_and_charter(work, decision)
    try:
        _fall_back(work, decision, rule.fallback)
    except Refused:
        return False
    return True


def _fall_back(work: Work, decision: Decision, fallback: DecisionRule | None) -> None:
    if fallback is None:
        raise Refused("no_fallback")
    open_decision(work, Spec(
        space_id=decision.space_id, kind=decision.kind, charter_id=decision.charter_id, rule=fallback,
        question=decision.question, lang=decision.lang, details=decision.details, gate=decision.gate,
        easy_summary=decision.easy_summary,
        options=[(option["key"], option["label"]) for option in decision.options],
        proposal=work.session.get(Proposal, decision.proposal_id) if decision.proposal_id else None,
        group_id=decision.group_id, draft_id=decision.draft_id, answer_id=decision.answer_id, follows_id=decision.id))


def _gate(work: Work, decision: Decision) -> None:
    """Adopted, it passes as soon as its conditions hold: now, or when they do again."""
    proposal = work.session.get_one(Proposal, decision.proposal_id, with_for_update={"key_share": True})
    if proposal.status not in ALIVE:
        return
    if decision.outcome in ADOPTED:
        advance(work, proposal.id)
        return
    charter = charter_by_id(work.session, proposal.charter_id)
    there = {gate.key: (gate, report) for gate, report in reports(work, proposal, charter)}
    if decision.gate in there:
        answer_id = write_answer(work, proposal, *there[decision.gate], Answer.DECLINED, decision_id=decision.id)
        proposal.ready_since = None
        work.say(GateDeclined(space_id=proposal.space_id, subject_id=proposal.id, gate=decision.gate,
                              answer_id=answer_id, decision_id=decision.id))


def write_answer(work: Work, proposal: Proposal, gate: Gate, report: Report, answer: Answer, reason: str = "",
                 *, by: int | None = None, **given: object) -> int:
    method = gate.decision.method.value if gate.decision else ""
    answer_id: int = work.session.execute(sa.insert(GateAnswer).returning(GateAnswer.id).values(
        space_id=proposal.space_id, proposal_id=proposal.id, gate=gate.key, method=method, answer=answer,
        reason=reason, report=report.to_json(), charter_id=proposal.charter_id, decided_by=by or work.actor_id,
        decided_at=work.now, **given)).scalar_one()
    return answer_id


def _charter(work: Work, decision: Decision) -> None:
    draft = work.session.get_one(CharterDraft, decision.draft_id)
    if decision.outcome not in ADOPTED:
        draft.state = DraftState.WRITING
        return
    space = work.session.get_one(Space, decision.space_id, with_for_update={"key_share": True})
    put_in_force(work, space, draft.text, decision.question, decision_id=decision.id)
    draft.state = DraftState.ADOPTED

