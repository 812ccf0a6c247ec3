"""A work group, its members and its meetings: loaded and guarded in one step, the proposal's row locked first."""

import sqlalchemy as sa

from app.models.groups import Group, GroupMember, Meeting
from app.models.proposals import Proposal
from app.operations._steps import proposal_for
from app.operations._work import Work
from app.queries.loading import Missing, existing
from app.rules.kinds import GroupRole
from app.rules.permissions import Action


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
