"""Comments as rows, with everything their page shows of each. The order of a whole discussion is in threads.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.core import limits
from app.core.database import existing_row, existing_value
from app.core.kinds import ContentState, PersonState, Stance, Subject, ThreadOrder, Verdict
from app.core.paging import Cursor, Page, cut
from app.discussion.models import Comment, CommentMark, CommentVersion, Synthesis, ThreadMute
from app.moderation.models import Case, VerdictRow
from app.proposals.models import Carrier, Proposal, Source
from app.structures.models import Structure

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


# A discussion by pages, in four orders: one statement for the first level, one for the replies, whatever their number.
#
# Pages go on from a row, by the index of their order; nothing is counted, nothing is skipped over.

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


# Syntheses of a discussion: the newest, above the thread; all of them; and what may be covered by the next.

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


# Who may be named in a discussion: people whom a public page of the same space shows already, nobody else.

MOST = 2_000
OFFERED = 12
HERE = (Person.state != PersonState.ERASED, Person.display_name != "")


def _carriers(proposal_id: int) -> sa.Select[Any]:
    return sa.select(Carrier.person_id).where(
        Carrier.proposal_id == proposal_id, Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))


def _speakers(proposal_id: int) -> sa.Select[Any]:
    return sa.select(Comment.author_id).where(
        Comment.proposal_id == proposal_id, Comment.state == ContentState.VISIBLE, Comment.author_id.is_not(None))


def in_thread(session: Session, proposal_id: int) -> list[tuple[int, str]]:
    """Its author, its carriers, and whoever spoke there: (id, name shown)."""
    author = sa.select(Proposal.author_id).where(Proposal.id == proposal_id)
    there = sa.union(author, _carriers(proposal_id), _speakers(proposal_id)).subquery()
    rows = session.execute(sa.select(Person.id, Person.display_name)
                           .where(Person.id.in_(sa.select(there.c[0])), *HERE).order_by(Person.id).limit(MOST))
    return [(row.id, row.display_name) for row in rows]


def in_space(session: Session, space_id: int, names: Sequence[str]) -> list[tuple[int, str]]:
    """Those of exactly these names who wrote, carry or said something that everybody may read there."""
    seen = sa.or_(
        sa.exists().where(Proposal.author_id == Person.id, Proposal.space_id == space_id,
                          Proposal.state == ContentState.VISIBLE),
        sa.exists().where(Comment.author_id == Person.id, Comment.space_id == space_id,
                          Comment.state == ContentState.VISIBLE),
        sa.exists().where(Carrier.person_id == Person.id, Carrier.space_id == space_id,
                          Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None)))
    rows = session.execute(sa.select(Person.id, Person.display_name)
                           .where(Person.display_name.in_(names), seen, *HERE).order_by(Person.id).limit(MOST))
    return [(row.id, row.display_name) for row in rows]


def offered(session: Session, proposal_id: int, but: int) -> list[str]:
    """Names to write after the sign: carriers first, then who spoke last."""
    carries = Person.id.in_(_carriers(proposal_id))
    last = (sa.select(Comment.author_id, sa.func.max(Comment.id).label("last"))
            .where(Comment.proposal_id == proposal_id, Comment.state == ContentState.VISIBLE)
            .group_by(Comment.author_id).subquery())
    rows = session.execute(
        sa.select(Person.display_name).outerjoin(last, last.c.author_id == Person.id)
        .where(sa.or_(carries, last.c.last.is_not(None)), Person.id != but, *HERE)
        .order_by(sa.case((carries, 0), else_=1), sa.func.coalesce(last.c.last, 0).desc(), Person.id).limit(OFFERED))
    return [row.display_name for row in rows]
