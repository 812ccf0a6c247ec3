"""A discussion as rows: one statement for the first level, one for the replies, whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.discussion import Comment
from app.models.moderation import Case, VerdictRow
from app.models.people import Person
from app.models.sources import Source
from app.models.structures import Structure
from app.rules.kinds import ContentState, Subject, Verdict

SHOWN_REPLIES = 5
Rows = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Thread:
    """`replies` by the parent's id: the first five of each; `next` is the cursor of what comes after, if anything."""

    comments: Rows
    replies: dict[int, list[Any]]
    next: int | None


def _hiding(column: Any) -> Any:
    """From the verdict that hid a comment; looked for on hidden ones only."""
    found = (sa.select(column).join(Case, Case.id == VerdictRow.case_id)
             .where(Case.proposal_id == Comment.proposal_id, Case.subject_kind == Subject.COMMENT,
                    Case.subject_id == Comment.id, VerdictRow.verdict == Verdict.HIDE)
             .order_by(VerdictRow.id.desc()).limit(1).correlate(Comment).scalar_subquery())
    return sa.case((Comment.state == ContentState.HIDDEN, found), else_=None)


def _columns() -> tuple[Any, ...]:
    """A hidden text does not leave the database: no template can show it by mistake."""
    visible = Comment.state == ContentState.VISIBLE
    return (
        Comment.id, Comment.proposal_id, Comment.parent_id, Comment.author_id, Comment.stance, Comment.lang,
        Comment.amendment_id, Comment.state, Comment.needs_answer, Comment.replies, Comment.created_at,
        Comment.edited_at,
        sa.case((visible, Comment.html), else_="").label("html"),
        sa.func.coalesce(Person.display_name, Source.name, "").label("author"), Source.name.label("source"),
        Structure.name.label("structure"), Structure.slug.label("structure_slug"),
        sa.type_coerce(_hiding(VerdictRow.ground), VerdictRow.ground.type).label("hidden_ground"),
        sa.type_coerce(_hiding(VerdictRow.at), VerdictRow.at.type).label("hidden_at"),
        sa.type_coerce(_hiding(VerdictRow.id), sa.Integer).label("verdict_id"),
    )


def _named(statement: sa.Select[Any]) -> sa.Select[Any]:
    return (statement.select_from(Comment).outerjoin(Person, Person.id == Comment.author_id)
            .outerjoin(Source, Source.id == Comment.source_id)
            .outerjoin(Structure, Structure.id == Comment.structure_id))


def thread(session: Session, proposal_id: int, *, before: int | None = None, limit: int = 50,
           amendment_id: int | None = None) -> Thread:
    """The newest first; `before` is the id that ended the page before; `amendment_id`: only what is said of that."""
    wanted = _named(sa.select(*_columns())).where(Comment.proposal_id == proposal_id, Comment.parent_id.is_(None))
    if amendment_id is not None:
        wanted = wanted.where(Comment.amendment_id == amendment_id)
    if before is not None:
        wanted = wanted.where(Comment.id < before)
    rows = session.execute(wanted.order_by(Comment.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    return Thread(shown, _first_replies(session, [row.id for row in shown if row.replies]),
                  shown[-1].id if len(rows) > limit else None)


def _first_replies(session: Session, parents: list[int]) -> dict[int, list[Any]]:
    """The first five of each parent, oldest first, as in a conversation. Asked even for nobody: a constant number."""
    place = sa.func.row_number().over(partition_by=Comment.parent_id, order_by=Comment.id).label("place")
    numbered = sa.select(Comment.id, place).where(Comment.parent_id.in_(parents)).subquery()
    rows = session.execute(
        _named(sa.select(*_columns())).join(numbered, numbered.c.id == Comment.id)
        .where(numbered.c.place <= SHOWN_REPLIES).order_by(Comment.id)).all()
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.parent_id, []).append(row)
    return found


def one(session: Session, comment_id: int) -> Any:
    """NoResultFound where there is none."""
    return session.execute(_named(sa.select(*_columns())).where(Comment.id == comment_id)).one()


def replies(session: Session, parent_id: int, after: int = 0, limit: int = 50) -> tuple[Rows, int | None]:
    """All replies of one comment, oldest first, by pages; and the cursor of the next page."""
    rows = session.execute(_named(sa.select(*_columns())).where(Comment.parent_id == parent_id, Comment.id > after)
                           .order_by(Comment.id).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def body(session: Session, comment_id: int, author_id: int) -> Any:
    """The author's own text, to correct it; another's is not there (NoResultFound)."""
    return session.execute(
        sa.select(Comment.id, Comment.proposal_id, Comment.body, Comment.lang, Comment.state, Comment.replies,
                  Comment.created_at).where(Comment.id == comment_id, Comment.author_id == author_id)).one()
