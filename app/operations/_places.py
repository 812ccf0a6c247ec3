"""The communes of the territory, entered, changed and retired: shared by the set-up and by an import."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from app.models.spaces import Place
from app.operations._work import Refused, Work
from app.queries.dialect import upsert
from app.rules.happenings import TerritoryImported
from app.rules.names import folded
from app.rules.territory import PlaceRow

AT_ONCE = 500  # rows in a statement: SQLite and PostgreSQL bound the number of values


@dataclass(frozen=True, slots=True)
class Replaced:
    added: int
    changed: int
    same: int
    retired: int


def replace_places(work: Work, space_id: int, rows: Sequence[PlaceRow]) -> Replaced:
    """These are the communes from now on. Those that are missing are retired; one that comes back is as before."""
    if not rows:
        raise Refused("no_places")
    there = _there(work)
    given = {row.code: _values(row) for row in rows}
    moved = [code for code, values in given.items() if there.get(code) != values]
    for start in range(0, len(moved), AT_ONCE):
        _enter(work, [given[code] for code in moved[start:start + AT_ONCE]])
    retired = _retire(work, [code for code, values in there.items() if code not in given and not values["retired_at"]])
    added = sum(code not in there for code in moved)
    work.say(TerritoryImported(space_id=space_id, subject_id=space_id, places=len(given), retired=retired))
    return Replaced(added, len(moved) - added, len(given) - len(moved), retired)


def _values(row: PlaceRow) -> dict[str, Any]:
    return {**asdict(row), "name_key": folded(row.name), "retired_at": None}


def _there(work: Work) -> dict[str, dict[str, Any]]:
    columns = (Place.code, Place.name, Place.population, Place.group_code, Place.group_name, Place.latitude,
               Place.longitude, Place.name_key, Place.retired_at)
    return {row.code: dict(row._mapping) for row in work.session.execute(sa.select(*columns))}


def _enter(work: Work, values: list[dict[str, Any]]) -> None:
    row = upsert(work.session, Place).values(values)
    kept = {name: row.excluded[name] for name in values[0] if name != "code"}
    work.session.execute(row.on_conflict_do_update(index_elements=["code"], set_=kept))


def _retire(work: Work, codes: list[str]) -> int:
    for start in range(0, len(codes), AT_ONCE):
        work.session.execute(
            sa.update(Place).where(Place.code.in_(codes[start:start + AT_ONCE])).values(retired_at=work.now)
            .execution_options(synchronize_session=False))
    return len(codes)
