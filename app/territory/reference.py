"""What pages name everywhere and that hardly changes: places, themes, spaces, and the words of the charters.

Kept in the process, by database (the engine itself is the key, so that one never answers for another). Whether it is
still true is asked at each use: the last journal entry that can change it, one indexed read, which also brings the
heads of the journals. Nothing has to be told to any process, and a change is seen by all of them at once. What is
changed without a journal entry (the wording of a theme) is seen after `SECONDS`."""

import difflib
import weakref
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.events import CharterAdopted, SpaceOpened, TerritoryImported
from app.core.kinds import SpaceKind
from app.core.texts import folded
from app.governance.charter.model import Charter, Stage
from app.journal.models import Event
from app.site import queries as own
from app.site.events import SamplesAdded, SamplesRemoved, SiteChanged, SiteOpened
from app.territory.models import Charter as CharterRow, Place, Space, Theme
from app.territory.queries.charters import parsed

SECONDS = timedelta(seconds=10)
CHANGERS = tuple(kind.kind for kind in (CharterAdopted, SamplesAdded, SamplesRemoved, SiteChanged, SiteOpened,
                                        SpaceOpened, TerritoryImported))
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ThemeRef:
    id: int
    slug: str
    name: Texts
    about: Texts


@dataclass(frozen=True, slots=True)
class PlaceRef:
    id: int
    code: str
    name: str
    key: str
    population: int
    group_code: str
    group_name: str
    latitude: int | None
    longitude: int | None
    retired: bool


@dataclass(frozen=True, slots=True)
class SpaceRef:
    id: int
    slug: str
    kind: SpaceKind
    name: Texts
    about: Texts
    timezone: str
    charter_id: int | None
    opens_at: datetime
    closes_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now and (self.closes_at is None or self.closes_at > now)


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """`themes` and `spaces` in their order; `places` by id, retired ones among them: old proposals still name them.
    As long as nothing changes it is the same object, so pages may keep what they made from it under it."""

    themes: tuple[ThemeRef, ...]
    places: Mapping[int, PlaceRef]
    spaces: tuple[SpaceRef, ...]
    charters: Mapping[int, Charter]
    codes: Mapping[str, PlaceRef]
    site: own.SiteRef = own.NOTHING
    samples: frozenset[int] = frozenset()

    @property
    def territory(self) -> SpaceRef | None:
        return next((space for space in self.spaces if space.kind is SpaceKind.TERRITORY), None)

    def theme(self, slug: str) -> ThemeRef | None:
        return next((theme for theme in self.themes if theme.slug == slug), None)

    def theme_by_id(self, theme_id: int | None) -> ThemeRef | None:
        return next((theme for theme in self.themes if theme.id == theme_id), None)

    def space(self, slug: str) -> SpaceRef | None:
        return next((space for space in self.spaces if space.slug == slug), None)

    def space_by_id(self, space_id: int) -> SpaceRef | None:
        return next((space for space in self.spaces if space.id == space_id), None)

    def stage(self, charter_id: int, track: str, stage: str) -> Stage | None:
        """As the charter that judges a proposal words it."""
        rules = self.charters.get(charter_id)
        return rules.tracks[track].stages.get(stage) if rules is not None and track in rules.tracks else None

    def stages(self, track: str) -> dict[str, Stage]:
        """Of that track in every charter in force: those of the territory first."""
        found: dict[str, Stage] = {}
        for space in self.spaces:
            rules = self.charters.get(space.charter_id or 0)
            if rules is not None and track in rules.tracks:
                found |= {key: stage for key, stage in rules.tracks[track].stages.items() if key not in found}
        return found

    def place(self, typed: str) -> PlaceRef | None:
        """By code, by name, or by how its name begins where only one does."""
        key = folded(typed)
        alive = [place for place in self.places.values() if not place.retired]
        exact = self.codes.get(typed.strip().upper()) or next((place for place in alive if place.key == key), None)
        if exact is not None or len(key) < 3:
            return exact
        begins = [place for place in alive if place.key.startswith(key)]
        return begins[0] if len(begins) == 1 else None

    def near(self, typed: str, most: int = 3) -> list[PlaceRef]:
        """Places whose name holds what was typed, or nearly is it."""
        key = folded(typed)
        alive = {place.key: place for place in self.places.values() if not place.retired}
        held = sorted(name for name in alive if key and key in name)
        names = dict.fromkeys([*held, *difflib.get_close_matches(key, alive, most, 0.7)])
        return [alive[name] for name in list(names)[:most]]


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a space's journal."""

    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Present:
    """The reference data as it is now, and where each journal stands."""

    reference: Reference
    heads: Mapping[int, Head]


