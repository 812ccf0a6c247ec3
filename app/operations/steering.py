"""The committee's answer at a gate, given in a meeting; put off; appealed. Answered online, it is a decision."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.decisions import Decision
from app.models.proposals import GateAnswer, Proposal
from app.models.spaces import Space
from app.operations._decisions import Spec, open_decision
from app.operations._effects import write_answer
from app.operations._meeting_answers import give, nothing_waits, record
from app.operations._stage import today
from app.operations._steps import proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries import rolls
from app.queries.charters import charter_by_id
from app.queries.facts import facts_of
from app.queries.loading import existing
from app.queries.steering import postponed
from app.rules import limits
from app.rules.calendar import due_day, end_of
from app.rules.charter import DecisionRule, Electorate, Gate, Method
from app.rules.conditions import evaluate
from app.rules.deciding import settings_of
from app.rules.gates import due, open_gates
from app.rules.happenings import GateAppealed, GatePostponed
from app.rules.kinds import Answer, DecisionKind
from app.rules.permissions import Action
from app.rules.tally import Outcome, recount
from app.rules.tally.settings import HALF


def _gate(work: Work, proposal: Proposal, key: str) -> Gate:
    charter = charter_by_id(work.session, proposal.charter_id)
    for gate in open_gates(charter, proposal.track, proposal.stage):
        if gate.key == key and gate.decision is not None and gate.decision.method == "steering":
            return gate
    raise Refused("gate_not_open")


@dataclass(frozen=True)
class Hands:
    """How the committee voted in a meeting: people there who may vote on it, without those who carry it."""

    yes: int
    no: int
    abstain: int = 0
    present: frozenset[int] = frozenset()  # ids of those who raised them

    def shown(self) -> dict[str, int]:
        return {"for": self.yes, "against": self.no, "abstain": self.abstain}


def _able(work: Work, proposal: Proposal) -> frozenset[int]:
    """The committee, less those who carry the proposal."""
    charter = charter_by_id(work.session, proposal.charter_id)
    entries = rolls.electorate(work.session, Electorate.STEERING, proposal.space_id, charter,
                               today(work, proposal.space_id))
    return frozenset(entry.person_id for entry in entries) - rolls.carriers(work.session, proposal.id)


def _counted(work: Work, proposal: Proposal, gate: Gate, hands: Hands) -> Outcome | None:
    """By the charter's own count: its quorum is of the committee, less those who carry the proposal."""
    rule = gate.decision
    if rule is None or min(hands.yes, hands.no, hands.abstain) < 0:
        raise Refused("hands_are_wrong", field="hands")
    raised, able = hands.yes + hands.no + hands.abstain, _able(work, proposal)
    if not 0 < raised <= len(able):
        raise Refused("hands_are_wrong", field="hands", size=len(able))
    if raised > 1 and (len(hands.present) != raised or not hands.present <= able):
        raise Refused("say_who_was_there", field="present", hands=raised)
    consent = rule.counted is Method.CONSENT
    words = {"consent": hands.yes, "objection": hands.no, "aside": hands.abstain} if consent else hands.shown()
    ballots = [{"choice": word, "weight": number} for word, number in words.items() if number]
    return recount(rule.counted.value, {"ballots": ballots, "roll": {"total": len(able)}}, settings_of(rule)).outcome


@operation
def decide(work: Work, proposal_id: int, gate_key: str, answer: Answer, reason: str,
           hands: Hands | None = None) -> bool:
    """The committee's answer as it was given in a meeting, counted by the charter's rule: promoting needs every
    condition met and the vote adopted. Nobody answers on what they carry. Without `hands`, who writes was alone; with
    others, those others may contest it for three days first. True when it moved."""
    proposal = proposal_for(work, Action.GATE_DECIDE, proposal_id)
    gate = _gate(work, proposal, gate_key)
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    if work.me in rolls.carriers(work.session, proposal_id):
        raise Refused("own_proposal")
    if rolls.open_on(work.session, proposal_id):
        raise Refused("decision_is_open_already")
    nothing_waits(work, proposal_id)
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    report = evaluate(gate, facts_of(work.session, proposal_id), work.now, zone)
    if answer is Answer.PROMOTED and not report.met:
        raise Refused("conditions_not_met")
    hands = hands or (Hands(1, 0) if answer is Answer.PROMOTED else Hands(0, 1))
    if (answer is Answer.PROMOTED) != (_counted(work, proposal, gate, hands) is Outcome.ADOPTED):
        raise Refused("hands_say_otherwise", field="hands")
    if hands.present - {work.me}:
        record(work, proposal, gate, answer, said, hands.shown(), hands.present)
        return False
    return give(work, proposal, gate, report, answer, said, hands.shown())


