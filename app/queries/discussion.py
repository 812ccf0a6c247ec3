"""Comments as rows, with everything their page shows of each. The order of a whole discussion is in threads.py."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.discussion import Comment, CommentMark, CommentVersion, ThreadMute
from app.models.moderation import Case, VerdictRow
from app.models.people import Person
from app.models.sources import Source
from app.models.structures import Structure
from app.queries.loading import existing_row, existing_value
from app.rules.kinds import ContentState, Subject, Verdict

Rows = Sequence[Any]


def _hiding(column: Any) -> Any:
    """From the verdict that hid a comment; looked for on hidden ones only."""
    found = (sa.select(column).join(Case, Case.id == VerdictRow.case_id)
             .where(Case.proposal_id == Comment.proposal_id, Case.subject_kind == Subject.COMMENT,
                    Case.subject_id == Comment.id, VerdictRow.verdict == Verdict.HIDE)
             .order_by(VerdictRow.id.desc()).limit(1).correlate(Comment).scalar_subquery())
    return sa.case((Comment.state == ContentState.HIDDEN, found), else_=None)


def columns() -> tuple[Any, ...]:
    """A hidden text does not leave the database: no template can show it by mistake."""
    visible = Comment.state == ContentState.VISIBLE
    return (
        Comment.id, Comment.proposal_id, Comment.parent_id, Comment.author_id, Comment.stance, Comment.lang,
        Comment.amendment_id, Comment.state, Comment.needs_answer, Comment.replies, Comment.marks, Comment.created_at,
        Comment.edited_at,
        sa.case((visible, Comment.html), else_="").label("html"),
        sa.func.coalesce(Person.display_name, Source.name, "").label("author"), Source.name.label("source"),
        Structure.name.label("structure"), Structure.slug.label("structure_slug"),
        sa.type_coerce(_hiding(VerdictRow.ground), VerdictRow.ground.type).label("hidden_ground"),
        sa.type_coerce(_hiding(VerdictRow.at), VerdictRow.at.type).label("hidden_at"),
        sa.type_coerce(_hiding(VerdictRow.id), sa.Integer).label("verdict_id"),
    )


def named(statement: sa.Select[Any]) -> sa.Select[Any]:
    return (statement.select_from(Comment).outerjoin(Person, Person.id == Comment.author_id)
            .outerjoin(Source, Source.id == Comment.source_id)
            .outerjoin(Structure, Structure.id == Comment.structure_id))


def one(session: Session, comment_id: int) -> Any:
    """Missing where there is none."""
    return existing_row(session.execute(named(sa.select(*columns())).where(Comment.id == comment_id)))


def replies(session: Session, parent_id: int, after: int = 0, limit: int = 50) -> tuple[Rows, int | None]:
    """All replies of one comment, oldest first, by pages; and the cursor of the next page."""
    rows = session.execute(named(sa.select(*columns())).where(Comment.parent_id == parent_id, Comment.id > after)
                           .order_by(Comment.id).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def body(session: Session, comment_id: int, author_id: int) -> Any:
    """The author's own text, to correct it; another's is not there (Missing)."""
    return existing_row(session.execute(
        sa.select(Comment.id, Comment.proposal_id, Comment.body, Comment.lang, Comment.state, Comment.replies,
                  Comment.created_at).where(Comment.id == comment_id, Comment.author_id == author_id)))


def where(session: Session, comment_id: int) -> Any:
    """(id, parent_id, proposal_id) of a comment, whatever its state: its place in the thread is no secret."""
    return existing_row(session.execute(
        sa.select(Comment.id, Comment.parent_id, Comment.proposal_id).where(Comment.id == comment_id)))


def shown(session: Session, comment_id: int) -> int:
    """The proposal's id, of a comment that is read: to act on it. Of a hidden one, Missing."""
    found: int = existing_value(session.execute(sa.select(Comment.proposal_id).where(
        Comment.id == comment_id, Comment.state == ContentState.VISIBLE)))
    return found


def marked(session: Session, person_id: int, ids: Sequence[int]) -> set[int]:
    """Which of these this person found useful."""
    return set(session.scalars(sa.select(CommentMark.comment_id).where(
        CommentMark.person_id == person_id, CommentMark.comment_id.in_(ids))))


def is_muted(session: Session, person_id: int, proposal_id: int) -> bool:
    return session.get(ThreadMute, (person_id, proposal_id)) is not None


def versions(session: Session, comment_id: int) -> Rows:
    """The texts that were replaced, newest first; of a hidden comment there is none."""
    return session.execute(
        sa.select(CommentVersion.number, CommentVersion.html, CommentVersion.written_at, CommentVersion.replaced_at)
        .join(Comment, Comment.id == CommentVersion.comment_id)
        .where(CommentVersion.comment_id == comment_id, Comment.state == ContentState.VISIBLE)
        .order_by(CommentVersion.number.desc())).all()
