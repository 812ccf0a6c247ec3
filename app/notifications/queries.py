"""Mails that wait to be sent, and those that did not leave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import MeetingAnswerPerson, Person, StaffActHolder
from app.attachments.models import Attachment
from app.core.events import STAFF, Relation
from app.core.kinds import ContentState, MailState, MandateState, Role, Subject
from app.decisions.models import Decision, RollEntry
from app.discussion.models import Comment, CommentMention
from app.groups.models import Group, GroupMember
from app.journal.models import Event, Outbox
from app.moderation.models import Report
from app.notifications.models import Follow, Mail, Notification
from app.proposals.models import Amendment, Carrier, NeedLine, Proposal, Support
from app.structures.models import Mandate, Structure
from app.territory.models import Membership, Space

LONG = timedelta(minutes=10)


def is_due(waiting: type[Mail] | type[Outbox], now: datetime) -> sa.ColumnElement[bool]:
    """A first try waits for nobody, least of all for a clock that was ahead when it was written, and was put right."""
    return sa.or_(waiting.tries == 0, waiting.next_try_at <= now)


def due_mails(session: Session, now: datetime, most: int) -> list[tuple[int, int]]:
    """(id, tries so far): somebody waits at the door for a code; then the oldest first."""
    rows = session.execute(
        sa.select(Mail.id, Mail.tries).where(Mail.state == MailState.PENDING, is_due(Mail, now))
        .order_by(Mail.kind != "code", Mail.next_try_at, Mail.id).limit(most)).all()
    return [(row.id, row.tries) for row in rows]


def given_up(session: Session, most: int) -> Sequence[Any]:
    """Those that will not leave, the latest first, with why: (id, kind, fault, created_at, person_id, name). A code
    that was over before its mail could leave, or a mail to somebody who left, is not one of them."""
    return session.execute(
        sa.select(Mail.id, Mail.kind, Mail.fault, Mail.created_at, Mail.person_id, Person.display_name.label("name"))
        .outerjoin(Person, Person.id == Mail.person_id)
        .where(Mail.state == MailState.DEAD, Mail.fault != "").order_by(Mail.id.desc()).limit(most)).all()


def kept_waiting(session: Session, now: datetime) -> Sequence[Any]:
    """The latest fault of those that should have left some time ago: the server is away, or refuses this site."""
    return session.execute(
        sa.select(Mail.id, Mail.fault).where(Mail.state == MailState.PENDING, Mail.created_at < now - LONG,
                                             Mail.fault != "").order_by(Mail.id.desc()).limit(1)).all()


# News grouped by what they are about, what one follows, and what waits in the outbox.

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


# Each relation of core/events as people: a SELECT of person ids, for the one event at hand.

People = sa.Select[Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What of an event says whom it concerns."""

    space_id: int
    subject_kind: Subject
    subject_id: int
    data: dict[str, Any]

    @property
    def proposal_id(self) -> int:
        """0 (nobody's) where the event is not about a proposal."""
        if self.subject_kind is Subject.PROPOSAL:
            return self.subject_id
        return int(self.data.get("proposal_id") or 0)


def people_who(relation: Relation, told: Told) -> People:
    return _TABLE[relation](told)


def _person(told: Told) -> People:
    """The one named, else the subject."""
    subject = told.subject_id if told.subject_kind is Subject.PERSON else 0
    person_id = told.data.get("person_id", subject)
    return sa.select(sa.literal(person_id, sa.BigInteger).label("person_id"))


def _author(told: Told) -> People:
    """Of the content at hand; a proposal's voice is also its carriers."""
    if told.data.get("content") == Subject.COMMENT.value:
        return sa.select(Comment.author_id).where(Comment.id == told.data["content_id"])
    if told.data.get("content") == Subject.AMENDMENT.value:
        return sa.select(Amendment.author_id).where(Amendment.id == told.data["content_id"])
    if told.data.get("content") == Subject.ATTACHMENT.value:
        return sa.select(Attachment.added_by).where(Attachment.id == told.data["content_id"])
    if told.data.get("content") == Subject.LINE.value:
        return sa.select(NeedLine.author_id).where(NeedLine.id == told.data["content_id"])
    either = sa.union(sa.select(Proposal.author_id.label("id")).where(Proposal.id == told.proposal_id), _carriers(told))
    return sa.select(either.subquery().c.id)


def _parent(told: Told) -> People:
    return sa.select(Comment.author_id).where(Comment.id == told.data.get("parent_id", 0))


