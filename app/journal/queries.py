"""The journal as it is read: by pages, by name, and whole for whoever checks the chain."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.core.kinds import ContentState, PersonState, Subject, Visibility
from app.discussion.models import Comment
from app.journal.models import Event, HeadSubscription, SignedHead, SigningKey
from app.journal.rules import WEEKLY, Entry, canonical, head_line, key_line
from app.proposals.models import Proposal
from app.territory.models import Space
from app.territory.queries.charters import in_force

Rows = Sequence[Any]
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called at this moment. An erased person, a hidden proposal have no name."""

    people: Mapping[int, str] = field(default_factory=dict)
    proposals: Mapping[int, str] = field(default_factory=dict)
    stages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()  # comments whose author is not named


def page(session: Session, *, before: int | None = None, kind: str = "", space_id: int | None = None,
         staff: bool = False, limit: int = 50) -> Rows:
    """The newest first, one more than `limit`. Lines for staff are there too, so that the chain is seen whole (the
    page seals them); but not where one asks for their kind without being staff."""
    wanted = sa.select(Event.id, Event.space_id, Event.seq, Event.at, Event.kind, Event.actor_id, Event.subject_kind,
                       Event.subject_id, Event.data, Event.visibility, Event.digest)
    if before is not None:
        wanted = wanted.where(Event.id < before)
    if kind:
        wanted = wanted.where(Event.kind == kind)
        if not staff:
            wanted = wanted.where(Event.visibility == Visibility.PUBLIC)
    if space_id is not None:
        wanted = wanted.where(Event.space_id == space_id)
    return session.execute(wanted.order_by(Event.id.desc()).limit(limit + 1)).all()


def names(session: Session, rows: Rows, *, subjects: bool = True) -> Names:
    """One statement for every line of a page, whatever they name. `subjects`: also what each line is about."""
    people = {row.actor_id for row in rows} | {row.data.get("person_id") for row in rows}
    people |= {row.subject_id for row in rows if row.subject_kind is Subject.PERSON}
    proposals = {row.data.get(key) for row in rows for key in ("other_id", "into_id")}
    proposals |= {row.subject_id for row in rows if subjects and row.subject_kind is Subject.PROPOSAL}
    comments = {row.data.get("comment_id") for row in rows}
    found: dict[str, dict[int, str]] = {kind: {} for kind in ("person", "proposal", "comment")}
    for row in session.execute(_called(people - {None}, proposals - {None}, comments - {None})):
        found[row.kind][row.id] = row.name
    return Names(found["person"], found["proposal"], _stages(session, rows), frozenset(found["comment"]))


def _called(people: set[Any], proposals: set[Any], comments: set[Any]) -> sa.CompoundSelect[Any]:
    """(kind, id, name): people, the proposals that are visible, and the comments that are not."""
    return sa.union_all(
        sa.select(sa.literal("person").label("kind"), Person.id, Person.display_name.label("name"))
        .where(Person.id.in_(people)),
        sa.select(sa.literal("proposal"), Proposal.id, Proposal.title)
        .where(Proposal.id.in_(proposals), Proposal.state == ContentState.VISIBLE),
        sa.select(sa.literal("comment"), Comment.id, sa.literal(""))
        .where(Comment.id.in_(comments), Comment.state == ContentState.HIDDEN))


def _stages(session: Session, rows: Rows) -> dict[str, Mapping[str, str]]:
    """By the charter in force; one of an older charter that is not in it any more stays without a name."""
    spaces = {row.space_id for row in rows if row.kind == "passage.made"}
    charters = [in_force(session, space_id)[1] for space_id in sorted(spaces)]
    return {key: stage.names for charter in charters for track in charter.tracks.values()
            for key, stage in track.stages.items()}


def heads(session: Session) -> Rows:
    """(id, slug, name, seq, digest) of each space's journal as it stands."""
    return session.execute(sa.select(Space.id, Space.slug, Space.name, Space.journal_seq, Space.journal_head)
                           .order_by(Space.id)).all()


