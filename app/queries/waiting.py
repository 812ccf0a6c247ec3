"""How much waits for somebody, counted in one read; what it is exactly is in their own space (queries/own.py)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.decisions import Decision, RollEntry
from app.models.groups import Commitment, GroupMember, Meeting
from app.models.moderation import Case
from app.models.proposals import Carrier, Draft, Proposal
from app.queries.lists import AnyRow, upcoming
from app.rules.kinds import CaseState, CommitmentState, DecisionState, MeetingState, Role, Status
from app.rules.permissions import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    decisions: int
    invitations: int
    commitments: int
    meetings: int
    drafts: int
    cases: int
    ready: int


def waiting(session: Session, actor: Actor, now: datetime) -> tuple[Waiting, list[AnyRow]]:
    """And the meetings to come, of anybody: in the same read, one row for each, or one without any."""
    counts = sa.select(*(count.scalar_subquery().label(name) for name, count in _counts(actor, now).items())).subquery()
    meetings = upcoming().subquery()
    rows = session.execute(
        sa.select(counts, meetings).select_from(counts.outerjoin(meetings, sa.true()))
        .order_by(meetings.c.starts_at, meetings.c.id), {"now": now}).all()
    there = Waiting(**{name: rows[0]._mapping[name] for name in Waiting.__slots__})
    return there, [row for row in rows if row.id is not None]


def _counts(actor: Actor, now: datetime) -> dict[str, sa.Select[int]]:
    me = actor.person_id
    none = sa.select(sa.literal(0))
    return {
        "decisions": sa.select(sa.func.count(sa.distinct(Decision.id))).join(
            RollEntry, RollEntry.decision_id == Decision.id).where(
            RollEntry.person_id == me, RollEntry.recused.is_(False), Decision.state == DecisionState.OPEN,
            Decision.closes_at > now),
        "invitations": _number(Carrier).where(
            Carrier.person_id == me, Carrier.accepted_at.is_(None), Carrier.declined_at.is_(None),
            Carrier.left_at.is_(None), Carrier.invited_by != me),
        "commitments": _number(Commitment).where(
            Commitment.person_id == me, Commitment.state == CommitmentState.OFFERED),
        "meetings": _number(Meeting).join(GroupMember, GroupMember.group_id == Meeting.group_id).where(
            GroupMember.person_id == me, GroupMember.until_at.is_(None), Meeting.state == MeetingState.PLANNED,
            Meeting.starts_at > now),
        "drafts": _number(Draft).where(Draft.person_id == me, Draft.expires_at > now),
        "cases": _number(Case).where(Case.state == CaseState.OPEN) if Role.MODERATOR in actor.roles else none,
        "ready": _number(Proposal).where(Proposal.ready_since.is_not(None), Proposal.status == Status.OPEN)
        if Role.STEERING in actor.roles else none,
    }


def _number(table: Any) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(table)
