"""The register of structures: entered once, under one name and its aliases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa

from app.models.journal import Event
from app.models.spaces import Place, Space
from app.models.structures import Structure, StructureAlias
from app.operations._ceilings import one_at_a_time
from app.operations._mandates import ask_step, keeps
from app.operations._people import home_id
from app.operations._steps import allow
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries import search
from app.queries.charters import in_force
from app.queries.loading import existing
from app.rules import limits, names
from app.rules.happenings import StructureEntered
from app.rules.kinds import StructureKind, Subject
from app.rules.permissions import Action

A_DAY = 5
ALIASES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a structure says of itself, as typed in a form."""

    name: str
    kind: StructureKind
    college: str
    place_id: int | None = None
    about: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()


@operation
def register(work: Work, card: Card, speak: bool = False, title: str = "") -> str:
    """Returns its slug. A name already known, even as an alias, is refused with the slug of the one that has it."""
    allow(work, Action.STRUCTURE_CREATE)
    _not_too_many(work)
    row = Structure(slug=_free_slug(work, card.name), created_at=work.now)
    _write(work, row, card)
    work.session.add(row)
    work.session.flush()  # its id is needed by its aliases and its mandate
    _set_aliases(work, row, card.aliases)
    search.keep(work.session, work.now, Subject.STRUCTURE, row.id)
    work.say(StructureEntered(space_id=home_id(work), subject_id=row.id, college=row.college))
    if speak:
        ask_step(work, row.id, title)
    return row.slug


@operation
def edit(work: Work, structure_id: int, card: Card) -> str:
    """The slug stays: links to the page go on working."""
    actor = allow(work, Action.STRUCTURE_EDIT)
    row = existing(work.session, Structure, structure_id, with_for_update={"key_share": True})
    if not keeps(work, actor, structure_id):
        raise Refused("not_your_structure")
    _write(work, row, card)
    _set_aliases(work, row, card.aliases)
    search.keep(work.session, work.now, Subject.STRUCTURE, row.id)
    return row.slug


def _write(work: Work, row: Structure, card: Card) -> None:
    row.name = checked(names.tidy(card.name), "name", most=limits.TITLE, least=2)
    row.name_key = _free_key(work, row.name, row.id, "name")
    row.kind, row.college = card.kind, _college(work, card.college)
    if card.place_id is not None and work.session.get(Place, card.place_id) is None:
        raise Refused("unknown_place", field="place")
    row.place_id = card.place_id
    row.about = checked(card.about, "about", most=limits.REASON)
    row.url = _address(checked(card.url, "url", most=limits.SHORT))


def _college(work: Work, key: str) -> str:
    """One of those of the charter in force: a structure counts once, in one college."""
    space = work.session.get_one(Space, home_id(work))
    if key not in in_force(work.session, space.id)[1].colleges:
        raise Refused("unknown_college", field="college")
    return key


def _address(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or " " in url):
        raise Refused("not_an_address", field="url")
    return url


def _free_key(work: Work, name: str, own_id: int | None, field: str) -> str:
    key = names.folded(name)[: limits.TITLE]
    same = sa.union_all(
        sa.select(Structure.id).where(Structure.name_key == key),
        sa.select(StructureAlias.structure_id).where(StructureAlias.name_key == key)).subquery()
    taken = work.session.execute(sa.select(Structure.slug, Structure.name).where(
        Structure.id.in_(sa.select(same.c[0])), Structure.id != (own_id or 0))).first()
    if taken is not None:
        raise Refused("structure_exists", field=field, slug=taken.slug, name=taken.name)
    return key


def _free_slug(work: Work, name: str) -> str:
    wanted = names.slug(name)
    near = sa.select(Structure.slug).where(Structure.slug.startswith(wanted, autoescape=True))
    taken = set(work.session.scalars(near))
    return next(s for n in range(1, len(taken) + 3) if (s := wanted if n == 1 else f"{wanted}-{n}") not in taken)


def _set_aliases(work: Work, row: Structure, aliases: Sequence[str]) -> None:
    """Replaced as a whole; one that says the same as the name is left out."""
    work.session.execute(sa.delete(StructureAlias).where(StructureAlias.structure_id == row.id))
    kept: dict[str, str] = {}
    for alias in aliases[:ALIASES]:
        name = checked(names.tidy(alias), "aliases", most=limits.TITLE)
        if name and (key := _free_key(work, name, row.id, "aliases")) != row.name_key:
            kept.setdefault(key, name)
    work.session.add_all(StructureAlias(structure_id=row.id, name=name, name_key=key) for key, name in kept.items())


def _not_too_many(work: Work) -> None:
    one_at_a_time(work, "structures", work.me)
    since = work.now - timedelta(days=1)
    entered = work.session.scalar(sa.select(sa.func.count()).select_from(Event).where(
        Event.kind == StructureEntered.kind, Event.actor_id == work.me, Event.at > since)) or 0
    if entered >= A_DAY:
        raise Refused("too_many_structures", most=A_DAY)
