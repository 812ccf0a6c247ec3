"""The committee's queue: a fixed number of statements, whether four things wait or four hundred."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm
from sqlalchemy.orm import Session

from app.models.decisions import Decision
from app.models.people import Person
from app.models.proposals import Carrier, GateAnswer, Proposal
from app.models.spaces import Space
from app.models.structures import Structure
from app.rules.charter import Charter, Stage
from app.rules.kinds import Answer, ContentState, DecisionState, Status

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
