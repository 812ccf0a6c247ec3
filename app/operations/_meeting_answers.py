"""Steps on an answer given in a meeting: noted with who was there, and made the gate's answer once nobody contests."""

import sqlalchemy as sa

from app.models.proposals import Proposal
from app.models.together import MeetingAnswer, MeetingAnswerPerson
from app.operations._effects import write_answer
from app.operations._journey import advance, move, reports
from app.operations._steps import ALIVE
from app.operations._work import Refused, Work
from app.queries import rolls
from app.queries.charters import charter_by_id
from app.queries.together import waits
from app.rules.charter import Gate
from app.rules.conditions import Report
from app.rules.happenings import GateDeclined, MeetingAnswerLapsed, MeetingAnswerRecorded
from app.rules.kinds import Answer
from app.rules.together import CONTEST, AnswerState


def nothing_waits(work: Work, proposal_id: int) -> None:
    """An answer typed of a meeting that may still be contested holds the place of any other."""
    if waits(work.session, proposal_id):
        raise Refused("meeting_answer_waits")


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
        raise Refused("changed_meanwhile")
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
