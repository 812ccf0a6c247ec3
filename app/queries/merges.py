"""Where a proposal that was merged goes on, and since when."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.proposals import Merge, Proposal
from app.queries.loading import existing_row
from app.rules.kinds import ContentState, Status

CHAIN = 20  # merges one after the other; nobody makes as many, and a fault of the data must not hang a page


def goes_on(session: Session, proposal_id: int) -> int | None:
    """The last one of the chain that everybody may read; None where there is none."""
    here = proposal_id
    for _ in range(CHAIN):
        row = existing_row(session.execute(sa.select(Proposal.merged_into_id, Proposal.status, Proposal.state).where(
            Proposal.id == here)))
        if row.status is not Status.MERGED:
            return here if row.state is ContentState.VISIBLE and here != proposal_id else None
        here = row.merged_into_id
    return None


def merged(session: Session, proposal_id: int) -> Any:
    """(id, title, lang, closing_reason, merged_at, into_id) of a visible one that was merged, else None. `merged_at` is
    None where it came merged from another platform."""
    return session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.lang, Proposal.closing_reason, Merge.merged_at,
                  Proposal.merged_into_id.label("into_id"))
        .outerjoin(Merge, sa.and_(Merge.proposal_id == Proposal.id, Merge.undone_at.is_(None)))
        .where(Proposal.id == proposal_id, Proposal.status == Status.MERGED,
               Proposal.state == ContentState.VISIBLE)).one_or_none()
