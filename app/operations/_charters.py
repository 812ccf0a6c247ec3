"""Putting rules in force: parsed, numbered, recorded."""

import sqlalchemy as sa

from app.models.charters import Charter
from app.models.spaces import Space
from app.operations._work import Refused, Work
from app.rules.charter import CharterInvalid, digest, parse
from app.rules.happenings import CharterAdopted


def put_in_force(work: Work, space: Space, text: str, reason: str, decision_id: int | None = None) -> int:
    """A new version replaces the one in force; proposals keep theirs until their next stage."""
    try:
        charter = parse(text)
    except CharterInvalid as invalid:
        raise Refused("charter_invalid", faults=len(invalid.faults)) from invalid
    version = (work.session.scalar(
        sa.select(sa.func.max(Charter.version)).where(Charter.space_id == space.id)) or 0) + 1
    row_id: int = work.session.execute(sa.insert(Charter).returning(Charter.id).values(
        space_id=space.id, version=version, key=charter.key, text=text, digest=digest(charter), reason=reason,
        adopted_by=work.actor_id, adopted_at=work.now, decision_id=decision_id)).scalar_one()
    space.charter_id = row_id
    work.say(CharterAdopted(space_id=space.id, subject_id=space.id, charter_id=row_id, version=version,
                            digest=digest(charter), decision_id=decision_id))
    return row_id
