"""Those said to have been at a meeting agree with what was typed of it, or contest it; time does the rest."""

from app.models.proposals import Proposal
from app.models.together import MeetingAnswer, MeetingAnswerPerson
from app.operations._meeting_answers import everybody_agreed, take_effect
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing
from app.rules import limits
from app.rules.happenings import MeetingAnswerContested
from app.rules.together import AnswerState


def _waiting(work: Work, answer_id: int) -> tuple[MeetingAnswer, Proposal]:
    """Locked in the order of every other act on a proposal: the proposal first."""
    proposal_id = existing(work.session, MeetingAnswer, answer_id).proposal_id
    proposal = work.session.get_one(Proposal, proposal_id, with_for_update={"key_share": True})
    row = work.session.get_one(MeetingAnswer, answer_id, with_for_update=True, populate_existing=True)
    if row.state != AnswerState.WAITING:
        raise Refused("meeting_answer_is_settled")
    return row, proposal


def _present(work: Work, answer_id: int) -> MeetingAnswerPerson:
    there = work.session.get(MeetingAnswerPerson, (answer_id, work.me))
    if there is None:
        raise Refused("you_were_not_said_there")
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
        raise Refused("too_late_to_contest")
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
