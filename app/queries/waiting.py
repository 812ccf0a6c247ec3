"""How much waits for somebody, counted in one read; what it is exactly is in their own space (queries/own.py)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.groups import Commitment, GroupMember, Meeting
from app.models.moderation import Case
from app.models.proposals import Carrier, Draft, Proposal
from app.rules.kinds import CaseState, CommitmentState, MeetingState, Role, Status
from app.rules.permissions import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    invitations: int
    commitments: int
    meetings: int
    drafts: int
    cases: int
    ready: int


def waiting(session: Session, actor: Actor, now: datetime) -> Waiting:
    me = actor.person_id
    invitations = sa.select(sa.func.count()).select_from(Carrier).where(
        Carrier.person_id == me, Carrier.accepted_at.is_(None), Carrier.declined_at.is_(None),
        Carrier.left_at.is_(None), Carrier.invited_by != me)
    commitments = sa.select(sa.func.count()).select_from(Commitment).where(
        Commitment.person_id == me, Commitment.state == CommitmentState.OFFERED)
    meetings = sa.select(sa.func.count()).select_from(Meeting).join(
        GroupMember, GroupMember.group_id == Meeting.group_id).where(
        GroupMember.person_id == me, GroupMember.until_at.is_(None), Meeting.state == MeetingState.PLANNED,
        Meeting.starts_at > now)
    drafts = sa.select(sa.func.count()).select_from(Draft).where(Draft.person_id == me, Draft.expires_at > now)
    none = sa.select(sa.literal(0))
    cases = sa.select(sa.func.count()).select_from(Case).where(
        Case.state == CaseState.OPEN) if Role.MODERATOR in actor.roles else none
    ready = sa.select(sa.func.count()).select_from(Proposal).where(
        Proposal.ready_since.is_not(None), Proposal.status == Status.OPEN) if Role.STEERING in actor.roles else none
    counted = (invitations, commitments, meetings, drafts, cases, ready)
    return Waiting(*session.execute(sa.select(*(each.scalar_subquery() for each in counted))).one())
