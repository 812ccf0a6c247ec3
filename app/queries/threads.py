"""A discussion by pages, in four orders: one statement for the first level, one for the replies, whatever their number.

Pages go on from a row, by the index of their order; nothing is counted, nothing is skipped over."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.models.discussion import Comment
from app.queries.discussion import Rows, columns, named, replies
from app.rules import limits
from app.rules.kinds import ContentState, Stance
from app.rules.kinds_talk import ThreadOrder
from app.rules.paging import Cursor, Page, cut

Picked = sa.Select[*tuple[Any, ...]]
SHOWN_REPLIES = 5
BEFORE, AFTER = 10, 40  # replies shown round the one that is asked for
NEWER = 4  # messages shown before the one that is asked for
SIDES = (Stance.FOR, Stance.AGAINST, Stance.QUESTION, Stance.NEUTRAL)
STEP = 10_000_000  # more than anybody will ever find useful: a stance weighs more than its marks


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a discussion. `waiting`: the questions without an answer only; `amendment_id`: what is said of that
    suggestion only."""

    proposal_id: int
    order: ThreadOrder = ThreadOrder.RECENT
    waiting: bool = False
    stance: Stance | None = None
    amendment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """`replies` by the parent's id: the first five of each; the cursors of the pages before and after."""

    comments: Rows
    replies: dict[int, Rows]
    previous: Cursor | None
    next: Cursor | None


def thread(session: Session, wanted: Wanted, cursor: Cursor | None = None, limit: int = limits.THREAD) -> Thread:
    page = first_level(session, wanted, cursor, limit)
    return Thread(page.rows, _first_replies(session, [row.id for row in page.rows if row.replies]), page.previous,
                  page.next)


def first_level(session: Session, wanted: Wanted, cursor: Cursor | None = None, limit: int = limits.THREAD) -> Page:
    back = cursor is not None and cursor.back
    picked = _picked(wanted, cursor, limit + 1).subquery()
    forward = wanted.order is not ThreadOrder.OLDEST
    order = [one.desc() if forward is not back else one.asc() for one in (picked.c.value, Comment.id)]
    rows = session.execute(named(sa.select(*columns(), picked.c.value)).join(picked, picked.c.id == Comment.id)
                           .order_by(*order)).all()
    return cut(rows, limit, cursor, lambda row: (row.value, row.id))


def around(session: Session, one: Any, limit: int = limits.THREAD) -> Thread:
    """The page, newest first, that holds this comment; a reply is shown among its neighbours."""
    root = one.parent_id or one.id
    newer = session.scalar(
        sa.select(Comment.id).where(Comment.proposal_id == one.proposal_id, Comment.parent_id.is_(None),
                                    Comment.id > root).order_by(Comment.id).offset(NEWER).limit(1))
    found = thread(session, Wanted(one.proposal_id), Cursor(0, newer) if newer else None, limit)
    if one.parent_id is not None and all(reply.id != one.id for reply in found.replies.get(root, ())):
        found.replies[root] = _neighbours(session, root, one.id)
    return found


def _neighbours(session: Session, root: int, reply_id: int) -> Rows:
    before = session.scalar(sa.select(Comment.id).where(Comment.parent_id == root, Comment.id < reply_id)
                            .order_by(Comment.id.desc()).offset(BEFORE).limit(1)) or 0
    return replies(session, root, before, BEFORE + AFTER)[0]


def _base(wanted: Wanted) -> list[Any]:
    there: list[Any] = [Comment.proposal_id == wanted.proposal_id, Comment.parent_id.is_(None)]
    if wanted.waiting:
        there += [Comment.needs_answer, Comment.state == ContentState.VISIBLE]
    if wanted.stance is not None:
        there += [Comment.stance == wanted.stance, Comment.state == ContentState.VISIBLE]
    if wanted.amendment_id is not None:
        there.append(Comment.amendment_id == wanted.amendment_id)
    return there


def _picked(wanted: Wanted, cursor: Cursor | None, most: int) -> Picked:
    """(id, value) of the rows of a page and one more, outwards from the cursor."""
    back = cursor is not None and cursor.back
    match wanted.order:
        case ThreadOrder.STANCE:
            return _by_stance(wanted, cursor, most)
        case ThreadOrder.USEFUL:
            return _useful(_base(wanted), cursor, most, back)
    up = back is (wanted.order is ThreadOrder.RECENT)
    statement = sa.select(Comment.id, sa.literal(0).label("value")).where(*_base(wanted))
    if cursor is not None:
        statement = statement.where(Comment.id > cursor.id if up else Comment.id < cursor.id)
    return statement.order_by(Comment.id.asc() if up else Comment.id.desc()).limit(most)


def _useful(base: list[Any], cursor: Cursor | None, most: int, back: bool, more: int = 0) -> Picked:
    """By marks, then the newest; `more` is what is added to the value."""
    value = (Comment.marks + more).label("value") if more else Comment.marks.label("value")
    statement = sa.select(Comment.id, value).where(*base)
    if cursor is not None:
        here, there = sa.tuple_(Comment.marks, Comment.id), sa.tuple_(sa.literal(cursor.value), sa.literal(cursor.id))
        statement = statement.where(here > there if back else here < there)
    keys = (Comment.marks, Comment.id)
    return statement.order_by(*(key.asc() if back else key.desc() for key in keys)).limit(most)


def _by_stance(wanted: Wanted, cursor: Cursor | None, most: int) -> Picked:
    """A page takes from one stance after the other: each brings no more than a page, by the index."""
    back, arms = cursor is not None and cursor.back, []
    for place, stance in enumerate(reversed(SIDES)):
        floor, inside = STEP * place, cursor
        if cursor is not None:
            marks = _number(cursor) - floor
            if (marks >= STEP and back) or (marks < 0 and not back):
                continue  # what comes before the cursor, or after it
            inside = Cursor(marks, cursor.id) if 0 <= marks < STEP else None
        one = _useful([*_base(wanted), Comment.stance == stance], inside, most, back, floor).subquery()
        arms.append(sa.select(one.c.id, one.c.value))
    every = sa.union_all(*arms).subquery()
    keys = (every.c.value, every.c.id)
    return (sa.select(every.c.id, every.c.value)
            .order_by(*(key.asc() if back else key.desc() for key in keys)).limit(most))


def _number(cursor: Cursor) -> int:
    return cursor.value if isinstance(cursor.value, int) else 0


def _first_replies(session: Session, parents: list[int]) -> dict[int, Rows]:
    """The first five of each parent, oldest first, as in a conversation; the sixth and the rest are not even read.
    Asked even for nobody: a constant number."""
    parent, other = aliased(Comment), aliased(Comment)
    last = (sa.select(other.id).where(other.parent_id == parent.id).order_by(other.id)
            .offset(SHOWN_REPLIES - 1).limit(1).correlate(parent).scalar_subquery())
    upper = sa.select(parent.id.label("parent_id"), sa.func.coalesce(last, 2**62).label("last")).where(
        parent.id.in_(parents)).subquery()
    rows = session.execute(
        named(sa.select(*columns()))
        .join(upper, sa.and_(Comment.parent_id == upper.c.parent_id, Comment.id <= upper.c.last))
        .order_by(Comment.id)).all()
    found: dict[int, Any] = {}
    for row in rows:
        found.setdefault(row.parent_id, []).append(row)
    return found
