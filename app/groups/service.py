"""A work group, its members and its meetings: loaded and guarded in one step, the proposal's row locked first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from app.accounts.queries.accounts import roles_on, speaks_for
from app.core import limits, markup
from app.core.calendar import NoSuchTime, WallClock, civil_day, instant
from app.core.database import Missing, existing, upsert
from app.core.kinds import CommitmentState, GroupRole, MeetingState, Role, Subject
from app.core.loading import allow, not_hidden, proposal_for
from app.core.permissions import Action
from app.core.refusals import CHANGED_MEANWHILE, NO_MANDATE
from app.core.unit_of_work import Refused, Work, operation
from app.governance.charter.model import Feature
from app.groups import refusals
from app.groups.events import (
    CommitmentOffered,
    CommitmentSettled,
    GroupLeft,
    GroupRoleGiven,
    MeetingCancelled,
    MeetingMoved,
    MeetingPlanned,
    MinutesPublished,
)
from app.groups.models import Attendance, Commitment, Group, GroupMember, Meeting
from app.notifications.service import write_follow
from app.proposals.models import Proposal
from app.proposals.service.journey import advance, checked_day, enter, opens, today, touch, zone_of
from app.proposals.service.texts import checked
from app.search import queries as search


def group_for(work: Work, action: Action, group_id: int) -> tuple[Group, Proposal]:
    """The group of a proposal, with it. Other groups have no members of their own to act on: not there."""
    group = existing(work.session, Group, group_id)
    if group.proposal_id is None:
        raise Missing
    return group, proposal_for(work, action, group.proposal_id)


def meeting_for(work: Work, action: Action, meeting_id: int) -> tuple[Meeting, Group, Proposal]:
    """Read again once the proposal is locked: two people never write one meeting at the same moment."""
    meeting = existing(work.session, Meeting, meeting_id)
    group, proposal = group_for(work, action, meeting.group_id)
    work.session.refresh(meeting)
    return meeting, group, proposal


def member(work: Work, group_id: int, person_id: int) -> GroupMember | None:
    return work.session.scalars(sa.select(GroupMember).where(
        GroupMember.group_id == group_id, GroupMember.person_id == person_id,
        GroupMember.until_at.is_(None))).one_or_none()


def leads(work: Work, group_id: int) -> set[int]:
    """Who leads it now."""
    return set(work.session.scalars(sa.select(GroupMember.person_id).where(
        GroupMember.group_id == group_id, GroupMember.role == GroupRole.LEAD, GroupMember.until_at.is_(None))))


# Members of a work group: they join, take roles, leave.

@operation
def join(work: Work, group_id: int, structure_id: int | None = None, asked: GroupRole = GroupRole.MEMBER) -> bool:
    """Anybody who takes part may; always as a member. A named role is asked for, and given by who leads or carries."""
    group, proposal = group_for(work, Action.GROUP_JOIN, group_id)
    opens(work, proposal, Feature.GROUP)
    if structure_id is not None and not speaks_for(work.session, work.me, structure_id, today(work, group.space_id)):
        raise Refused(NO_MANDATE, field="structure")
    if member(work, group_id, work.me) is not None:
        return False
    enter(work, group, work.me, structure_id, GroupRole.MEMBER)
    work.session.flush()  # the row is changed just below
    if asked is not GroupRole.MEMBER and (entered := member(work, group_id, work.me)) is not None:
        entered.asked_role = asked
    touch(work, proposal)
    write_follow(work, work.me, Subject.PROPOSAL, proposal.id)
    advance(work, proposal.id)
    return True


@operation
def leave(work: Work, group_id: int) -> None:
    """The last lead hands over first, as long as somebody is there to take it."""
    group, proposal = group_for(work, Action.GROUP_JOIN, group_id)
    there = member(work, group_id, work.me)
    if there is None:
        raise Refused(refusals.NOT_A_MEMBER)
    if leads(work, group_id) == {work.me} and group.members > 1:
        raise Refused(refusals.LAST_LEAD)
    there.until_at = work.now
    work.session.execute(sa.update(Group).where(Group.id == group_id).values(members=Group.members - 1)
                         .execution_options(synchronize_session=False))
    work.say(GroupLeft(space_id=group.space_id, subject_id=proposal.id, group_id=group_id, person_id=work.me))
    advance(work, proposal.id)


@operation
def give_role(work: Work, group_id: int, person_id: int, role: GroupRole) -> bool:
    """To a member. The lead is given by a lead, or by a carrier while there is none. True when it changed."""
    group, proposal = group_for(work, Action.GROUP_MANAGE, group_id)
    there = member(work, group_id, person_id)
    if there is None:
        raise Refused(refusals.NOT_A_MEMBER)
    there.asked_role = None
    if there.role is role:
        return False
    if GroupRole.LEAD in (role, there.role):
        _may_move_the_lead(work, group_id, there)
    there.role = role
    touch(work, proposal)
    work.say(GroupRoleGiven(space_id=group.space_id, subject_id=proposal.id, group_id=group_id, person_id=person_id,
                            role=role.value))
    advance(work, proposal.id)
    return True


def _may_move_the_lead(work: Work, group_id: int, there: GroupMember) -> None:
    now_leading = leads(work, group_id)
    if there.role is GroupRole.LEAD and now_leading == {there.person_id}:
        raise Refused(refusals.LAST_LEAD)
    group = work.session.get_one(Group, group_id)
    held = roles_on(work.session, work.me, group.proposal_id or 0)
    if Role.LEAD not in held and (now_leading or Role.CARRIER not in held):
        raise Refused(refusals.LEAD_GIVES_LEAD)


# What somebody undertook: theirs once they accept it, and theirs to settle.

S = CommitmentState
NEXT: dict[CommitmentState, frozenset[CommitmentState]] = {
    S.OFFERED: frozenset({S.ACCEPTED, S.DROPPED}), S.ACCEPTED: frozenset({S.DONE, S.DROPPED}),
    S.DONE: frozenset(), S.DROPPED: frozenset(),
}


@operation
def settle(work: Work, commitment_id: int, state: CommitmentState) -> bool:
    """Accepted, done or dropped, by the person and nobody else. False when it was so already."""
    allow(work, Action.COMMITMENT_SETTLE)
    commitment = existing(work.session, Commitment, commitment_id, with_for_update={"key_share": True})
    group = work.session.get_one(Group, commitment.group_id)
    if group.proposal_id is not None:
        not_hidden(work, work.session.get_one(Proposal, group.proposal_id))
    if commitment.person_id != work.me:
        raise Refused(refusals.NOT_YOUR_COMMITMENT)
    if commitment.state is state:
        return False
    if state not in NEXT[commitment.state]:
        raise Refused(refusals.COMMITMENT_IS_SETTLED)
    commitment.state, commitment.settled_at = state, work.now
    if group.proposal_id is not None:
        touch(work, work.session.get_one(Proposal, group.proposal_id))
        work.say(CommitmentSettled(space_id=commitment.space_id, subject_id=group.proposal_id,
                                   commitment_id=commitment_id, person_id=work.me, state=state.value))
    return True


# Meetings of a group: planned in the place's civil time, moved, cancelled; who says they come.

CLOCK = {WallClock.SKIPPED: refusals.TIME_SKIPPED, WallClock.TWICE: refusals.TIME_TWICE}


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
            "agenda": agenda, "agenda_html": markup.rendered(agenda) if agenda else ""}


def _when(work: Work, group: Group, plan: Plan) -> tuple[datetime, datetime]:
    zone = zone_of(work, group.space_id)
    day = checked_day(plan.day, "day")
    if day < civil_day(group.created_at, zone):
        raise Refused(refusals.BEFORE_THE_GROUP, field="day")
    starts_at, ends_at = (_instant(work, group, day, at, field)
                          for at, field in ((plan.starts, "starts"), (plan.ends, "ends")))
    if ends_at <= starts_at:
        raise Refused(refusals.ENDS_BEFORE_IT_STARTS, field="ends")
    return starts_at, ends_at


def _instant(work: Work, group: Group, day: date, at: time, field: str) -> datetime:
    """The clock of the place jumps in spring and goes back in autumn: a time may not exist, or exist twice."""
    try:
        return instant(datetime.combine(day, at), zone_of(work, group.space_id)).astimezone(UTC)
    except NoSuchTime as fault:
        raise Refused(CLOCK[fault.why], field=field) from fault


def _still_planned(meeting: Meeting) -> None:
    if meeting.state is not MeetingState.PLANNED:
        raise Refused(refusals.MEETING_NOT_PLANNED)


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
        raise Refused(refusals.MEETING_IS_OVER)
    if member(work, group.id, work.me) is None:
        raise Refused(refusals.NOT_A_MEMBER)
    row = upsert(work.session, Attendance).values(meeting_id=meeting_id, person_id=work.me, present=comes)
    work.session.execute(row.on_conflict_do_update(index_elements=["meeting_id", "person_id"], set_={"present": comes}))


# Minutes of a meeting: what was said, who was there, what each one will do. Published once, amended in sight.

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
        raise Refused(refusals.MEETING_NOT_PLANNED)
    if work.now < meeting.starts_at:
        raise Refused(refusals.MEETING_NOT_STARTED)
    if (meeting.minutes_edited_at or meeting.minutes_at) != seen:
        raise Refused(CHANGED_MEANWHILE)
    meeting.minutes = checked(said.text, "minutes", most=limits.MINUTES, least=limits.REASON_LEAST)
    meeting.minutes_html = markup.rendered(meeting.minutes)
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
        raise Refused(refusals.NOT_A_MEMBER, field="present")
    if not present:
        raise Refused(refusals.NOBODY_PRESENT, field="present")
    work.session.execute(sa.delete(Attendance).where(
        Attendance.meeting_id == meeting.id,
        sa.or_(Attendance.present.is_(True), Attendance.person_id.in_(present))))
    work.session.add_all(Attendance(meeting_id=meeting.id, person_id=p, present=True) for p in sorted(present))


def _promise(work: Work, meeting: Meeting, proposal: Proposal, promises: Sequence[Promise], known: set[int]) -> None:
    for promise in promises:
        if promise.person_id not in known:
            raise Refused(refusals.NOT_A_MEMBER, field="promises")
        commitment = Commitment(
            space_id=meeting.space_id, group_id=meeting.group_id, meeting_id=meeting.id, person_id=promise.person_id,
            text=checked(promise.text, "promises", most=limits.SHORT, least=3), created_at=work.now,
            due_on=checked_day(promise.due_on, "promises") if promise.due_on is not None else None)
        work.session.add(commitment)
        work.session.flush()  # its id is told
        work.say(CommitmentOffered(space_id=meeting.space_id, subject_id=proposal.id, commitment_id=commitment.id,
                                   person_id=promise.person_id))
