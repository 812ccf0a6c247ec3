"""Meetings of a group: planned in the place's civil time, moved, cancelled; who says they come."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from app.models.groups import Attendance, Group, Meeting
from app.operations._groups import group_for, meeting_for, member
from app.operations._journey import advance, touch
from app.operations._stage import checked_day, opens, zone_of
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.outside import markdown
from app.queries import search
from app.queries.dialect import upsert
from app.rules import limits
from app.rules.calendar import NoSuchTime, WallClock, civil_day, instant
from app.rules.charter import Feature
from app.rules.happenings import MeetingCancelled, MeetingMoved, MeetingPlanned
from app.rules.kinds import MeetingState, Subject
from app.rules.permissions import Action

CLOCK = {WallClock.SKIPPED: "time_skipped", WallClock.TWICE: "time_twice"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """As people write it: a day and two times of the place's clock. `agenda` is Markdown."""

    title: str
    day: date
    starts: time
    ends: time
    where: str
    agenda: str = ""


@operation
def plan(work: Work, group_id: int, plan: Plan) -> int:
    """A date for the group. A meeting already held may be entered too, to give its minutes. Returns its id."""
    group, proposal = group_for(work, Action.MEETING_HOLD, group_id)
    opens(work, proposal, Feature.MEETINGS)
    starts_at, ends_at = _when(work, group, plan)
    meeting = Meeting(space_id=group.space_id, group_id=group_id, starts_at=starts_at, ends_at=ends_at,
                      created_by=work.me, created_at=work.now, **_words(plan))
    work.session.add(meeting)
    work.session.flush()  # its id is told
    search.keep(work.session, work.now, Subject.MEETING, meeting.id)
    touch(work, proposal)
    work.say(MeetingPlanned(space_id=group.space_id, subject_id=proposal.id, group_id=group_id, meeting_id=meeting.id))
    advance(work, proposal.id)
    return meeting.id


def _words(plan: Plan) -> dict[str, str]:
    agenda = checked(plan.agenda, "agenda", most=limits.FIELD)
    return {"title": checked(plan.title, "title", most=limits.TITLE, least=3),
            "where_text": checked(plan.where, "where", most=limits.SHORT, least=2),
            "agenda": agenda, "agenda_html": markdown.rendered(agenda) if agenda else ""}


def _when(work: Work, group: Group, plan: Plan) -> tuple[datetime, datetime]:
    zone = zone_of(work, group.space_id)
    day = checked_day(plan.day, "day")
    if day < civil_day(group.created_at, zone):
        raise Refused("before_the_group", field="day")
    starts_at, ends_at = (_instant(work, group, day, at, field)
                          for at, field in ((plan.starts, "starts"), (plan.ends, "ends")))
    if ends_at <= starts_at:
        raise Refused("ends_before_it_starts", field="ends")
    return starts_at, ends_at


def _instant(work: Work, group: Group, day: date, at: time, field: str) -> datetime:
    """The clock of the place jumps in spring and goes back in autumn: a time may not exist, or exist twice."""
    try:
        return instant(datetime.combine(day, at), zone_of(work, group.space_id)).astimezone(UTC)
    except NoSuchTime as fault:
        raise Refused(CLOCK[fault.why], field=field) from fault


def _still_planned(meeting: Meeting) -> None:
    if meeting.state is not MeetingState.PLANNED:
        raise Refused("meeting_not_planned")


@operation
def change(work: Work, meeting_id: int, plan: Plan) -> bool:
    """True when its date or its place moved: who had answered is asked again."""
    meeting, group, proposal = meeting_for(work, Action.MEETING_HOLD, meeting_id)
    _still_planned(meeting)
    before = (meeting.starts_at, meeting.ends_at, meeting.where_text)
    meeting.starts_at, meeting.ends_at = _when(work, group, plan)
    for name, text in _words(plan).items():
        setattr(meeting, name, text)
    search.keep(work.session, work.now, Subject.MEETING, meeting_id)
    touch(work, proposal)
    if before == (meeting.starts_at, meeting.ends_at, meeting.where_text):
        return False
    if before[:2] != (meeting.starts_at, meeting.ends_at):
        work.session.execute(sa.delete(Attendance).where(Attendance.meeting_id == meeting_id))
    work.say(MeetingMoved(space_id=group.space_id, subject_id=proposal.id, group_id=group.id, meeting_id=meeting_id))
    return True


@operation
def cancel(work: Work, meeting_id: int) -> None:
    meeting, group, proposal = meeting_for(work, Action.MEETING_HOLD, meeting_id)
    _still_planned(meeting)
    meeting.state = MeetingState.CANCELLED
    work.say(MeetingCancelled(space_id=group.space_id, subject_id=proposal.id, group_id=group.id,
                              meeting_id=meeting_id))


@operation
def attend(work: Work, meeting_id: int, comes: bool) -> None:
    """« Je viens », « Je ne peux pas »: by a member, until it ends. Once held, the minutes say who was there."""
    meeting, group, _ = meeting_for(work, Action.GROUP_JOIN, meeting_id)
    _still_planned(meeting)
    if work.now >= meeting.ends_at:
        raise Refused("meeting_is_over")
    if member(work, group.id, work.me) is None:
        raise Refused("not_a_member")
    row = upsert(work.session, Attendance).values(meeting_id=meeting_id, person_id=work.me, present=comes)
    work.session.execute(row.on_conflict_do_update(index_elements=["meeting_id", "person_id"], set_={"present": comes}))