_event, _space = sa.inspect(Event).local_table.c, sa.inspect(Space).local_table.c
_changed = sa.select(sa.func.max(_event.id)).where(_event.kind.in_(CHANGERS)).scalar_subquery().label("version")
STAND = sa.select(_space.id, _space.journal_seq, _space.journal_head, _changed)
_kept: weakref.WeakKeyDictionary[sa.Engine, tuple[int, datetime, Reference]] = weakref.WeakKeyDictionary()


def present(session: Session, now: datetime) -> Present:
    """One short read; six more when something changed."""
    rows = session.connection().execute(STAND).all()
    version = max((row.version or 0 for row in rows), default=0)
    engine = session.get_bind().engine
    kept = _kept.get(engine)
    if kept is None or kept[0] != version or not timedelta() <= now - kept[1] < SECONDS:
        kept = _kept[engine] = (version, now, _unchanged(kept[2] if kept else None, _load(session)))
    return Present(kept[2], {row.id: Head(row.journal_seq, row.journal_head) for row in rows})


def current(session: Session, now: datetime) -> Reference:
    return present(session, now).reference


def themes(session: Session) -> Sequence[ThemeRef]:
    """In their order, as they are in the database now: for forms and operations."""
    return _themes(session)


def _unchanged(before: Reference | None, read: Reference) -> Reference:
    fields = ("themes", "places", "spaces", "charters", "site", "samples")
    same = before is not None and all(getattr(before, name) == getattr(read, name) for name in fields)
    return before if same and before is not None else read


def _load(session: Session) -> Reference:
    places = {row.id: PlaceRef(row.id, row.code, row.name, row.name_key, row.population, row.group_code, row.group_name,
                               row.latitude, row.longitude, row.retired_at is not None)
              for row in session.execute(sa.select(
                  Place.id, Place.code, Place.name, Place.name_key, Place.population, Place.group_code,
                  Place.group_name, Place.latitude, Place.longitude, Place.retired_at)
                  .order_by(Place.name_key, Place.id))}
    spaces = tuple(SpaceRef(*row) for row in session.execute(sa.select(
        Space.id, Space.slug, Space.kind, Space.name, Space.about, Space.timezone, Space.charter_id, Space.opens_at,
        Space.closes_at).order_by(Space.id)))
    charters = {row.id: parsed(row.text) for row in session.execute(sa.select(CharterRow.id, CharterRow.text))}
    return Reference(_themes(session), places, spaces, charters, {place.code: place for place in places.values()},
                     own.current(session), own.samples(session))


def _themes(session: Session) -> tuple[ThemeRef, ...]:
    return tuple(ThemeRef(*row) for row in session.execute(
        sa.select(Theme.id, Theme.slug, Theme.name, Theme.about).order_by(Theme.position)))


# Reads over everything, kept until a journal goes on: nothing that they count can change without an entry.

T = TypeVar("T")
Stand = tuple[tuple[int, int], ...]
MOST = 60  # answers kept for one database, the year before the last or the map of another month among them


class Kept(Generic[T]):
    """`read(session, *asked)`, asked once for each state of the journals. Of several processes, each keeps its own."""

    all: ClassVar[list["Kept[Any]"]] = []

    def __init__(self, read: Callable[..., T]) -> None:
        self.read = read
        self.all.append(self)
        self.kept: weakref.WeakKeyDictionary[sa.Engine, tuple[Stand, dict[Hashable, T]]] = weakref.WeakKeyDictionary()

    def __call__(self, session: Session, heads: Mapping[int, Head], *asked: Any) -> T:
        stand = tuple(sorted((space_id, head.seq) for space_id, head in heads.items()))
        engine = session.get_bind().engine
        there = self.kept.get(engine)
        if there is None or there[0] != stand or len(there[1]) > MOST:
            there = self.kept[engine] = (stand, {})
        if asked not in there[1]:
            there[1][asked] = self.read(session, *asked)
        return there[1][asked]


def forget() -> None:
    """Where a database is replaced by another under the same address, as between two tests."""
    for each in Kept.all:
        each.kept.clear()
