"""The committee's queue: a fixed number of statements, whether four things wait or four hundred."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import sqlalchemy.orm
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.calendar import due_day, start_of
from app.core.kinds import Answer, ContentState, DecisionState, Status
from app.decisions.models import Decision
from app.governance.charter.model import Charter, ConditionKind, Gate, Stage
from app.governance.gates import Facts, evaluate, open_gates
from app.proposals.models import Carrier, GateAnswer, Proposal
from app.proposals.queries.facts import facts_of_many
from app.structures.models import Structure
from app.territory.models import Space
from app.territory.queries.charters import in_use

Rows = Sequence[Any]
READY = 60
WAITING = 20
ANSWERED = 15
LATELY = timedelta(days=60)
SOON = timedelta(days=30)  # before it falls asleep

_HEAD = (Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage, Proposal.charter_id,
         Proposal.status, Proposal.ready_since, Proposal.stage_since, Proposal.active_at, Proposal.supports,
         Proposal.comments, Space.timezone)
_ALIVE = (Proposal.status == Status.OPEN, Proposal.state == ContentState.VISIBLE)


def answering(charters: Mapping[int, Charter]) -> list[tuple[int, str, Stage]]:
    """(charter, track, stage) where a gate that people open leads out."""
    return [(number, track.key, track.stages[gate.from_stage]) for number, charter in charters.items()
            for track in charter.tracks.values() for gate in track.gates if gate.decision is not None]


def _at(place: tuple[int, str, Stage]) -> sa.ColumnElement[bool]:
    number, track, stage = place
    return sa.and_(Proposal.charter_id == number, Proposal.track == track, Proposal.stage == stage.key)


def ready(session: Session, places: list[tuple[int, str, Stage]], after: tuple[datetime, int] | None = None) -> Rows:
    """Every condition holds; who has waited longest comes first. One more than a page, to know."""
    if not places:
        return ()
    there = [Proposal.ready_since.is_not(None), *_ALIVE, sa.or_(*map(_at, places))]
    if after is not None:
        there.append(sa.or_(Proposal.ready_since > after[0],
                            sa.and_(Proposal.ready_since == after[0], Proposal.id > after[1])))
    return session.execute(sa.select(*_HEAD).join(Space, Space.id == Proposal.space_id).where(*there)
                           .order_by(Proposal.ready_since, Proposal.id).limit(READY + 1)).all()


def waiting(session: Session, places: list[tuple[int, str, Stage]], now: datetime) -> Rows:
    """Not ready, and about to fall asleep: somebody may help."""
    there = [sa.and_(_at(place), Proposal.active_at <= now - timedelta(days=place[2].dormant_after_days) + SOON)
             for place in places if place[2].dormant_after_days is not None]
    if not there:
        return ()
    return session.execute(
        sa.select(*_HEAD).join(Space, Space.id == Proposal.space_id)
        .where(Proposal.ready_since.is_(None), *_ALIVE, sa.or_(*there))
        .order_by(Proposal.active_at, Proposal.id).limit(WAITING)).all()


def answered(session: Session, now: datetime) -> Rows:
    return session.execute(
        sa.select(GateAnswer.id, GateAnswer.gate, GateAnswer.answer, GateAnswer.reason, GateAnswer.decided_at,
                  GateAnswer.decision_id,
                  Person.display_name.label("decided_by"), Proposal.id.label("proposal_id"), Proposal.title,
                  Proposal.lang)
        .join(Proposal, Proposal.id == GateAnswer.proposal_id).outerjoin(Person, Person.id == GateAnswer.decided_by)
        .where(GateAnswer.decided_at > now - LATELY,
               Proposal.state == ContentState.VISIBLE)
        .order_by(GateAnswer.id.desc()).limit(ANSWERED)).all()


def carriers(session: Session, ids: Sequence[int]) -> dict[int, list[Any]]:
    """Who carries each: names and structures, in the order they accepted."""
    rows = session.execute(
        sa.select(Carrier.proposal_id, Carrier.person_id, Person.display_name, Structure.name.label("structure"))
        .join(Person, Person.id == Carrier.person_id).outerjoin(Structure, Structure.id == Carrier.structure_id)
        .where(Carrier.proposal_id.in_(ids), Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))
        .order_by(Carrier.accepted_at, Carrier.id))
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, []).append(row)
    return found


def last_answers(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """What was last answered on each, if it was; and how often it was put off since its conditions hold."""
    last = (sa.select(sa.func.max(GateAnswer.id)).where(GateAnswer.proposal_id.in_(ids))
            .group_by(GateAnswer.proposal_id))
    again = sa.orm.aliased(GateAnswer)
    put_off = (sa.select(sa.func.count()).select_from(again).where(
        again.proposal_id == GateAnswer.proposal_id, again.answer == Answer.POSTPONED, again.gate == GateAnswer.gate,
        again.decided_at >= Proposal.ready_since).scalar_subquery())
    rows = session.execute(sa.select(GateAnswer.proposal_id, GateAnswer.answer, GateAnswer.decided_at, GateAnswer.gate,
                                     put_off.label("put_off"))
                           .join(Proposal, Proposal.id == GateAnswer.proposal_id).where(GateAnswer.id.in_(last)))
    return {row.proposal_id: row for row in rows}


def asked(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """The decision that is open on each."""
    rows = session.execute(sa.select(Decision.proposal_id, Decision.id, Decision.closes_on).where(
        Decision.proposal_id.in_(ids), Decision.state == DecisionState.OPEN))
    return {row.proposal_id: row for row in rows}


def postponed(session: Session, proposal_id: int, gate: str, since: datetime) -> int:
    """How often its answer was put off since all its conditions hold."""
    return session.scalar(sa.select(sa.func.count()).select_from(GateAnswer).where(
        GateAnswer.proposal_id == proposal_id, GateAnswer.gate == gate, GateAnswer.answer == Answer.POSTPONED,
        GateAnswer.decided_at >= since)) or 0


# What time alone has changed since somebody last acted. Read-only: the jobs then ask the operations.

PAGE = 200
DAY = timedelta(hours=25)  # the longest day of the year: what is found here is asked again in civil days


def come_of_age(session: Session, now: datetime) -> list[int]:
    """Open proposals that a condition of time kept waiting, and nothing does any more. What the committee declined
    after that day is not brought back by itself: somebody has to change something first."""
    charters = in_use(session)
    there = [_due_at(key, track, gate, now) for key, charter in charters.items()
             for track in charter.tracks for gate in charter.tracks[track].gates if _days(gate) is not None]
    return [row.id for rows in _pages(session, there) for row in _ripe(session, rows, charters, now)]


def _days(gate: Gate) -> int | None:
    return next((c.figures["days"] for c in gate.conditions if c.kind is ConditionKind.OPEN_FOR), None)


def _least(gate: Gate, kind: ConditionKind) -> int:
    return next((c.figures.get("at_least", 0) for c in gate.conditions if c.kind is kind), 0)


def _due_at(charter_id: int, track: str, gate: Gate, now: datetime) -> sa.ColumnElement[bool]:
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
