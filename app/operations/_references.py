"""Speakable references: drawn from a sequence of the database, in the transaction that publishes, and never again."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.spaces import ReferenceCount, Space
from app.operations._work import Work
from app.queries.charters import in_force
from app.queries.dialect import upsert
from app.rules.kinds import SpaceKind
from app.rules.speakable import Reference, code_from, kind_letter

FIRST_YEAR = 2000  # what an import dates before it is written under it


def reference_for(work: Work, space: Space, track: str) -> str:
    """Of a proposal published now. Who publishes at the same time waits: no number is skipped, none is given twice."""
    return references_for(work, space, [(track, work.now)])[0]


def references_for(work: Work, space: Space, published: Sequence[tuple[str, datetime]]) -> list[str]:
    """For (track, moment), in that order: the year is that of the place where it was published."""
    tracks = in_force(work.session, space.id)[1].tracks
    return draw(work, space, [(kind_letter(track, tracks), at) for track, at in published])


def one_for(work: Work, space_id: int, letter: str) -> str:
    """Of a decision or of a group born now."""
    return draw(work, work.session.get_one(Space, space_id), [(letter, work.now)])[0]


def draw(work: Work, space: Space, wanted: Sequence[tuple[str, datetime]]) -> list[str]:
    """For (letter, moment). The counters are moved in one order, so that two imports never wait for each other."""
    code, zone = _code(work, space), ZoneInfo(space.timezone)
    kinds = [(letter, max(at.astimezone(zone).year, FIRST_YEAR)) for letter, at in wanted]
    asked = Counter(kinds)
    free = {kind: _move(work, code, *kind, asked[kind]) - asked[kind] + 1 for kind in sorted(asked)}
    given = []
    for kind in kinds:
        given.append(str(Reference(code, *kind, free[kind])))
        free[kind] += 1
    return given


def _move(work: Work, code: str, letter: str, year: int, by: int) -> int:
    """The last number given, after these."""
    row = upsert(work.session, ReferenceCount).values(code=code, letter=letter, year=year, last=by)
    last: int = work.session.execute(row.on_conflict_do_update(
        index_elements=["code", "letter", "year"], set_={"last": ReferenceCount.__table__.c.last + by})
        .returning(ReferenceCount.__table__.c.last)).scalar_one()
    return last


def _code(work: Work, space: Space) -> str:
    """A call without a code of its own writes under the territory's."""
    if space.code:
        return space.code
    home = sa.select(Space.code).where(Space.kind == SpaceKind.TERRITORY, Space.code != "").order_by(Space.id).limit(1)
    return work.session.scalar(home) or code_from(space.slug)