@operation
def postpone(work: Work, proposal_id: int, gate_key: str, reason: str) -> date:
    """The answer put off by the charter's days, as often as it says and no more; the new last day."""
    proposal = proposal_for(work, Action.GATE_DECIDE, proposal_id)
    gate = _gate(work, proposal, gate_key)
    nothing_waits(work, proposal_id)
    rule = gate.decision.postpone if gate.decision else None
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    clock = due(gate, proposal.ready_since, work.now, zone)
    if rule is None or clock is None:
        raise Refused("nothing_to_postpone")
    times = postponed(work.session, proposal_id, gate_key, clock.ready_since)
    if times >= (rule.times or 1):
        raise Refused("postponed_enough", times=rule.times or 1)
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    report = evaluate(gate, facts_of(work.session, proposal_id), work.now, zone)
    answer_id = write_answer(work, proposal, gate, report, Answer.POSTPONED, said)
    until = clock.last_day + timedelta(days=rule.days * (times + 1))
    work.say(GatePostponed(space_id=proposal.space_id, subject_id=proposal_id, gate=gate.key, answer_id=answer_id,
                           until=until.isoformat()))
    return until


@operation
def appeal(work: Work, proposal_id: int, answer_id: int, reason: str) -> int:
    """Those who carry it take a refusal before the body that the charter names, once, within its days: should it pass
    all the same? More than half of the votes for or against must say so."""
    proposal = proposal_for(work, Action.GATE_APPEAL, proposal_id)
    answer = existing(work.session, GateAnswer, answer_id)
    last = work.session.scalar(sa.select(sa.func.max(GateAnswer.id)).where(
        GateAnswer.proposal_id == proposal_id, GateAnswer.answer == Answer.DECLINED))
    if answer.proposal_id != proposal_id or answer_id != last:
        raise Refused("nothing_to_appeal")
    charter = charter_by_id(work.session, proposal.charter_id)
    gate = next((g for g in open_gates(charter, proposal.track, proposal.stage) if g.key == answer.gate), None)
    rule = gate.decision.appeal if gate and gate.decision else None
    if rule is None:
        raise Refused("nothing_to_appeal")
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    if work.now >= end_of(due_day(answer.decided_at, rule.days, zone), zone):
        raise Refused("appeal_is_late", days=rule.days)
    if work.session.scalar(sa.select(Decision.id).where(
            sa.or_(Decision.answer_id == answer_id, Decision.id == (answer.decision_id or 0)),
            Decision.kind == DecisionKind.APPEAL)):
        raise Refused("appealed_once")
    days = charter.limits.decision_days
    asked = DecisionRule(Method.MAJORITY, rule.to, Method.MAJORITY, open_days=days, threshold=HALF)
    return _put_appeal(work, proposal, answer, asked, reason)


def _put_appeal(work: Work, proposal: Proposal, answer: GateAnswer, rule: DecisionRule, reason: str) -> int:
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    french = f"Recours\u00a0: «\u00a0{proposal.title}\u00a0» doit-elle passer quand même\u00a0?"
    told = french if proposal.lang == "fr" else f"Appeal: should “{proposal.title}” pass all the same?"
    decision_id = open_decision(work, Spec(
        space_id=proposal.space_id, kind=DecisionKind.APPEAL, charter_id=proposal.charter_id, rule=rule,
        question=told, lang=proposal.lang, details=said, proposal=proposal, gate=answer.gate, answer_id=answer.id))
    work.say(GateAppealed(space_id=proposal.space_id, subject_id=proposal.id, gate=answer.gate, answer_id=answer.id,
                          appeal_id=decision_id))
    return decision_id
