"""Debates and the three lists under a need, as its page shows them; and where somebody's offers are shown again."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.core.database_faults import existing_row
from app.core.kinds import ContentState, LineKind, Status
from app.discussion.queries import Rows
from app.proposals.models import Debate, NeedLine, Proposal
from app.structures.models import Structure

SHOWN_OFFERS = 30
SHOWN = (NeedLine.state == ContentState.VISIBLE, NeedLine.removed_at.is_(None))


def debates(session: Session, proposal_id: int) -> Rows:
    """The newest first: the one that is open, if there is one, then those that were concluded."""
    opener, closer = aliased(Person), aliased(Person)
    return session.execute(
        sa.select(Debate.id, Debate.question, Debate.lang, Debate.reason, Debate.reopens_id, Debate.opened_at,
                  Debate.closes_on, Debate.closes_at, Debate.html, Debate.closed_at, Debate.opened_by,
                  opener.display_name.label("opener"), closer.display_name.label("closer"))
        .outerjoin(opener, opener.id == Debate.opened_by).outerjoin(closer, closer.id == Debate.closed_by)
        .where(Debate.proposal_id == proposal_id).order_by(Debate.id.desc())).all()


def debate(session: Session, debate_id: int) -> Any:
    """Missing where there is none."""
    return existing_row(session.execute(
        sa.select(Debate.id, Debate.proposal_id, Debate.question, Debate.lang, Debate.closes_on, Debate.closed_at,
                  Debate.html).where(Debate.id == debate_id)))


def due(session: Session, now: datetime, most: int = 200) -> list[int]:
    """Debates past their last day whose opener was not reminded, under needs that are still alive."""
    return list(session.scalars(
        sa.select(Debate.id).join(Proposal, Proposal.id == Debate.proposal_id)
        .where(Debate.closed_at.is_(None), Debate.reminded_at.is_(None), Debate.closes_at <= now,
               Proposal.state == ContentState.VISIBLE, Proposal.status.in_((Status.OPEN, Status.DORMANT)))
        .order_by(Debate.closes_at, Debate.id).limit(most)))


def lines(session: Session, proposal_id: int) -> Rows:
    """Every visible line, in the order they came; there are never many (limits.NEED_LINES of a kind)."""
    return session.execute(
        sa.select(NeedLine.id, NeedLine.kind, NeedLine.body, NeedLine.lang, NeedLine.author_id, NeedLine.created_at,
                  Person.display_name.label("author"), Structure.name.label("structure"),
                  Structure.slug.label("structure_slug"))
        .outerjoin(Person, Person.id == NeedLine.author_id)
        .outerjoin(Structure, Structure.id == NeedLine.structure_id)
        .where(NeedLine.proposal_id == proposal_id, *SHOWN)
        .order_by(NeedLine.id)).all()


def line(session: Session, line_id: int, reader_id: int) -> Any:
    """One's own, whatever became of it; somebody else's only where it is read. Missing for anything else."""
    return existing_row(session.execute(
        sa.select(NeedLine.id, NeedLine.proposal_id, NeedLine.kind)
        .join(Proposal, Proposal.id == NeedLine.proposal_id)
        .where(NeedLine.id == line_id, sa.or_(NeedLine.author_id == reader_id, sa.and_(
            *SHOWN, Proposal.state == ContentState.VISIBLE)))))


def offers(session: Session, *, person_id: int | None = None, structure_id: int | None = None) -> Rows:
    """What somebody, or a structure, offers under needs that are still alive; the newest first."""
    mine = NeedLine.author_id == person_id if structure_id is None else NeedLine.structure_id == structure_id
    return session.execute(
        sa.select(NeedLine.id, NeedLine.body, NeedLine.lang, NeedLine.created_at, NeedLine.proposal_id,
                  Proposal.title, Proposal.lang.label("title_lang"), Structure.name.label("structure"))
        .join(Proposal, Proposal.id == NeedLine.proposal_id)
        .outerjoin(Structure, Structure.id == NeedLine.structure_id)
        .where(mine, NeedLine.kind == LineKind.OFFER, *SHOWN,
               Proposal.state == ContentState.VISIBLE, Proposal.status.in_((Status.OPEN, Status.DORMANT)))
        .order_by(NeedLine.id.desc()).limit(SHOWN_OFFERS)).all()
