"""Lists of proposals: rows with the columns a card shows, a page at a time, the same cost at any depth and size."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.core import limits
from app.core.database import existing_row
from app.core.kinds import ContentState, LineKind, MeetingState, Status, Subject
from app.core.paging import STATUSES, Cursor, Page, Shown, Sort, Value, cut
from app.decisions.models import Decision
from app.discussion.queries import Rows
from app.groups.models import Group, Meeting
from app.paper.models import PaperEntry
from app.proposals.models import Debate, Draft, NeedLine, Passage, Proposal, ProposalPlace, Source
from app.proposals.rules import DECISION, GROUP, SLIP, read
from app.structures.models import Structure
from app.territory.models import ReferenceCount

AnyRow = sa.Row[*tuple[Any, ...]]
# Tables, not classes: the lists are asked for as plain rows, at half the cost of going through the mapper.
proposal: Any = Proposal.__table__
person: Any = Person.__table__
source: Any = Source.__table__
structure: Any = Structure.__table__
place: Any = ProposalPlace.__table__
P = proposal.c
AT_HOME = 3
ORDERS: dict[Sort, Any] = {Sort.RECENT: P.published_at, Sort.SUPPORTED: P.supports, Sort.ACTIVE: P.active_at}
DATED = frozenset({Sort.RECENT, Sort.ACTIVE})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to. `refs`: the ids that a search found, as a subquery."""

    track: str = ""
    shown: Shown = Shown.ALL
    theme_id: int | None = None
    place_id: int | None = None
    space_id: int | None = None
    stage: str = ""
    refs: sa.Select[int] | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which conditions a statement has; built once for each, since building costs more than asking."""

    track: bool
    shown: Shown
    theme: bool
    place: bool
    space: bool
    stage: bool
    sort: Sort
    goes_on: bool
    back: bool


def page(session: Session, wanted: Wanted, sort: Sort, cursor: Cursor | None = None, size: int = limits.PAGE) -> Page:
    """One read, whatever there is: ids are picked first by the index of the order, then the cards of those few."""
    back = cursor is not None and cursor.back
    shape = _Shape(bool(wanted.track), wanted.shown, wanted.theme_id is not None, wanted.place_id is not None,
                   wanted.space_id is not None, bool(wanted.stage), sort, cursor is not None, back)
    statement = _statement(shape) if wanted.refs is None else _cards(_picked(shape, wanted.refs), sort, back)
    told: dict[str, Any] = {"track": wanted.track, "theme_id": wanted.theme_id, "place_id": wanted.place_id,
            "space_id": wanted.space_id, "stage": wanted.stage, "most": size + 1}
    if cursor is not None:
        told |= {"value": cursor.value, "id": cursor.id}
    rows = session.connection().execute(statement, told).all()
    return cut(rows, size, cursor, lambda row: (_value(row, sort), row.id))


def by_ids(session: Session, ids: Sequence[int]) -> dict[int, AnyRow]:
    """The visible ones among them, by id: for hits."""
    chosen = sa.select(P.id).where(
        P.id.in_(ids), P.state == ContentState.VISIBLE, P.status != Status.MERGED).subquery()
    rows = session.execute(sa.select(*_columns()).select_from(_joined(chosen)))
    return {row.id: row for row in rows}


def alive(session: Session) -> list[AnyRow]:
    """For the home page, in one read: the newest needs (`section` 0) and what last reached another stage (1), with
    the moment (`at`) of each."""
    return list(session.connection().execute(_alive()))


@functools.cache
def _alive() -> sa.Select[*tuple[Any, ...]]:
    seen = (P.state == ContentState.VISIBLE, P.status.in_(STATUSES[Shown.ALL]))
    needs = (sa.select(sa.literal(0).label("section"), P.id, P.published_at.label("at"))
             .where(P.track == "need", *seen).order_by(P.published_at.desc(), P.id.desc())
             .limit(AT_HOME)).subquery()
    moves = (sa.select(sa.literal(1).label("section"), P.id, sa.func.max(Passage.at).label("at"))
             .join(Passage, Passage.proposal_id == P.id)
             .where(*seen, Passage.id > _recent_passages()).group_by(P.id)
             .order_by(sa.func.max(Passage.at).desc(), P.id.desc()).limit(AT_HOME)).subquery()
    chosen = sa.union_all(sa.select(needs), sa.select(moves)).subquery()
    return (sa.select(*_columns(), chosen.c.section, chosen.c.at).select_from(_joined(chosen))
            .order_by(chosen.c.section, chosen.c.at.desc(), P.id.desc()))


def meetings(session: Session, now: datetime) -> list[AnyRow]:
    """To come, soonest first; only of what can be seen."""
    return list(session.connection().execute(upcoming(), {"now": now}))


@functools.cache
def upcoming() -> sa.Select[*tuple[Any, ...]]:
    """Takes `now`."""
    now = sa.bindparam("now", type_=Meeting.starts_at.type)
    return (
        sa.select(Meeting.id, Meeting.title, Meeting.starts_at, Meeting.where_text, Group.name.label("group_name"))
        .join(Group, Group.id == Meeting.group_id).outerjoin(Proposal, Proposal.id == Group.proposal_id)
        .where(Meeting.state == MeetingState.PLANNED, Meeting.starts_at > now,
               sa.or_(Proposal.id.is_(None), Proposal.state == ContentState.VISIBLE))
        .order_by(Meeting.starts_at, Meeting.id).limit(AT_HOME))


def _recent_passages(most: int = 60) -> sa.ScalarSelect[int]:
    """Where the last passages begin: the journal of passages only grows."""
    return sa.select(sa.func.coalesce(sa.func.max(Passage.id), 0) - most).scalar_subquery()


@functools.lru_cache(512)
def _statement(shape: _Shape) -> sa.Select[*tuple[Any, ...]]:
    return _cards(_picked(shape), shape.sort, shape.back)


def _picked(shape: _Shape, refs: sa.Select[int] | None = None) -> Any:
    order = ORDERS[shape.sort]
    conditions = [P.state == ContentState.VISIBLE, P.status.in_(STATUSES[shape.shown])]
    for is_asked, condition in (
            (shape.track, P.track == sa.bindparam("track", type_=sa.String)),
            (shape.theme, P.theme_id == sa.bindparam("theme_id", type_=sa.Integer)),
            (shape.space, P.space_id == sa.bindparam("space_id", type_=sa.Integer)),
            (shape.stage, P.stage == sa.bindparam("stage", type_=sa.String)),
            (shape.place, sa.exists().where(place.c.proposal_id == P.id, place.c.place_id ==
                                            sa.bindparam("place_id", type_=sa.Integer)))):
        if is_asked:
            conditions.append(condition)
    if refs is not None:
        conditions.append(P.id.in_(refs))
    if shape.goes_on:
        here, there = sa.tuple_(order, P.id), sa.tuple_(
            sa.bindparam("value", type_=order.type), sa.bindparam("id", type_=P.id.type))
        conditions.append(here > there if shape.back else here < there)
    return (sa.select(P.id).where(*conditions).order_by(*_ordered(order, P.id, shape.back))
            .limit(sa.bindparam("most", type_=sa.Integer)).subquery())


def _cards(picked: Any, sort: Sort, back: bool) -> sa.Select[*tuple[Any, ...]]:
    return (sa.select(*_columns()).select_from(_joined(picked))
            .order_by(*_ordered(ORDERS[sort], P.id, back)))


def _ordered(order: Any, row_id: Any, back: bool) -> tuple[Any, Any]:
    return (order.asc(), row_id.asc()) if back else (order.desc(), row_id.desc())


def _joined(picked: Any) -> Any:
    return (picked.join(proposal, proposal.c.id == picked.c.id)
            .outerjoin(person, person.c.id == P.author_id).outerjoin(source, source.c.id == P.source_id)
            .outerjoin(structure, structure.c.id == P.structure_id))


def _columns() -> tuple[Any, ...]:
    """What a card shows. Communes come as their ids in one text: a second read for each page would cost more."""
    places = (sa.select(sa.func.string_agg(sa.cast(place.c.place_id, sa.String), sa.literal(",")))
              .where(place.c.proposal_id == P.id).scalar_subquery().label("place_ids"))
    return (P.id, P.reference, P.track, P.stage, P.status, P.charter_id, P.theme_id,
            P.whole_territory, P.lang, P.title, P.excerpt, P.where_text,
            P.supports, P.comments, P.carriers, P.published_at, P.active_at,
            P.outcome, sa.func.coalesce(structure.c.name, person.c.display_name, source.c.name, "").label("author"),
            places)


def _value(row: Any, sort: Sort) -> Value:
    value: Value = getattr(row, ORDERS[sort].key)
    return value


# Debates and the three lists under a need, as its page shows them; and where somebody's offers are shown again.

SHOWN_OFFERS = 30
SHOWN = (NeedLine.state == ContentState.VISIBLE, NeedLine.removed_at.is_(None))


def debates(session: Session, proposal_id: int) -> Rows:
    """The newest first: the one that is open, if there is one, then those that were concluded."""
    opener, closer = aliased(Person), aliased(Person)
    return session.execute(
        sa.select(Debate.id, Debate.question, Debate.lang, Debate.reason, Debate.reopens_id, Debate.opened_at,
                  Debate.closes_on, Debate.closes_at, Debate.html, Debate.closed_at, Debate.opened_by,
                  opener.display_name.label("opener"), closer.display_name.label("closer"))
        .outerjoin(opener, opener.id == Debate.opened_by).outerjoin(closer, closer.id == Debate.closed_by)
        .where(Debate.proposal_id == proposal_id).order_by(Debate.id.desc())).all()


def debate(session: Session, debate_id: int) -> Any:
    """Missing where there is none."""
    return existing_row(session.execute(
        sa.select(Debate.id, Debate.proposal_id, Debate.question, Debate.lang, Debate.closes_on, Debate.closed_at,
                  Debate.html).where(Debate.id == debate_id)))


def due(session: Session, now: datetime, most: int = 200) -> list[int]:
    """Debates past their last day whose opener was not reminded, under needs that are still alive."""
    return list(session.scalars(
        sa.select(Debate.id).join(Proposal, Proposal.id == Debate.proposal_id)
        .where(Debate.closed_at.is_(None), Debate.reminded_at.is_(None), Debate.closes_at <= now,
               Proposal.state == ContentState.VISIBLE, Proposal.status.in_((Status.OPEN, Status.DORMANT)))
        .order_by(Debate.closes_at, Debate.id).limit(most)))


def lines(session: Session, proposal_id: int) -> Rows:
    """Every visible line, in the order they came; there are never many (limits.NEED_LINES of a kind)."""
    return session.execute(
        sa.select(NeedLine.id, NeedLine.kind, NeedLine.body, NeedLine.lang, NeedLine.author_id, NeedLine.created_at,
                  Person.display_name.label("author"), Structure.name.label("structure"),
                  Structure.slug.label("structure_slug"))
        .outerjoin(Person, Person.id == NeedLine.author_id)
        .outerjoin(Structure, Structure.id == NeedLine.structure_id)
        .where(NeedLine.proposal_id == proposal_id, *SHOWN)
        .order_by(NeedLine.id)).all()


def line(session: Session, line_id: int, reader_id: int) -> Any:
    """One's own, whatever became of it; somebody else's only where it is read. Missing for anything else."""
    return existing_row(session.execute(
        sa.select(NeedLine.id, NeedLine.proposal_id, NeedLine.kind)
        .join(Proposal, Proposal.id == NeedLine.proposal_id)
        .where(NeedLine.id == line_id, sa.or_(NeedLine.author_id == reader_id, sa.and_(
            *SHOWN, Proposal.state == ContentState.VISIBLE)))))


def offers(session: Session, *, person_id: int | None = None, structure_id: int | None = None) -> Rows:
    """What somebody, or a structure, offers under needs that are still alive; the newest first."""
    mine = NeedLine.author_id == person_id if structure_id is None else NeedLine.structure_id == structure_id
    return session.execute(
        sa.select(NeedLine.id, NeedLine.body, NeedLine.lang, NeedLine.created_at, NeedLine.proposal_id,
                  Proposal.title, Proposal.lang.label("title_lang"), Structure.name.label("structure"))
        .join(Proposal, Proposal.id == NeedLine.proposal_id)
        .outerjoin(Structure, Structure.id == NeedLine.structure_id)
        .where(mine, NeedLine.kind == LineKind.OFFER, *SHOWN,
               Proposal.state == ContentState.VISIBLE, Proposal.status.in_((Status.OPEN, Status.DORMANT)))
        .order_by(NeedLine.id.desc()).limit(SHOWN_OFFERS)).all()


# What a speakable reference leads to: asked by the search box, by the short addresses, by who copies from paper.

def by_reference(session: Session, text: str) -> int | None:
    """The proposal that bears it, however it was typed. None for a wrong last letter, and for what is none."""
    found = leads_to(session, text)
    return found[1] if found is not None and found[0] is Subject.PROPOSAL else None


def leads_to(session: Session, text: str) -> tuple[Subject, int] | None:
    """The kind of thing and its id; one read, and none at all where the letters are not right. That of a hidden
    proposal leads to the page that says so; what depends on it is not there."""
    typed = read(text)
    if typed is None or not typed.right:
        return None
    wanted = str(typed.reference)
    if typed.reference.kind == DECISION:
        number = _of_what_is_shown(session, Decision, wanted)
        return (Subject.DECISION, number) if number else None
    if typed.reference.kind == GROUP:
        number = _of_what_is_shown(session, Group, wanted)
        return (Subject.GROUP, number) if number else None
    if typed.reference.kind == SLIP:
        number = session.scalar(sa.select(PaperEntry.proposal_id).where(PaperEntry.slip == wanted))
        return (Subject.PROPOSAL, number) if number else None
    number = session.scalar(sa.select(Proposal.id).where(Proposal.reference == wanted))
    return (Subject.PROPOSAL, number) if number else None


def is_drawn(session: Session, text: str) -> bool:
    """The code of a blank sheet that was printed here, whether it came back or not."""
    typed = read(text)
    if typed is None or not typed.right or typed.reference.kind != SLIP:
        return False
    last = session.scalar(sa.select(ReferenceCount.last).where(
        ReferenceCount.code == typed.reference.code, ReferenceCount.letter == SLIP,
        ReferenceCount.year == typed.reference.year))
    return last is not None and typed.reference.number <= last


def _of_what_is_shown(session: Session, table: type[Decision | Group], wanted: str) -> int | None:
    found: int | None = session.scalar(
        sa.select(table.id).outerjoin(Proposal, Proposal.id == table.proposal_id)
        .where(table.reference == wanted, sa.or_(Proposal.id.is_(None), Proposal.state == ContentState.VISIBLE)))
    return found


# Drafts that will go soon. Read-only: the job then asks the operation.

BATCH = 200


def to_warn(session: Session, now: datetime) -> list[int]:
    """Those whose next notice is due, the soonest to go first."""
    due = [sa.and_(Draft.notices <= told, Draft.expires_at <= now + timedelta(days=days))
           for told, days in enumerate(limits.DRAFT_NOTICES)]
    return list(session.scalars(sa.select(Draft.id).where(Draft.expires_at > now, sa.or_(*due))
                                .order_by(Draft.expires_at, Draft.id).limit(BATCH)))
