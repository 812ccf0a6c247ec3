"""Needs that were entered from paper."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.database import existing_row
from app.core.kinds import ContentState
from app.paper.models import PaperEntry
from app.proposals.models import Proposal, Source

SHOWN = 20


def _entries() -> sa.Select[*tuple[Any, ...]]:
    return (sa.select(Proposal.id, Proposal.reference, Proposal.title, Proposal.lang, Proposal.status, PaperEntry.slip,
                      Proposal.excerpt, PaperEntry.entered_at, PaperEntry.entered_by,
                      Person.display_name.label("entered_name"), Source.name.label("first_name"))
            .join(Proposal, Proposal.id == PaperEntry.proposal_id).join(Source, Source.id == Proposal.source_id)
            .outerjoin(Person, Person.id == PaperEntry.entered_by).where(Proposal.state == ContentState.VISIBLE))


def entry(session: Session, proposal_id: int) -> Any:
    """Missing where it was not written on paper, or where moderation hides it."""
    return existing_row(session.execute(_entries().where(PaperEntry.proposal_id == proposal_id)))


def mine(session: Session, person_id: int) -> list[Any]:
    """Those that this person entered, the newest first."""
    return list(session.execute(_entries().where(PaperEntry.entered_by == person_id)
                                .order_by(PaperEntry.id.desc()).limit(SHOWN)))
