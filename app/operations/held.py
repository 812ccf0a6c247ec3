"""Forms kept for somebody who must sign in first."""

from datetime import timedelta

import sqlalchemy as sa

from app.models.people import HeldForm
from app.operations._work import Work, operation
from app.queries.dialect import upsert
from app.rules import limits


@operation
def keep(work: Work, digest: str, path: str, fields: dict[str, list[str]]) -> None:
    """The latest one replaces the one before; old ones of anybody go away with each new one."""
    work.session.execute(sa.delete(HeldForm).where(HeldForm.expires_at < work.now))
    given = {"path": path[:400], "fields": [[name, values] for name, values in fields.items()],
             "expires_at": work.now + timedelta(hours=limits.HELD_HOURS)}
    row = upsert(work.session, HeldForm).values(digest=digest, created_at=work.now, **given)
    work.session.execute(row.on_conflict_do_update(index_elements=["digest"], set_=given))


@operation
def drop(work: Work, digest: str) -> None:
    work.session.execute(sa.delete(HeldForm).where(HeldForm.digest == digest))
