"""What a year was made of, and where everything stands now: counts of what everybody may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import ContentState, Visibility
from app.core.paging import STATUSES, Shown
from app.experiments.models import Outcome, Pledge
from app.journal.models import Event
from app.proposals.models import Passage, Proposal
from app.territory.reference import Kept

Bounds = tuple[datetime, ...]
Rows = list[Any]
_SEEN = (Proposal.state == ContentState.VISIBLE, Proposal.status.in_(STATUSES[Shown.ALL]))


class Stood(NamedTuple):
    """How many proposals stand at a stage."""

    charter_id: int
    track: str
    stage: str
    n: int


def _standing(session: Session) -> tuple[Stood, ...]:
    kind = (Proposal.charter_id, Proposal.track, Proposal.stage)
    return tuple(Stood(*row) for row in session.execute(
        sa.select(*kind, sa.func.count()).where(*_SEEN).group_by(*kind)))


standing = Kept(_standing)


def _moved(session: Session, since: datetime) -> list[Stood]:
    """How many came to each stage from then on, by publication or by a gate: two reads in one statement."""
    kind = (Proposal.charter_id, Proposal.track)
    published = (sa.select(*kind, sa.literal("").label("stage"), sa.func.count().label("n"))
                 .where(*_SEEN, Proposal.published_at >= since).group_by(*kind))
    passed = (sa.select(*kind, Passage.to_stage.label("stage"), sa.func.count().label("n"))
              .join(Passage, Passage.proposal_id == Proposal.id)
              .where(*_SEEN, Passage.at >= since).group_by(*kind, Passage.to_stage))
    return [Stood(*row) for row in session.execute(sa.union_all(published, passed))]


moved = Kept(_moved)  # asked from the beginning of a day, so that it is asked once a day where nothing happens


def first(session: Session) -> datetime | None:
    """The moment of the oldest entry of a journal."""
    return session.scalar(sa.select(Event.at).order_by(Event.id).limit(1))


def _months(session: Session, bounds: Bounds) -> dict[str, tuple[int, ...]]:
    """Public entries of the journals by kind and by month: `bounds` are the beginnings of the months, and the end."""
    return _by_bounds(session.execute(_counted(Event.kind, Event.at, bounds)
                                      .where(Event.visibility == Visibility.PUBLIC)), len(bounds) - 1)


def _reached(session: Session, bounds: Bounds) -> dict[str, tuple[int, ...]]:
    """The same of the stages that were reached."""
    return _by_bounds(session.execute(_counted(Passage.to_stage, Passage.at, bounds)
                                      .join(Proposal, Proposal.id == Passage.proposal_id).where(*_SEEN)),
                      len(bounds) - 1)


def _counted(what: Any, at: Any, bounds: Bounds) -> Any:
    month = sa.case(*((at < end, n) for n, end in enumerate(bounds[1:])), else_=-1).label("month")
    return sa.select(what, month, sa.func.count()).where(at >= bounds[0], at < bounds[-1]).group_by(what, month)


def _by_bounds(rows: Any, months: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for kind, month, n in rows:
        found.setdefault(kind, [0] * months)[month] += n
    return {kind: tuple(counts) for kind, counts in found.items()}


months, reached = Kept(_months), Kept(_reached)


def _themes(session: Session, begins: datetime, ends: datetime) -> Rows:
    return list(session.execute(
        sa.select(Proposal.theme_id, Proposal.track, sa.func.count().label("n"))
        .where(*_SEEN, Proposal.published_at >= begins, Proposal.published_at < ends)
        .group_by(Proposal.theme_id, Proposal.track)))


def _given(session: Session, begins: datetime, ends: datetime) -> Rows:
    """Contributions that arrived, by kind: how many, hours, cents."""
    return list(session.execute(
        sa.select(Pledge.kind, sa.func.count().label("n"), sa.func.sum(Pledge.hours).label("hours"),
                  sa.func.sum(Pledge.cents).label("cents"))
        .join(Proposal, Proposal.id == Pledge.proposal_id)
        .where(*_SEEN, Pledge.confirmed_at >= begins, Pledge.confirmed_at < ends, Pledge.withdrawn_at.is_(None))
        .group_by(Pledge.kind)))


themes, given = Kept(_themes), Kept(_given)


def outcomes(session: Session, begins: datetime, ends: datetime, most: int = 40) -> Sequence[Any]:
    """What ended and what was learned, the newest first."""
    return session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.lang, Outcome.kind, Outcome.lessons, Outcome.declared_at)
        .join(Proposal, Proposal.id == Outcome.proposal_id)
        .where(*_SEEN, Outcome.declared_at >= begins, Outcome.declared_at < ends)
        .order_by(Outcome.declared_at.desc(), Outcome.id.desc()).limit(most)).all()
