"""Charters in force, parsed once: a row never changes, so its parsed form is kept for the life of the process."""

import functools

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.charters import Charter as CharterRow
from app.models.proposals import Proposal
from app.models.spaces import Space
from app.rules.charter import Charter, Stage, Track, parse
from app.rules.kinds import Status


@functools.lru_cache(64)
def parsed(text: str) -> Charter:
    return parse(text)


def charter_by_id(session: Session, charter_id: int) -> Charter:
    """The charter a proposal is judged by."""
    return parsed(session.execute(sa.select(CharterRow.text).where(CharterRow.id == charter_id)).scalar_one())


def in_force(session: Session, space_id: int) -> tuple[int, Charter]:
    """The id and the rules of the charter that new stages are judged by."""
    row = session.execute(sa.select(CharterRow.id, CharterRow.text).join(Space, Space.charter_id == CharterRow.id)
                          .where(Space.id == space_id)).one()
    return row.id, parsed(row.text)


def in_use(session: Session) -> dict[int, Charter]:
    """Every charter that a live proposal is judged by, in one read."""
    judged = sa.select(Proposal.charter_id).where(Proposal.status.in_((Status.OPEN, Status.DORMANT)))
    rows = session.execute(sa.select(CharterRow.id, CharterRow.text).where(CharterRow.id.in_(judged)))
    return {row.id: parsed(row.text) for row in rows}


def track_of(charter: Charter, track: str) -> Track:
    return charter.tracks[track]


def stage_of(charter: Charter, track: str, stage: str) -> Stage:
    return charter.tracks[track].stages[stage]
