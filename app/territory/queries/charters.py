"""Charters in force, parsed once: a row never changes, so its parsed form is kept for the life of the process."""

import functools
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.kinds import DraftState, Status
from app.decisions.models import Decision
from app.governance.charter.model import Charter, Stage, Track
from app.governance.charter.reading import parse
from app.proposals.models import Proposal
from app.territory.models import Charter as CharterRow, CharterDraft, Space


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


def versions(session: Session, space_id: int) -> Sequence[Any]:
    """The latest first: (id, version, text, digest, reason, adopted_at, adopted_by, decision_id)."""
    return session.execute(
        sa.select(CharterRow.id, CharterRow.version, CharterRow.text, CharterRow.digest, CharterRow.reason,
                  CharterRow.adopted_at, CharterRow.decision_id, Person.display_name.label("adopted_by"))
        .outerjoin(Person, Person.id == CharterRow.adopted_by)
        .where(CharterRow.space_id == space_id).order_by(CharterRow.version.desc())).all()


def draft(session: Session, space_id: int) -> Any:
    """The one in preparation, or waiting for its decision; None where there is none."""
    return session.execute(
        sa.select(CharterDraft.id, CharterDraft.text, CharterDraft.number, CharterDraft.state, CharterDraft.updated_at,
                  CharterDraft.base_id, CharterRow.text.label("base"))
        .join(CharterRow, CharterRow.id == CharterDraft.base_id)
        .where(CharterDraft.space_id == space_id, CharterDraft.state.in_((DraftState.WRITING, DraftState.PROPOSED)))
        .order_by(CharterDraft.id.desc()).limit(1)).first()


def proposed(session: Session, draft_id: int) -> Any:
    """A draft that was put to a decision, whatever became of it: (text, base)."""
    return session.execute(
        sa.select(CharterDraft.text, CharterRow.text.label("base"))
        .join(CharterRow, CharterRow.id == CharterDraft.base_id)
        .join(Decision, Decision.draft_id == CharterDraft.id).where(CharterDraft.id == draft_id)).first()
