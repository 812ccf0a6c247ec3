"""The journal as it is read: by pages, by name, and whole for whoever checks the chain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.discussion import Comment
from app.models.journal import Event
from app.models.people import Person
from app.models.proposals import Proposal
from app.models.spaces import Space
from app.queries.charters import in_force
from app.rules.chain import Entry
from app.rules.kinds import ContentState, Subject, Visibility

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
    wanted = sa.select(  # in the order of Entry's fields
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
