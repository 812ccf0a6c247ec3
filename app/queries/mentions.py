"""Who may be named in a discussion: people whom a public page of the same space shows already, nobody else."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.discussion import Comment
from app.models.people import Person
from app.models.proposals import Carrier, Proposal
from app.rules.kinds import ContentState, PersonState

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
