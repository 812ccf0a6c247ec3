"""News grouped by what they are about, what one follows, and what waits in the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.decisions import Decision
from app.models.following import Follow, Notification
from app.models.groups import Group
from app.models.journal import Event, Outbox
from app.models.proposals import Proposal
from app.models.spaces import Space
from app.models.structures import Structure
from app.queries.delivery import is_due
from app.rules.audience import STAFF
from app.rules.kinds import ContentState, Role, Subject

MOST_COUNTED = 100
LINES = 5  # of each group; its own page has the rest
Rows = Sequence[Any]
Key = tuple[Subject, int]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of groups ended: unread groups come first, then by their newest line."""

    unread: bool
    last: int


def due_events(session: Session, now: datetime, most: int) -> list[int]:
    """In the order they happened."""
    return list(session.scalars(sa.select(Outbox.event_id).where(is_due(Outbox, now))
                                .order_by(Outbox.event_id).limit(most)))


def unread(session: Session, person_id: int) -> int:
    """For the bell: counted up to 100, which is shown as « 99+ »."""
    some = (sa.select(Notification.id).where(Notification.person_id == person_id, Notification.read_at.is_(None))
            .limit(MOST_COUNTED).subquery())
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _readable(person_id: int, roles: frozenset[Role]) -> list[sa.ColumnElement[bool]]:
    """One's own; less what came with a role one has no longer."""
    lost = [why for why, role in STAFF.items() if role not in roles]
    return [Notification.person_id == person_id, *([Notification.why.not_in(lost)] if lost else [])]


def groups(session: Session, person_id: int, roles: frozenset[Role], after: Cursor | None = None,
           limit: int = 20) -> tuple[Rows, Cursor | None]:
    """(subject_kind, subject_id, lines, unread, last); and where the next page begins."""
    last = sa.func.max(Notification.id)
    waiting = sa.func.count(sa.case((Notification.read_at.is_(None), 1)))
    fresh = sa.case((waiting > 0, 1), else_=0)
    wanted = (sa.select(Notification.subject_kind, Notification.subject_id, sa.func.count().label("lines"),
                        waiting.label("unread"), last.label("last"))
              .where(*_readable(person_id, roles)).group_by(Notification.subject_kind, Notification.subject_id))
    if after is not None:
        ended = sa.tuple_(sa.literal(int(after.unread)), sa.literal(after.last))
        wanted = wanted.having(sa.tuple_(fresh, last) < ended)
    rows = session.execute(wanted.order_by(fresh.desc(), last.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    return shown, Cursor(shown[-1].unread > 0, shown[-1].last) if len(rows) > limit else None


def lines(session: Session, person_id: int, roles: frozenset[Role], shown: Rows) -> dict[Key, list[Any]]:
    """The newest five of each group, in one statement."""
    keys = [(row.subject_kind, row.subject_id) for row in shown]
    subject = (Notification.subject_kind, Notification.subject_id)
    place = sa.func.row_number().over(partition_by=subject, order_by=Notification.id.desc()).label("place")
    either = [sa.and_(Notification.subject_kind == kind, Notification.subject_id == number) for kind, number in keys]
    mine = (sa.select(Notification.id, Notification.event_id, Notification.why, Notification.read_at, place)
            .where(*_readable(person_id, roles), sa.or_(sa.false(), *either)).subquery())
    rows = session.execute(
        sa.select(
            mine.c.id,
            mine.c.why,
            mine.c.read_at,
            Event.space_id,
            Event.kind,
            Event.at,
            Event.actor_id,
            Event.subject_kind,
            Event.subject_id,
            Event.data,
        )
        .join(Event, Event.id == mine.c.event_id)
        .where(mine.c.place <= LINES)
        .order_by(mine.c.id.desc())
    ).all()
    found: dict[Key, list[Any]] = {}
    for row in rows:
        found.setdefault((row.subject_kind, row.subject_id), []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Thing:
    """What a group of news, or a follow, is about. `title` is empty where it is hidden."""

    title: Any
    lang: str = ""
    slug: str = ""


def things(session: Session, keys: Sequence[Key]) -> dict[Key, Thing]:
    """One statement for each kind that is there: four at most, usually one."""
    ids: dict[Subject, list[int]] = {}
    for kind, subject in keys:
        ids.setdefault(kind, []).append(subject)
    found: dict[Key, Thing] = {}
    for kind, table in _things().items():
        if kind in ids:
            rows = session.execute(sa.select(table).where(table.c.id.in_(ids[kind])))
            found |= {(kind, row.id): Thing(row.title, row.lang or "", row.slug or "") for row in rows}
    return found


def unless_hidden(words: Any) -> Any:
    """A title, "" where it is that of a hidden proposal or of what depends on one."""
    return sa.case((Proposal.state == ContentState.HIDDEN, ""), else_=words).label("title")


def _things() -> dict[Subject, Any]:
    none = sa.literal("")
    selected: dict[Subject, Any] = {
        Subject.PROPOSAL: sa.select(Proposal.id, unless_hidden(Proposal.title), Proposal.lang, none.label("slug")),
        Subject.STRUCTURE: sa.select(Structure.id, Structure.name.label("title"), none.label("lang"), Structure.slug),
        Subject.DECISION: sa.select(Decision.id, unless_hidden(Decision.question), Decision.lang, none.label("slug"))
        .outerjoin(Proposal, Proposal.id == Decision.proposal_id),
        Subject.GROUP: sa.select(Group.id, unless_hidden(Group.name), none.label("lang"), none.label("slug"))
        .outerjoin(Proposal, Proposal.id == Group.proposal_id),
        Subject.SPACE: sa.select(Space.id, Space.name.label("title"), none.label("lang"), Space.slug),
    }
    return {kind: statement.subquery() for kind, statement in selected.items()}


def followed(session: Session, person_id: int, before: tuple[datetime, int] | None = None, limit: int = 50) -> Rows:
    """What this person follows (subject_kind, subject_id, since), the latest first; one more than asked tells of a
    next page."""
    wanted = sa.select(Follow.subject_kind, Follow.subject_id, Follow.since).where(Follow.person_id == person_id)
    if before is not None:
        since, subject_id = before
        same = sa.and_(Follow.since == since, Follow.subject_id < subject_id)
        wanted = wanted.where(sa.or_(Follow.since < since, same))
    return session.execute(wanted.order_by(Follow.since.desc(), Follow.subject_id.desc()).limit(limit + 1)).all()


def follows(session: Session, person_id: int | None, kind: Subject, subject_id: int) -> bool:
    if person_id is None:
        return False
    return session.get(Follow, (person_id, kind, subject_id)) is not None
