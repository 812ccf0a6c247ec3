"""Probable duplicates: read from the table that the job fills, never looked for while a page is shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core import limits
from app.core.kinds import ContentState, LinkKind, Status
from app.proposals.models import Link, Proposal, Revision
from app.search import queries as search
from app.search.models import Likeness

KEPT = 5  # of one proposal
COUNTED = 100  # beyond, « 99+ »
ALIVE = (Status.OPEN, Status.DORMANT)
After = tuple[datetime, int, int]


def to_compare(session: Session, most: int) -> list[Any]:
    """(id, version, status) of those whose present text was not looked at yet, the oldest first."""
    return list(session.execute(
        sa.select(Proposal.id, Proposal.version, Proposal.status).where(sa.text("compared < version"))
        .order_by(Proposal.id).limit(most)))


def pairs_of(session: Session, proposal_id: int) -> list[int]:
    """Of the same track, since two that go on as one are of one track; nearest first."""
    row = session.execute(
        sa.select(Proposal.title, Proposal.lang, Proposal.track, Revision.fields)
        .join(Revision, sa.and_(Revision.proposal_id == Proposal.id, Revision.number == Proposal.version))
        .where(Proposal.id == proposal_id)).one()
    text = " ".join(str(said) for said in (row.fields or {}).values() if said)
    return search.alike(session, row.title, text, row.lang, (row.track,), exclude=proposal_id, limit=KEPT)


def _waiting(one: Any, other: Any) -> tuple[Any, ...]:
    """Both go on, both can be read, of one space; nobody told them apart nor tied them."""
    tied = sa.exists().where(sa.or_(
        sa.and_(Link.from_id == Likeness.one_id, Link.to_id == Likeness.other_id),
        sa.and_(Link.from_id == Likeness.other_id, Link.to_id == Likeness.one_id)),
        Link.kind != LinkKind.SPLIT_FROM)
    alive = [where for each in (one, other)
             for where in (each.status.in_(ALIVE), each.state == ContentState.VISIBLE)]
    return (Likeness.apart_at.is_(None), one.space_id == other.space_id, *alive, sa.not_(tied))


def of_proposal(session: Session, proposal_id: int) -> list[Any]:
    """What it probably repeats, nearest first; one read."""
    here, far = aliased(Proposal), aliased(Proposal)
    mine = Likeness.one_id == proposal_id
    return list(session.execute(
        sa.select(far.id, far.reference, far.title, far.lang, far.track, far.stage, far.charter_id, far.supports)
        .select_from(Likeness).join(here, here.id == proposal_id)
        .join(far, far.id == sa.case((mine, Likeness.other_id), else_=Likeness.one_id))
        .where(sa.or_(mine, Likeness.other_id == proposal_id), *_waiting(here, far))
        .order_by(Likeness.rank, far.id).limit(limits.ALIKE)))


def _pairs(*columns: Any) -> sa.Select[Any]:
    one, other = aliased(Proposal), aliased(Proposal)
    told = [getattr(each, name).label(f"{said}_{name}") for said, each in (("one", one), ("other", other))
            for name in ("id", "reference", "title", "lang", "excerpt", "supports", "published_at")]
    return (sa.select(*(columns or (Likeness.found_at, one.track, *told))).select_from(Likeness)
            .join(one, one.id == Likeness.one_id).join(other, other.id == Likeness.other_id)
            .where(*_waiting(one, other)))


def queue(session: Session, after: After | None, limit: int) -> Sequence[Any]:
    """The pairs that wait for a look, those found last first."""
    order = (Likeness.found_at, Likeness.one_id, Likeness.other_id)
    asked = _pairs()
    if after is not None:
        asked = asked.where(sa.tuple_(*order) < sa.tuple_(
            sa.literal(after[0], Likeness.found_at.type), sa.literal(after[1]), sa.literal(after[2])))
    return session.execute(asked.order_by(*(column.desc() for column in order)).limit(limit)).all()


def waiting(session: Session) -> int:
    """How many pairs; counting stops where it no longer tells anything."""
    some = _pairs(Likeness.one_id).limit(COUNTED).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
