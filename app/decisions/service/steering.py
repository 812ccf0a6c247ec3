"""Steps on an answer given in a meeting: noted with who was there, and made the gate's answer once nobody contests."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.accounts.models import MeetingAnswer, MeetingAnswerPerson
from app.accounts.queries.roles import waits
from app.core import limits
from app.core.calendar import due_day, end_of
from app.core.database import existing
from app.core.kinds import Answer, DecisionKind
from app.core.loading import ALIVE, proposal_for
from app.core.permissions import Action
from app.core.refusals import CHANGED_MEANWHILE
from app.core.unit_of_work import Refused, Work, operation
from app.decisions import refusals
from app.decisions.events import (
    GateAppealed,
    GatePostponed,
    MeetingAnswerContested,
    MeetingAnswerLapsed,
    MeetingAnswerRecorded,
)
from app.decisions.models import Decision
from app.decisions.queries import rolls
from app.decisions.service.closing import write_answer
from app.decisions.service.opening import Spec, open_decision
from app.governance.charter.model import DecisionRule, Electorate, Gate, Method
from app.governance.decision_rules import settings_of
from app.governance.gates import Report, due, evaluate, open_gates
from app.governance.rolls import CONTEST, AnswerState
from app.governance.tally.counting import recount
from app.governance.tally.settings import HALF, Outcome
from app.proposals.events import GateDeclined
from app.proposals.models import GateAnswer, Proposal
from app.proposals.queries.steering import facts_of, postponed
from app.proposals.service.journey import advance, move, reports, today
from app.proposals.service.texts import checked
from app.territory.models import Space
from app.territory.queries.charters import charter_by_id


def nothing_waits(work: Work, proposal_id: int) -> None:
    """An answer typed of a meeting that may still be contested holds the place of any other."""
    if waits(work.session, proposal_id):
        raise Refused(refusals.MEETING_ANSWER_WAITS)


def record(work: Work, proposal: Proposal, gate: Gate, answer: Answer, reason: str, votes: dict[str, int],
           present: frozenset[int]) -> int:
    row = MeetingAnswer(
        space_id=proposal.space_id, proposal_id=proposal.id, gate=gate.key, answer=answer.value, reason=reason,
        votes=votes, recorded_by=work.me, recorded_at=work.now, effective_at=work.now + CONTEST,
        state=AnswerState.WAITING.value)
    work.session.add(row)
    work.session.flush()  # its id is needed
    work.session.add_all(MeetingAnswerPerson(meeting_answer_id=row.id, person_id=person,
                                             agreed_at=work.now if person == work.me else None)
                         for person in sorted(present))
    work.say(MeetingAnswerRecorded(
        space_id=proposal.space_id, subject_id=proposal.id, gate=gate.key, meeting_answer_id=row.id,
        answer=answer.value, present=len(present), until=row.effective_at.isoformat()))
    return row.id


def give(work: Work, proposal: Proposal, gate: Gate, report: Report, answer: Answer, reason: str,
         votes: dict[str, int], by: int | None = None) -> bool:
    """The gate's answer, on the record for ever. True when the proposal moved."""
    answer_id = write_answer(work, proposal, gate, report, answer, reason, by=by, votes=votes)
    if answer is Answer.DECLINED:
        proposal.ready_since = None
        work.say(GateDeclined(space_id=proposal.space_id, subject_id=proposal.id, gate=gate.key, answer_id=answer_id))
        return False
    charter = charter_by_id(work.session, proposal.charter_id)
    if not move(work, proposal, charter, gate, report, answer_id):
        raise Refused(CHANGED_MEANWHILE)
    advance(work, proposal.id)
    return True


def take_effect(work: Work, row: MeetingAnswer, proposal: Proposal) -> bool:
    """Asked again on the day it takes effect: what no longer holds lapses, said in public. True when it counts."""
    charter = charter_by_id(work.session, proposal.charter_id)
    gates = {gate.key: (gate, report) for gate, report in reports(work, proposal, charter)}
    answer, row.settled_at = Answer(row.answer), work.now
    stands = proposal.status in ALIVE and row.gate in gates and not rolls.open_on(work.session, proposal.id)
    if not stands or (answer is Answer.PROMOTED and not gates[row.gate][1].met):
        row.state = AnswerState.LAPSED.value
        work.say(MeetingAnswerLapsed(space_id=row.space_id, subject_id=proposal.id, gate=row.gate,
                                     meeting_answer_id=row.id))
        return False
    row.state = AnswerState.EFFECTIVE.value
    gate, report = gates[row.gate]
    give(work, proposal, gate, report, answer, row.reason, row.votes, by=row.recorded_by)
    return True


def everybody_agreed(work: Work, row: MeetingAnswer) -> bool:
    work.session.flush()
    return not work.session.scalar(sa.select(sa.func.count()).select_from(MeetingAnswerPerson).where(
        MeetingAnswerPerson.meeting_answer_id == row.id, MeetingAnswerPerson.agreed_at.is_(None)))


# Those said to have been at a meeting agree with what was typed of it, or contest it; time does the rest.

