"""What is alive in each commune; who is there."""

from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.proposals import Proposal, ProposalPlace
from app.models.structures import Structure
from app.queries.stand import Kept
from app.rules.kinds import ContentState
from app.rules.listing import STATUSES, Shown

AnyRow = sa.Row[*tuple[Any, ...]]
POINTS = 300  # drawn on a map, the newest: beyond, they hide each other


class Cell(NamedTuple):
    """How many of one kind are in a commune; None: in none, since they are about the whole territory."""

    place_id: int | None
    charter_id: int
    track: str
    stage: str
    theme_id: int | None
    n: int


_SEEN = (Proposal.state == ContentState.VISIBLE, Proposal.status.in_(STATUSES[Shown.ALL]))


def _count(session: Session) -> tuple[Cell, ...]:
    kind = (ProposalPlace.place_id, Proposal.charter_id, Proposal.track, Proposal.stage, Proposal.theme_id)
    return tuple(Cell(*row) for row in session.execute(
        sa.select(*kind, sa.func.count()).select_from(Proposal)
        .outerjoin(ProposalPlace, ProposalPlace.proposal_id == Proposal.id).where(*_SEEN).group_by(*kind)))


spread = Kept(_count)  # where everything is


def points(session: Session) -> list[AnyRow]:
    """What says where it is within a few metres, the newest first."""
    return list(session.execute(
        sa.select(Proposal.id, Proposal.reference, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage,
                  Proposal.charter_id, Proposal.theme_id, Proposal.where_text, Proposal.latitude, Proposal.longitude)
        .where(Proposal.latitude.is_not(None), *_SEEN)
        .order_by(Proposal.published_at.desc(), Proposal.id.desc()).limit(POINTS)))


def structures_of(session: Session, place_id: int, most: int = 30) -> list[AnyRow]:
    return list(session.execute(
        sa.select(Structure.slug, Structure.name, Structure.kind, Structure.place_id, Structure.about)
        .where(Structure.place_id == place_id).order_by(Structure.name_key).limit(most)))


def structures_by_ids(session: Session, ids: list[int]) -> dict[int, AnyRow]:
    """For hits."""
    rows = session.execute(
        sa.select(Structure.id, Structure.slug, Structure.name, Structure.kind, Structure.place_id, Structure.about)
        .where(Structure.id.in_(ids)))
    return {row.id: row for row in rows}