def entries(session: Session, space_id: int, up_to: int) -> Iterator[Entry]:
    """In order, two thousand at a time: a journal of a million lines takes no more memory than one of a hundred, and
    no cursor stays open when the check stops at a fault."""
    subject_kind = sa.type_coerce(Event.subject_kind, sa.String)  # the word itself, as it was digested
    wanted = sa.select(  # in the order of FeedEntry's fields
        Event.space_id, Event.seq, Event.at, Event.kind, Event.actor_id, subject_kind, Event.subject_id, Event.data,
        Event.previous, Event.digest).where(Event.space_id == space_id).order_by(Event.seq).limit(AT_ONCE)
    reached = 0
    while rows := session.execute(wanted.where(Event.seq > reached, Event.seq <= up_to)).all():
        for row in rows:
            yield Entry(*row)
        reached = rows[-1].seq


def beyond(session: Session, space_id: int) -> int | None:
    """A line after the head, where nothing wrote one: asked in one statement, so that writers do not confuse it."""
    found: int | None = session.scalar(
        sa.select(sa.func.min(Event.seq)).join(Space, Space.id == Event.space_id)
        .where(Event.space_id == space_id, Event.seq > Space.journal_seq))
    return found


def published(session: Session, space_id: int, up_to: int) -> Iterator[Any]:
    """Every line with who may read it, in order, a few thousand at a time."""
    kind = sa.type_coerce(Event.subject_kind, sa.String)
    wanted = sa.select(
        Event.space_id, Event.seq, Event.at, Event.kind, Event.actor_id, kind.label("subject_kind"), Event.subject_id,
        Event.data, Event.previous, Event.digest, Event.visibility).where(
        Event.space_id == space_id).order_by(Event.seq).limit(AT_ONCE)
    reached = 0
    while rows := session.execute(wanted.where(Event.seq > reached, Event.seq <= up_to)).all():
        yield from rows
        reached = rows[-1].seq


# Signed heads and public keys as pages, files, mails and the jobs read them.

CLOSED = "decision.closed"


def keys(session: Session) -> Rows:
    """The oldest first: (id, fingerprint, public, since, why, previous, endorsement)."""
    before = aliased(SigningKey)
    return session.execute(
        sa.select(SigningKey.id, SigningKey.fingerprint, SigningKey.public, SigningKey.since, SigningKey.why,
                  before.fingerprint.label("previous"), SigningKey.endorsement)
        .outerjoin(before, before.id == SigningKey.previous_id).order_by(SigningKey.id)).all()


def line_of_key(row: Any) -> dict[str, Any]:
    """As it is published."""
    return key_line(row.fingerprint, row.public, row.since, row.why, row.previous, row.endorsement)


def line_of_head(row: Any) -> dict[str, Any]:
    return head_line(row.space_id, row.seq, row.digest, row.at, row.fingerprint, row.signature)


def newest_key(session: Session) -> SigningKey | None:
    return session.scalar(sa.select(SigningKey).order_by(SigningKey.id.desc()).limit(1))


def _heads() -> sa.Select[Any]:
    return sa.select(SignedHead.id, SignedHead.space_id, Space.slug, Space.name, SignedHead.seq, SignedHead.digest,
                     SignedHead.at, SigningKey.fingerprint, SignedHead.signature).join(
        SigningKey, SigningKey.id == SignedHead.key_id).join(Space, Space.id == SignedHead.space_id)


def heads_page(session: Session, before: int | None, limit: int) -> Rows:
    """The newest first, one more than `limit`."""
    wanted = _heads() if before is None else _heads().where(SignedHead.id < before)
    return session.execute(wanted.order_by(SignedHead.id.desc()).limit(limit + 1)).all()


def latest(session: Session, space_id: int, limit: int) -> Rows:
    return session.execute(_heads().where(SignedHead.space_id == space_id)
                           .order_by(SignedHead.id.desc()).limit(limit)).all()


def since(session: Session, after: int, limit: int) -> Rows:
    """The newest of those that came after one of them, the oldest first."""
    found = session.execute(_heads().where(SignedHead.id > after).order_by(SignedHead.id.desc()).limit(limit)).all()
    return found[::-1]


def everything(session: Session) -> Iterator[Any]:
    """In order, some thousands at a time."""
    wanted, reached = _heads().order_by(SignedHead.id).limit(AT_ONCE), 0
    while rows := session.execute(wanted.where(SignedHead.id > reached)).all():
        yield from rows
        reached = rows[-1].id


