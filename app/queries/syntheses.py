"""Syntheses of a discussion: the newest, above the thread; all of them; and what may be covered by the next."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.discussion import Comment, Synthesis
from app.models.people import Person
from app.queries.discussion import Rows
from app.queries.loading import existing_value
from app.rules.kinds import ContentState

PICKED = 60
EXCERPT = 160


def _shown() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(Synthesis.id, Synthesis.number, Synthesis.html, Synthesis.lang, Synthesis.covered,
                     Synthesis.until, Synthesis.created_at, Synthesis.author_id,
                     Person.display_name.label("author")).outerjoin(Person, Person.id == Synthesis.author_id)


def newest(session: Session, proposal_id: int) -> Any:
    """None where nobody wrote one. Without the list of what it covers, which may be long."""
    return session.execute(_shown().where(Synthesis.proposal_id == proposal_id)
                           .order_by(Synthesis.number.desc()).limit(1)).first()


def all_of(session: Session, proposal_id: int) -> Rows:
    return session.execute(_shown().where(Synthesis.proposal_id == proposal_id)
                           .order_by(Synthesis.number.desc())).all()


def covers(session: Session, proposal_id: int, number: int) -> list[int]:
    """Missing where there is no such version."""
    found: list[int] = existing_value(session.execute(sa.select(Synthesis.covers).where(
        Synthesis.proposal_id == proposal_id, Synthesis.number == number)))
    return found


def text(session: Session, proposal_id: int) -> str:
    """Of the newest version, to begin the next one from."""
    return session.scalar(sa.select(Synthesis.body).where(Synthesis.proposal_id == proposal_id)
                          .order_by(Synthesis.number.desc()).limit(1)) or ""


def to_cover(session: Session, proposal_id: int) -> Rows:
    """The newest visible messages, with their first words, to tick one by one."""
    return session.execute(
        sa.select(Comment.id, Comment.parent_id, Comment.stance, Comment.lang, Comment.created_at,
                  sa.func.substr(Comment.body, 1, EXCERPT).label("words"),
                  sa.func.coalesce(Person.display_name, "").label("author"))
        .outerjoin(Person, Person.id == Comment.author_id)
        .where(Comment.proposal_id == proposal_id, Comment.state == ContentState.VISIBLE)
        .order_by(Comment.id.desc()).limit(PICKED)).all()


def visible(session: Session, proposal_id: int) -> tuple[int, int]:
    """(how many messages may be covered, the newest of them)."""
    row = session.execute(sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(Comment.id), 0)).where(
        Comment.proposal_id == proposal_id, Comment.state == ContentState.VISIBLE)).one()
    return row[0], row[1]
