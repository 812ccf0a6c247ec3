"""Suggested changes as rows: those of a proposal, one of them, and what somebody may do with it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.database_faults import existing_row
from app.core.kinds import AmendmentStatus, ContentState
from app.discussion.models import Comment
from app.proposals.models import Amendment, AmendmentSupport

MOST_OPEN = 200  # shown at once, beside their paragraphs
Rows = Sequence[Any]


def _columns() -> tuple[Any, ...]:
    talk = (sa.select(sa.func.count()).select_from(Comment).where(Comment.amendment_id == Amendment.id)
            .correlate(Amendment).scalar_subquery())
    return (Amendment.id, Amendment.proposal_id, Amendment.author_id, Amendment.field, Amendment.paragraph,
            Amendment.version, Amendment.base, Amendment.text, Amendment.rationale, Amendment.lang, Amendment.status,
            Amendment.state, Amendment.supports, Amendment.answer, Amendment.settled_at, Amendment.made_version,
            Amendment.became_id, Amendment.created_at, Person.display_name.label("author"), talk.label("comments"))


def _visible(*wanted: Any) -> sa.Select[Any]:
    return (sa.select(*_columns()).join(Person, Person.id == Amendment.author_id)
            .where(Amendment.state == ContentState.VISIBLE, *wanted))


def open_ones(session: Session, proposal_id: int) -> Rows:
    """The most supported first; a page puts them beside their paragraphs."""
    return session.execute(
        _visible(Amendment.proposal_id == proposal_id, Amendment.status == AmendmentStatus.OPEN)
        .order_by(Amendment.supports.desc(), Amendment.id).limit(MOST_OPEN)).all()


def settled(session: Session, proposal_id: int, before: int | None = None, limit: int = 20) -> tuple[Rows, int | None]:
    """The newest first, and the cursor of the next page."""
    wanted = _visible(Amendment.proposal_id == proposal_id, Amendment.status != AmendmentStatus.OPEN)
    if before is not None:
        wanted = wanted.where(Amendment.id < before)
    rows = session.execute(wanted.order_by(Amendment.id.desc()).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def one(session: Session, proposal_id: int, amendment_id: int) -> Any:
    """Hidden or not: the page asks who reads. Of another proposal, it is not there (Missing)."""
    settled_by = sa.orm.aliased(Person)
    return existing_row(session.execute(
        sa.select(*_columns(), settled_by.display_name.label("settled_by"))
        .join(Person, Person.id == Amendment.author_id).outerjoin(settled_by, settled_by.id == Amendment.settled_by)
        .where(Amendment.id == amendment_id, Amendment.proposal_id == proposal_id)))


def supported_by(session: Session, person_id: int, proposal_id: int) -> frozenset[int]:
    """Which suggestions of this proposal somebody supports."""
    return frozenset(session.scalars(
        sa.select(AmendmentSupport.amendment_id).join(Amendment, Amendment.id == AmendmentSupport.amendment_id)
        .where(AmendmentSupport.person_id == person_id, Amendment.proposal_id == proposal_id)))
