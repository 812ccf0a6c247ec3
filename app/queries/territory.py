"""What is alive in each commune; who is there."""

import weakref
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.proposals import Proposal, ProposalPlace
from app.models.structures import Structure
from app.queries.reference import Head
from app.rules.kinds import ContentState
from app.rules.listing import STATUSES, Shown

AnyRow = sa.Row[*tuple[Any, ...]]
Counts = Mapping[int, Mapping[str, int]]
Stand = tuple[tuple[int, int], ...]

_kept: weakref.WeakKeyDictionary[sa.Engine, tuple[Stand, Counts]] = weakref.WeakKeyDictionary()


def alive(session: Session, heads: Mapping[int, Head]) -> Counts:
    """By commune and track. A count over every proposal, so it is kept until a journal goes on: nothing can change
    it without an entry."""
    stand = tuple(sorted((space_id, head.seq) for space_id, head in heads.items()))
    engine = session.get_bind().engine
    kept = _kept.get(engine)
    if kept is None or kept[0] != stand:
        kept = _kept[engine] = (stand, _count(session))
    return kept[1]


def _count(session: Session) -> Counts:
    found: dict[int, dict[str, int]] = {}
    for row in session.execute(
            sa.select(ProposalPlace.place_id, Proposal.track, sa.func.count().label("n"))
            .join(Proposal, Proposal.id == ProposalPlace.proposal_id)
            .where(Proposal.state == ContentState.VISIBLE, Proposal.status.in_(STATUSES[Shown.ALL]))
            .group_by(ProposalPlace.place_id, Proposal.track)):
        found.setdefault(row.place_id, {})[row.track] = row.n
    return found


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
