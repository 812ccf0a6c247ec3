"""What a page of hits shows: one read for each kind that is among them, and one for the proposals they belong to."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.proposals import Proposal, ProposalPlace
from app.queries.search.finding import Hit
from app.queries.search.sources import written
from app.rules.kinds import Subject


def rows_of(session: Session, hits: Sequence[Hit]) -> dict[tuple[Subject, int], Any]:
    """By kind and id; who was hidden a moment ago is not among them."""
    found: dict[tuple[Subject, int], Any] = {}
    for kind in dict.fromkeys(hit.kind for hit in hits):
        refs = [hit.ref for hit in hits if hit.kind is kind]
        found |= {(kind, row.ref): row for row in session.execute(written(kind, refs, html=True))}
    return found


def proposals_of(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """What a card says of the proposal a hit belongs to."""
    places = (sa.select(sa.func.string_agg(sa.cast(ProposalPlace.place_id, sa.String), sa.literal(",")))
              .where(ProposalPlace.proposal_id == Proposal.id).scalar_subquery().label("place_ids"))
    rows = session.execute(sa.select(
        Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage, Proposal.charter_id,
        Proposal.status, Proposal.theme_id, Proposal.whole_territory, Proposal.where_text, Proposal.supports,
        Proposal.comments, Proposal.excerpt, Proposal.published_at, places).where(Proposal.id.in_(ids)))
    return {row.id: row for row in rows}