def last_signed(session: Session, space_id: int) -> tuple[int, datetime] | None:
    """(seq, at) of the newest of a space."""
    row = session.execute(sa.select(SignedHead.seq, SignedHead.at).where(SignedHead.space_id == space_id)
                          .order_by(SignedHead.id.desc()).limit(1)).first()
    return (row.seq, row.at) if row else None


def last_closing(session: Session, space_id: int, after: int) -> int | None:
    """The number of the newest line that says a decision was closed, beyond one."""
    found: int | None = session.scalar(sa.select(sa.func.max(Event.seq)).where(
        Event.space_id == space_id, Event.seq > after, Event.kind == CLOSED))
    return found


def digests(session: Session, space_id: int, seqs: Sequence[int]) -> dict[int, str]:
    """Of these lines, those that are there."""
    rows = session.execute(sa.select(Event.seq, Event.digest).where(Event.space_id == space_id, Event.seq.in_(seqs)))
    return {row.seq: row.digest for row in rows}


def is_subscribed(session: Session, person_id: int) -> bool:
    return session.get(HeadSubscription, person_id) is not None


def to_mail(session: Session, now: datetime, limit: int) -> list[int]:
    """Who is due their weekly mail, and for whom there is something new."""
    newest = sa.select(sa.func.max(SignedHead.id)).scalar_subquery()
    due = sa.or_(HeadSubscription.sent_at.is_(None), HeadSubscription.sent_at <= now - WEEKLY)
    return list(session.scalars(
        sa.select(HeadSubscription.person_id).join(Person, Person.id == HeadSubscription.person_id)
        .where(due, HeadSubscription.sent_id < newest, Person.state == PersonState.ACTIVE, Person.email.is_not(None))
        .order_by(HeadSubscription.person_id).limit(limit)))


# The journal as a file that a stranger can check: one line of JSON for each line, the chain whole.

def lines(rows: Iterable[Any]) -> Iterator[str]:
    """A line for staff, or for one person, keeps its place and its fingerprint, and says nothing else."""
    for row in rows:
        told: dict[str, Any] = {
            "space_id": row.space_id,
            "seq": row.seq,
            "previous": row.previous,
            "digest": row.digest,
        }
        if row.visibility is Visibility.PUBLIC:
            at = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            told |= {
                "at": at,
                "kind": row.kind,
                "actor_id": row.actor_id,
                "subject_kind": row.subject_kind,
                "subject_id": row.subject_id,
                "data": dict(row.data),
            }
        yield canonical(told) + "\n"


def anchors(keys: Iterable[Any], heads: Iterable[Any]) -> Iterator[str]:
    """The public keys, then every signed head: what a stranger keeps, and holds against the journal later."""
    for key in keys:
        yield canonical(line_of_key(key)) + "\n"
    for head in heads:
        yield canonical(line_of_head(head)) + "\n"


# Atom feeds (RFC 4287): what happened, and the head of the journal with it.

# One of them, and no reader opens the feed.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class FeedEntry:
    """`url` is where it can be read, and its id for ever."""

    url: str
    title: str
    at: datetime
    summary: str = ""


def atom(title: str, subtitle: str, url: str, home: str, lang: str, entries: Iterable[FeedEntry]) -> bytes:
    """The newest first; a feed without entries was updated at the beginning of time."""
    listed = list(entries)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    for name, text in (("title", title), ("subtitle", subtitle), ("id", url)):
        SubElement(feed, name).text = NOT_XML.sub("", text)
    SubElement(feed, "updated").text = _instant(listed[0].at if listed else datetime(1970, 1, 1, tzinfo=UTC))
    SubElement(feed, "link", {"rel": "self", "href": url})
    SubElement(feed, "link", {"rel": "alternate", "href": home})
    author = SubElement(feed, "author")
    SubElement(author, "name").text = NOT_XML.sub("", title)
    for each in listed:
        entry = SubElement(feed, "entry")
        for name, text in (("title", each.title), ("id", each.url), ("updated", _instant(each.at))):
            SubElement(entry, name).text = NOT_XML.sub("", text)
        SubElement(entry, "link", {"href": each.url})
        if each.summary:
            SubElement(entry, "summary").text = NOT_XML.sub("", each.summary)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
