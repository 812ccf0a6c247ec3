"""The communes of the territory, entered, changed and retired: shared by the set-up and by an import."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts.events import SpaceOpened, TerritoryImported
from app.core import limits
from app.core.database import upsert
from app.core.kinds import SpaceKind
from app.core.texts import folded
from app.core.unit_of_work import Refused, Work, operation
from app.decisions.service.closing import put_in_force
from app.proposals.rules import code_from, is_code
from app.proposals.service.texts import checked
from app.territory import refusals
from app.territory.models import Place, Space, Theme
from app.territory.rules import PlaceRow

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
        raise Refused(refusals.NO_PLACES)
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


# A space with its first charter, and the themes: shared by the set-up and by each opening.

ThemeTold = tuple[str, dict[str, str], dict[str, str]]  # slug, name, what it is about


def opened(work: Work, space: Space, charter_text: str, code: str) -> int:
    """Its id. Without a code a territory writes under the first letters of its address."""
    if code and not is_code(code):
        raise Refused(refusals.NOT_A_CODE, field="code")
    space.code = code or (code_from(space.slug) if space.kind is SpaceKind.TERRITORY else "")
    work.session.add(space)
    work.session.flush()  # its id is needed
    work.say(SpaceOpened(space_id=space.id, subject_id=space.id, space=space.kind.value))
    put_in_force(work, space, charter_text, "première charte")
    return space.id


def put_themes(work: Work, themes: Sequence[ThemeTold]) -> None:
    there = {theme.slug: theme for theme in work.session.scalars(sa.select(Theme))}
    for position, (slug, name, about) in enumerate(themes, 1):
        if (theme := there.get(slug)) is not None:
            theme.position, theme.name, theme.about = position, name, about
        else:
            work.session.add(Theme(position=position, slug=slug, name=name, about=about))


# Opening spaces, and putting a charter in force.

@operation
def open_space(
    work: Work,
    slug: str,
    kind: SpaceKind,
    name: dict[str, str],
    about: dict[str, str],
    timezone: str,
    charter_text: str,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    theme_needed: bool = True,
    code: str = "",
) -> int:
    """A space and its first charter, together: no space is ever without rules. `code` begins its references: a
    territory always has one, a call may do with the territory's."""
    space = Space(slug=slug, kind=kind, name=name, about=about, timezone=timezone, theme_needed=theme_needed,
                  opens_at=opens_at or work.now, closes_at=closes_at)
    return opened(work, space, charter_text, code)


@operation
def set_code(work: Work, space_id: int, code: str) -> None:
    """For what is published from now on; what bears another keeps it, since it is printed."""
    if not is_code(code):
        raise Refused(refusals.NOT_A_CODE, field="code")
    work.session.get_one(Space, space_id).code = code


@operation
def adopt_charter(work: Work, space_id: int, text: str, reason: str) -> int:
    """A new version replaces the one in force; proposals keep theirs until their next stage."""
    space = work.session.get_one(Space, space_id, with_for_update={"key_share": True})
    return put_in_force(work, space, text, checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST))


@operation
def set_themes(work: Work, themes: Sequence[ThemeTold]) -> None:
    """In their order; one that exists keeps its id and its proposals."""
    put_themes(work, themes)


# The list of communes, replaced as a whole: entered, corrected, retired; never deleted, since old texts name them.

@operation
def replace(work: Work, rows: Sequence[PlaceRow]) -> Replaced:
    space_id = work.session.scalar(
        sa.select(Space.id).where(Space.kind == SpaceKind.TERRITORY).order_by(Space.id).limit(1))
    if space_id is None:
        raise Refused(refusals.NO_TERRITORY_YET if rows else refusals.NO_PLACES)
    return replace_places(work, space_id, rows)
