"""What time alone has changed since somebody last acted. Read-only: the jobs then ask the operations."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.proposals import GateAnswer, Proposal
from app.models.spaces import Space
from app.queries.charters import in_use
from app.queries.facts import facts_of_many
from app.rules.calendar import due_day, start_of
from app.rules.charter import Charter, ConditionKind, Gate
from app.rules.conditions import Facts, evaluate
from app.rules.gates import open_gates
from app.rules.kinds import Answer, Status

PAGE = 200
DAY = timedelta(hours=25)  # the longest day of the year: what is found here is asked again in civil days

Rows = Sequence[Any]


def come_of_age(session: Session, now: datetime) -> list[int]:
    """Open proposals that a condition of time kept waiting, and nothing does any more. What the committee declined
    after that day is not brought back by itself: somebody has to change something first."""
    charters = in_use(session)
    there = [_at(key, track, gate, now) for key, charter in charters.items()
             for track in charter.tracks for gate in charter.tracks[track].gates if _days(gate) is not None]
    return [row.id for rows in _pages(session, there) for row in _ripe(session, rows, charters, now)]


def _days(gate: Gate) -> int | None:
    return next((c.figures["days"] for c in gate.conditions if c.kind is ConditionKind.OPEN_FOR), None)


def _least(gate: Gate, kind: ConditionKind) -> int:
    return next((c.figures.get("at_least", 0) for c in gate.conditions if c.kind is kind), 0)


def _at(charter_id: int, track: str, gate: Gate, now: datetime) -> sa.ColumnElement[bool]:
    """Old enough, with the figures that its row holds: thousands of imported ideas are not looked into each time."""
    return sa.and_(
        Proposal.charter_id == charter_id, Proposal.track == track, Proposal.stage == gate.from_stage,
        Proposal.stage_since <= now - timedelta(days=_days(gate) or 0) + DAY,
        Proposal.supports >= _least(gate, ConditionKind.SUPPORTS),
        Proposal.carriers >= _least(gate, ConditionKind.CARRIERS))


def _pages(session: Session, there: list[sa.ColumnElement[bool]]) -> Iterator[Rows]:
    declined = sa.select(sa.func.max(GateAnswer.decided_at)).where(
        GateAnswer.proposal_id == Proposal.id, GateAnswer.answer == Answer.DECLINED).scalar_subquery()
    after = 0
    while there:
        rows = session.execute(
            sa.select(Proposal.id, Proposal.track, Proposal.stage, Proposal.charter_id, Proposal.stage_since,
                      Space.timezone, sa.type_coerce(declined, GateAnswer.decided_at.type).label("declined_at"))
            .join(Space, Space.id == Proposal.space_id)
            .where(Proposal.status == Status.OPEN, Proposal.ready_since.is_(None), Proposal.id > after, sa.or_(*there))
            .order_by(Proposal.id).limit(PAGE)).all()
        yield rows
        if len(rows) < PAGE:
            return
        after = rows[-1].id


def _ripe(session: Session, rows: Rows, charters: dict[int, Charter], now: datetime) -> list[Any]:
    facts = facts_of_many(session, [row.id for row in rows]) if rows else {}
    return [row for row in rows if any(
        _opens(gate, row, facts[row.id], now)
        for gate in open_gates(charters[row.charter_id], row.track, row.stage))]


def _opens(gate: Gate, row: Any, facts: Facts, now: datetime) -> bool:
    zone, days = ZoneInfo(row.timezone), _days(gate)
    if days is None or not evaluate(gate, facts, now, zone).met:
        return False
    came = start_of(due_day(row.stage_since, days, zone), zone)
    return gate.decision is None or row.declined_at is None or row.declined_at < came


def untouched(session: Session, now: datetime) -> list[int]:
    """Open proposals past (or nearly) their stage's delay without an act; the oldest first."""
    there = [
        sa.and_(Proposal.charter_id == key, Proposal.track == track.key, Proposal.stage == stage.key,
                Proposal.active_at <= now - timedelta(days=stage.dormant_after_days) + DAY)
        for key, charter in in_use(session).items() for track in charter.tracks.values()
        for stage in track.stages.values() if stage.dormant_after_days is not None]
    if not there:
        return []
    return list(session.scalars(
        sa.select(Proposal.id).where(Proposal.status == Status.OPEN, Proposal.ready_since.is_(None), sa.or_(*there))
        .order_by(Proposal.active_at, Proposal.id).limit(PAGE)))
