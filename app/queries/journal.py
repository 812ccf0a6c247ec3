"""The journal as it is read: by pages, by name, and whole for whoever checks the chain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

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


def page(session: Session, *, before: int | None = None, kind: str = "", space_id: int | None = None,
         all_lines: bool = False, limit: int = 50) -> Rows:
    """The newest first, one more than `limit`. `all_lines`: also those that are for staff."""
    wanted = sa.select(Event.id, Event.space_id, Event.seq, Event.at, Event.kind, Event.actor_id, Event.subject_kind,
                       Event.subject_id, Event.data, Event.visibility, Event.digest)
    if before is not None:
        wanted = wanted.where(Event.id < before)
    if kind:
        wanted = wanted.where(Event.kind == kind)
    if space_id is not None:
        wanted = wanted.where(Event.space_id == space_id)
    if not all_lines:
        wanted = wanted.where(Event.visibility == Visibility.PUBLIC)
    return session.execute(wanted.order_by(Event.id.desc()).limit(limit + 1)).all()


def names(session: Session, rows: Rows) -> Names:
    """Three statements at most, for every line of a page."""
    people = {row.actor_id for row in rows} | {row.data.get("person_id") for row in rows}
    people |= {row.subject_id for row in rows if row.subject_kind is Subject.PERSON}
    proposals = {row.data.get(key) for row in rows for key in ("other_id", "into_id")}
    proposals |= {row.subject_id for row in rows if row.subject_kind is Subject.PROPOSAL}
    return Names(_people(session, people - {None}), _proposals(session, proposals - {None}), _stages(session, rows))


def _people(session: Session, ids: set[Any]) -> dict[int, str]:
    if not ids:
        return {}
    rows = session.execute(sa.select(Person.id, Person.display_name).where(Person.id.in_(ids)))
    return {row.id: row.display_name for row in rows}


def _proposals(session: Session, ids: set[Any]) -> dict[int, str]:
    if not ids:
        return {}
    rows = session.execute(sa.select(Proposal.id, Proposal.title).where(
        Proposal.id.in_(ids), Proposal.state == ContentState.VISIBLE))
    return {row.id: row.title for row in rows}


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
    """Streamed in order: a journal of a million lines takes no more memory than one of a hundred."""
    rows = session.execute(
        sa.select(Event.space_id, Event.seq, Event.at, Event.kind, Event.actor_id, Event.subject_kind, Event.subject_id,
                  Event.data, Event.previous, Event.digest)
        .where(Event.space_id == space_id, Event.seq <= up_to).order_by(Event.seq)
        .execution_options(yield_per=AT_ONCE))
    for row in rows:
        yield Entry(row.space_id, row.seq, row.at, row.kind, row.actor_id, row.subject_kind.value, row.subject_id,
                    row.data, row.previous, row.digest)


def beyond(session: Session, space_id: int) -> int | None:
    """A line after the head, where nothing wrote one: asked in one statement, so that writers do not confuse it."""
    found: int | None = session.scalar(
        sa.select(sa.func.min(Event.seq)).join(Space, Space.id == Event.space_id)
        .where(Event.space_id == space_id, Event.seq > Space.journal_seq))
    return found
