"""Minutes of a meeting: what was said, who was there, what each one will do. Published once, amended in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.models.groups import Attendance, Commitment, Group, GroupMember, Meeting
from app.models.proposals import Proposal
from app.operations._groups import meeting_for
from app.operations._journey import advance, touch
from app.operations._stage import checked_day
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.outside import markdown
from app.queries import search
from app.rules import limits
from app.rules.happenings import CommitmentOffered, MinutesPublished
from app.rules.kinds import MeetingState, Subject
from app.rules.permissions import Action


@dataclass(frozen=True, slots=True)
class Promise:
    """One line: somebody, what they would do, until when."""

    person_id: int
    text: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`text` is Markdown; `present` are ids of people who are or were members."""

    text: str
    present: Sequence[int]
    promises: Sequence[Promise] = ()


@operation
def write(work: Work, meeting_id: int, said: Said, seen: datetime | None = None) -> bool:
    """The meeting is held from then on. `seen` is when the minutes that were read had been written: newer ones by
    somebody else are never overwritten. True when they were published for the first time."""
    meeting, group, proposal = meeting_for(work, Action.MEETING_HOLD, meeting_id)
    if meeting.state is MeetingState.CANCELLED:
        raise Refused("meeting_not_planned")
    if work.now < meeting.starts_at:
        raise Refused("meeting_not_started")
    if (meeting.minutes_edited_at or meeting.minutes_at) != seen:
        raise Refused("changed_meanwhile")
    meeting.minutes = checked(said.text, "minutes", most=limits.MINUTES, least=limits.REASON_LEAST)
    meeting.minutes_html = markdown.rendered(meeting.minutes)
    known = set(work.session.scalars(sa.select(GroupMember.person_id).where(GroupMember.group_id == group.id)))
    _was_there(work, meeting, set(said.present), known)
    _promise(work, meeting, proposal, said.promises, known)
    touch(work, proposal)
    first = _date(work, meeting, group, proposal)
    search.keep(work.session, work.now, Subject.MEETING, meeting_id)
    advance(work, proposal.id)
    return first


def _date(work: Work, meeting: Meeting, group: Group, proposal: Proposal) -> bool:
    if meeting.minutes_at is not None:
        meeting.minutes_edited_at = work.now
        return False
    meeting.state, meeting.minutes_at, meeting.minutes_by = MeetingState.HELD, work.now, work.me
    work.say(MinutesPublished(space_id=group.space_id, subject_id=proposal.id, group_id=group.id,
                              meeting_id=meeting.id))
    return True


def _was_there(work: Work, meeting: Meeting, present: set[int], known: set[int]) -> None:
    """Who had said they could not come stays excused; who had said they would and did not is not listed."""
    if present - known:
        raise Refused("not_a_member", field="present")
    if not present:
        raise Refused("nobody_present", field="present")
    work.session.execute(sa.delete(Attendance).where(
        Attendance.meeting_id == meeting.id,
        sa.or_(Attendance.present.is_(True), Attendance.person_id.in_(present))))
    work.session.add_all(Attendance(meeting_id=meeting.id, person_id=p, present=True) for p in sorted(present))


def _promise(work: Work, meeting: Meeting, proposal: Proposal, promises: Sequence[Promise], known: set[int]) -> None:
    for promise in promises:
        if promise.person_id not in known:
            raise Refused("not_a_member", field="promises")
        commitment = Commitment(
            space_id=meeting.space_id, group_id=meeting.group_id, meeting_id=meeting.id, person_id=promise.person_id,
            text=checked(promise.text, "promises", most=limits.SHORT, least=3), created_at=work.now,
            due_on=checked_day(promise.due_on, "promises") if promise.due_on is not None else None)
        work.session.add(commitment)
        work.session.flush()  # its id is told
        work.say(CommitmentOffered(space_id=meeting.space_id, subject_id=proposal.id, commitment_id=commitment.id,
                                   person_id=promise.person_id))