def _waiting(work: Work, answer_id: int) -> tuple[MeetingAnswer, Proposal]:
    """Locked in the order of every other act on a proposal: the proposal first."""
    proposal_id = existing(work.session, MeetingAnswer, answer_id).proposal_id
    proposal = work.session.get_one(Proposal, proposal_id, with_for_update={"key_share": True})
    row = work.session.get_one(MeetingAnswer, answer_id, with_for_update=True, populate_existing=True)
    if row.state != AnswerState.WAITING:
        raise Refused(refusals.MEETING_ANSWER_IS_SETTLED)
    return row, proposal


def _present(work: Work, answer_id: int) -> MeetingAnswerPerson:
    there = work.session.get(MeetingAnswerPerson, (answer_id, work.me))
    if there is None:
        raise Refused(refusals.YOU_WERE_NOT_SAID_THERE)
    return there


@operation
def agree(work: Work, answer_id: int) -> bool:
    """« Oui, c’est ce que nous avons dit. » Once everybody said so, nothing is waited for. True when it took effect."""
    row, proposal = _waiting(work, answer_id)
    _present(work, answer_id).agreed_at = work.now
    return everybody_agreed(work, row) and take_effect(work, row, proposal)


@operation
def contest(work: Work, answer_id: int, reason: str) -> None:
    """« Je n’y étais pas », or « ce n’est pas ce que nous avons dit »: the answer falls, and the committee gives it
    again, together. Whoever typed it may take it back the same way."""
    row, proposal = _waiting(work, answer_id)
    if row.recorded_by != work.me:
        _present(work, answer_id)
    if work.now >= row.effective_at:
        raise Refused(refusals.TOO_LATE_TO_CONTEST)
    row.why_not = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    row.state, row.contested_by, row.settled_at = AnswerState.CONTESTED.value, work.me, work.now
    work.say(MeetingAnswerContested(space_id=row.space_id, subject_id=proposal.id, gate=row.gate,
                                    meeting_answer_id=row.id))


@operation
def settle(work: Work, answer_id: int) -> bool:
    """By the jobs, once three days are over. Anybody may ask, as often as they like."""
    try:
        row, proposal = _waiting(work, answer_id)
    except Refused:
        return False
    return work.now >= row.effective_at and take_effect(work, row, proposal)


# The committee's answer at a gate, given in a meeting; put off; appealed. Answered online, it is a decision.

def _gate(work: Work, proposal: Proposal, key: str) -> Gate:
    charter = charter_by_id(work.session, proposal.charter_id)
    for gate in open_gates(charter, proposal.track, proposal.stage):
        if gate.key == key and gate.decision is not None and gate.decision.method == "steering":
            return gate
    raise Refused(refusals.GATE_NOT_OPEN)


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
        raise Refused(refusals.HANDS_ARE_WRONG, field="hands")
    raised, able = hands.yes + hands.no + hands.abstain, _able(work, proposal)
    if not 0 < raised <= len(able):
        raise Refused(refusals.HANDS_ARE_WRONG, field="hands", size=len(able))
    if raised > 1 and (len(hands.present) != raised or not hands.present <= able):
        raise Refused(refusals.SAY_WHO_WAS_THERE, field="present", hands=raised)
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
        raise Refused(refusals.OWN_PROPOSAL)
    if rolls.open_on(work.session, proposal_id):
        raise Refused(refusals.DECISION_IS_OPEN_ALREADY)
    nothing_waits(work, proposal_id)
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    report = evaluate(gate, facts_of(work.session, proposal_id), work.now, zone)
    if answer is Answer.PROMOTED and not report.met:
        raise Refused(refusals.CONDITIONS_NOT_MET)
    hands = hands or (Hands(1, 0) if answer is Answer.PROMOTED else Hands(0, 1))
    if (answer is Answer.PROMOTED) != (_counted(work, proposal, gate, hands) is Outcome.ADOPTED):
        raise Refused(refusals.HANDS_SAY_OTHERWISE, field="hands")
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
        raise Refused(refusals.NOTHING_TO_POSTPONE)
    times = postponed(work.session, proposal_id, gate_key, clock.ready_since)
    if times >= (rule.times or 1):
        raise Refused(refusals.POSTPONED_ENOUGH, times=rule.times or 1)
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
        raise Refused(refusals.NOTHING_TO_APPEAL)
    charter = charter_by_id(work.session, proposal.charter_id)
    gate = next((g for g in open_gates(charter, proposal.track, proposal.stage) if g.key == answer.gate), None)
    rule = gate.decision.appeal if gate and gate.decision else None
    if rule is None:
        raise Refused(refusals.NOTHING_TO_APPEAL)
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    if work.now >= end_of(due_day(answer.decided_at, rule.days, zone), zone):
        raise Refused(refusals.APPEAL_IS_LATE, days=rule.days)
    if work.session.scalar(sa.select(Decision.id).where(
            sa.or_(Decision.answer_id == answer_id, Decision.id == (answer.decision_id or 0)),
            Decision.kind == DecisionKind.APPEAL)):
        raise Refused(refusals.APPEALED_ONCE)
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
