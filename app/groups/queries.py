"""What the pages of a work group and of its meetings read: a fixed number of statements, whatever their number."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.database import existing_row, existing_value
from app.core.kinds import CommitmentState, ContentState, GroupRole, MeetingState
from app.core.texts import alphabetical
from app.groups.models import Attendance, Commitment, Group, GroupMember, Meeting
from app.proposals.models import Proposal
from app.structures.models import Structure
from app.territory.models import Space

Rows = Sequence[Any]
MEETINGS = 12
COMMITMENTS = 60
_OPEN = (CommitmentState.OFFERED, CommitmentState.ACCEPTED)
_RANK = {role: rank for rank, role in enumerate(GroupRole)}


def _of_a_visible_proposal() -> tuple[Any, ...]:
    return (Group.id.label("group_id"), Group.reference, Group.name, Group.members, Group.created_at, Group.space_id,
            Space.timezone, Proposal.id.label("proposal_id"), Proposal.title, Proposal.lang, Proposal.track,
            Proposal.stage, Proposal.status, Proposal.charter_id, Proposal.excerpt)


def group(session: Session, group_id: int) -> Any:
    """With its proposal. Missing where there is none, or where moderation hides it."""
    return existing_row(session.execute(
        sa.select(*_of_a_visible_proposal()).join(Proposal, Proposal.id == Group.proposal_id)
        .join(Space, Space.id == Group.space_id)
        .where(Group.id == group_id, Proposal.state == ContentState.VISIBLE)))


def group_of(session: Session, proposal_id: int) -> int:
    found: int = existing_value(session.execute(
        sa.select(Group.id).join(Proposal, Proposal.id == Group.proposal_id)
        .where(Group.proposal_id == proposal_id, Proposal.state == ContentState.VISIBLE)))
    return found


def members(session: Session, group_id: int) -> list[Any]:
    """Who is in it now: the lead first, then the other roles, then in the order they came."""
    rows = session.execute(
        sa.select(GroupMember.person_id, GroupMember.role, GroupMember.asked_role, GroupMember.from_at,
                  Person.display_name, Structure.name.label("structure"), Structure.slug.label("structure_slug"))
        .join(Person, Person.id == GroupMember.person_id).outerjoin(Structure, Structure.id == GroupMember.structure_id)
        .where(GroupMember.group_id == group_id, GroupMember.until_at.is_(None)).order_by(GroupMember.id)).all()
    return sorted(rows, key=lambda row: _RANK[row.role])


def everybody(session: Session, group_id: int) -> Rows:
    """Who is or was in it, by name: those whom minutes may name."""
    rows = session.execute(sa.select(Person.id, Person.display_name).where(Person.id.in_(
        sa.select(GroupMember.person_id).where(GroupMember.group_id == group_id)))).all()
    return sorted(rows, key=lambda row: (*alphabetical(row.display_name), row.id))


def is_member(session: Session, group_id: int, person_id: int) -> bool:
    return session.scalar(sa.select(GroupMember.id).where(
        GroupMember.group_id == group_id, GroupMember.person_id == person_id,
        GroupMember.until_at.is_(None))) is not None


_MEETING = (Meeting.id, Meeting.title, Meeting.starts_at, Meeting.ends_at, Meeting.where_text, Meeting.state,
            Meeting.minutes_at, Meeting.minutes_edited_at)


def next_meeting(session: Session, group_id: int, now: Any) -> Any:
    return session.execute(
        sa.select(*_MEETING).where(Meeting.group_id == group_id, Meeting.state == MeetingState.PLANNED,
                                   Meeting.ends_at > now).order_by(Meeting.starts_at, Meeting.id).limit(1)).first()


def meetings(session: Session, group_id: int, before: int | None = None) -> Rows:
    """The latest first; `before` is the id of the last one of the page above. One more than a page, to know."""
    there = [Meeting.group_id == group_id]
    if before is not None:
        cursor = existing_row(session.execute(sa.select(Meeting.starts_at, Meeting.id).where(
            Meeting.id == before, Meeting.group_id == group_id)))
        there.append(sa.or_(Meeting.starts_at < cursor.starts_at,
                            sa.and_(Meeting.starts_at == cursor.starts_at, Meeting.id < cursor.id)))
    return session.execute(sa.select(*_MEETING).where(*there).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
                           .limit(MEETINGS + 1)).all()


def _commitments() -> sa.Select[*tuple[Any, ...]]:
    return (sa.select(Commitment.id, Commitment.person_id, Commitment.text, Commitment.due_on, Commitment.state,
                      Commitment.meeting_id, Commitment.settled_at, Person.display_name)
            .join(Person, Person.id == Commitment.person_id))


def commitments(session: Session, group_id: int) -> Rows:
    """What is still to do, by date; then what was settled last."""
    still = sa.case((Commitment.state.in_(_OPEN), 0), else_=1)
    return session.execute(
        _commitments().where(Commitment.group_id == group_id)
        .order_by(still, Commitment.due_on.is_(None), Commitment.due_on, Commitment.id.desc()).limit(COMMITMENTS)).all()


def commitments_of(session: Session, meeting_id: int) -> Rows:
    return session.execute(_commitments().where(Commitment.meeting_id == meeting_id).order_by(Commitment.id)).all()


def commitment(session: Session, commitment_id: int) -> Any:
    """Missing where there is none, or where moderation hides what the group is about."""
    return existing_row(session.execute(
        sa.select(Commitment.id, Commitment.group_id, Commitment.meeting_id)
        .join(Group, Group.id == Commitment.group_id).outerjoin(Proposal, Proposal.id == Group.proposal_id)
        .where(Commitment.id == commitment_id,
               sa.or_(Proposal.id.is_(None), Proposal.state == ContentState.VISIBLE))))


def meeting(session: Session, meeting_id: int) -> Any:
    """With its group and its proposal. Missing where there is none, or where moderation hides it."""
    return existing_row(session.execute(
        sa.select(*_MEETING, Meeting.agenda, Meeting.agenda_html, Meeting.minutes, Meeting.minutes_html,
                  Person.display_name.label("minutes_by"), *_of_a_visible_proposal())
        .join(Group, Group.id == Meeting.group_id).join(Proposal, Proposal.id == Group.proposal_id)
        .join(Space, Space.id == Group.space_id).outerjoin(Person, Person.id == Meeting.minutes_by)
        .where(Meeting.id == meeting_id, Proposal.state == ContentState.VISIBLE)))


def attendance(session: Session, meeting_id: int) -> Rows:
    """Before: who says they come. After: who was there, and who had said they could not."""
    rows = session.execute(
        sa.select(Attendance.person_id, Attendance.present, Person.display_name)
        .join(Person, Person.id == Attendance.person_id).where(Attendance.meeting_id == meeting_id)).all()
    return sorted(rows, key=lambda row: (*alphabetical(row.display_name), row.person_id))