def _mentioned(told: Told) -> People:
    """By the text at hand: who was named in an earlier one was told then."""
    return sa.select(CommentMention.person_id).where(
        CommentMention.comment_id == told.data.get("comment_id", 0),
        CommentMention.version == told.data.get("version", 1))


def _carriers(told: Told) -> People:
    return sa.select(Carrier.person_id).where(
        Carrier.proposal_id == told.proposal_id, Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))


def _members(told: Told) -> People:
    return sa.select(GroupMember.person_id).join(Group, Group.id == GroupMember.group_id).where(
        Group.proposal_id == told.proposal_id, GroupMember.until_at.is_(None))


def _reporters(told: Told) -> People:
    return sa.select(Report.reporter_id).where(Report.case_id == told.data.get("case_id", 0))


def _role(role: Role) -> Callable[[Told], People]:
    return lambda told: sa.select(Membership.person_id).where(
        Membership.space_id == told.space_id, Membership.role == role, Membership.revoked_at.is_(None))


def _representatives(told: Told) -> People:
    return sa.select(Mandate.person_id).where(
        Mandate.structure_id == (told.subject_id if told.subject_kind is Subject.STRUCTURE else 0),
        Mandate.state == MandateState.ACTIVE)


def _followers(told: Told) -> People:
    of = [sa.and_(Follow.subject_kind == told.subject_kind, Follow.subject_id == told.subject_id)]
    if told.proposal_id:
        group = sa.select(Group.id).where(Group.proposal_id == told.proposal_id)
        of.append(sa.and_(Follow.subject_kind == Subject.GROUP, Follow.subject_id.in_(group)))
        of.append(sa.and_(Follow.subject_kind == Subject.PROPOSAL, Follow.subject_id == told.proposal_id))
    return sa.select(Follow.person_id).where(sa.or_(*of))


def _supporters(told: Told) -> People:
    """Who supports an earlier meaning of the text. Who stopped following chose not to be told: the page asks them."""
    followed = sa.exists().where(Follow.person_id == Support.person_id, Follow.subject_kind == Subject.PROPOSAL,
                                 Follow.subject_id == Support.proposal_id)
    return (sa.select(Support.person_id).join(Proposal, Proposal.id == Support.proposal_id)
            .where(Support.proposal_id == told.proposal_id, Support.version < Proposal.meaning_since, followed))


def _structure_followers(told: Told) -> People:
    """Of the structure that carries it: the one the event names, else the proposal's own."""
    named = told.data.get("structure_id")
    of = sa.literal(named) if named else (
        sa.select(Proposal.structure_id).where(Proposal.id == told.proposal_id).scalar_subquery())
    return sa.select(Follow.person_id).where(Follow.subject_kind == Subject.STRUCTURE, Follow.subject_id == of)


def _space_followers(told: Told) -> People:
    return sa.select(Follow.person_id).where(Follow.subject_kind == Subject.SPACE, Follow.subject_id == told.space_id)


def _voters(told: Told) -> People:
    """Everybody on the roll, whether they answered or not: who is reminded must not tell who did."""
    decision_id = told.subject_id if told.subject_kind is Subject.DECISION else 0
    return sa.select(RollEntry.person_id).where(RollEntry.decision_id == decision_id, RollEntry.recused.is_(False))


def _present(told: Told) -> People:
    return sa.select(MeetingAnswerPerson.person_id).where(
        MeetingAnswerPerson.meeting_answer_id == told.data.get("meeting_answer_id", 0))


def _holders(told: Told) -> People:
    """As they were when it was asked: a colleague whose role was withdrawn is told of that too."""
    return sa.select(StaffActHolder.person_id).where(StaffActHolder.act_id == told.data.get("act_id", 0))


_TABLE: dict[Relation, Callable[[Told], People]] = {
    Relation.PERSON: _person,
    Relation.AUTHOR: _author,
    Relation.PARENT: _parent,
    Relation.MENTIONED: _mentioned,
    Relation.CARRIER: _carriers,
    Relation.MEMBER: _members,
    Relation.REPORTER: _reporters,
    Relation.MODERATOR: _role(Role.MODERATOR),
    Relation.STEERING: _role(Role.STEERING),
    Relation.OPERATOR: _role(Role.OPERATOR),
    Relation.REPRESENTATIVE: _representatives,
    Relation.SUPPORTER: _supporters,
    Relation.FOLLOWER: _followers,
    Relation.STRUCTURE_FOLLOWER: _structure_followers,
    Relation.SPACE_FOLLOWER: _space_followers,
    Relation.VOTER: _voters,
    Relation.PRESENT: _present,
    Relation.HOLDER: _holders,
}
