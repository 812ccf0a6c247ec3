"""Speaking for a structure, as a step of other acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.accounts.events import MandateAsked, MandateSettled, StructureEntered
from app.accounts.queries.accounts import speaks_for
from app.accounts.service.shared import home_id
from app.core import limits, texts
from app.core.addresses import parted
from app.core.database import existing, upsert
from app.core.kinds import MandateState, Role, StructureKind, Subject
from app.core.loading import allow, one_at_a_time
from app.core.permissions import Action, Actor
from app.core.refusals import NOT_AN_ADDRESS, UNKNOWN_PLACE
from app.core.unit_of_work import Refused, Work, operation
from app.journal.models import Event
from app.proposals.service.texts import checked
from app.search import queries as search
from app.structures import refusals
from app.structures.models import Mandate, Structure, StructureAlias
from app.territory.models import Place, Space
from app.territory.queries.charters import in_force

KEEPERS = frozenset({Role.STEERING, Role.OPERATOR})


def ask_step(work: Work, structure_id: int, title: str) -> int:
    """Once: a request that waits, or a mandate that runs, is not asked for again."""
    text = checked(texts.tidy(title), "title", most=limits.NAME)
    mandate_id = work.session.scalar(upsert(work.session, Mandate).values(
        structure_id=structure_id, person_id=work.me, title=text, state=MandateState.ASKED, from_on=work.now.date(),
        created_at=work.now).on_conflict_do_nothing().returning(Mandate.id))
    if mandate_id is None:
        raise Refused(refusals.MANDATE_IS_THERE)
    work.say(MandateAsked(space_id=home_id(work), subject_id=structure_id, mandate_id=mandate_id, person_id=work.me))
    found: int = mandate_id
    return found


def keeps(work: Work, actor: Actor, structure_id: int) -> bool:
    """The committee, an operator, or somebody who speaks for that very structure (not for another one)."""
    return bool(actor.roles & KEEPERS) or speaks_for(work.session, work.me, structure_id, work.now.date())


# The register of structures: entered once, under one name and its aliases.

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
        raise Refused(refusals.NOT_YOUR_STRUCTURE)
    _write(work, row, card)
    _set_aliases(work, row, card.aliases)
    search.keep(work.session, work.now, Subject.STRUCTURE, row.id)
    return row.slug


def _write(work: Work, row: Structure, card: Card) -> None:
    row.name = checked(texts.tidy(card.name), "name", most=limits.TITLE, least=2)
    row.name_key = _free_key(work, row.name, row.id, "name")
    row.kind, row.college = card.kind, _college(work, card.college)
    if card.place_id is not None and work.session.get(Place, card.place_id) is None:
        raise Refused(UNKNOWN_PLACE, field="place")
    row.place_id = card.place_id
    row.about = checked(card.about, "about", most=limits.REASON)
    row.url = _address(checked(card.url, "url", most=limits.SHORT))


def _college(work: Work, key: str) -> str:
    """One of those of the charter in force: a structure counts once, in one college."""
    space = work.session.get_one(Space, home_id(work))
    if key not in in_force(work.session, space.id)[1].colleges:
        raise Refused(refusals.UNKNOWN_COLLEGE, field="college")
    return key


def _address(url: str) -> str:
    parts = parted(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or " " in url):
        raise Refused(NOT_AN_ADDRESS, field="url")
    return url


def _free_key(work: Work, name: str, own_id: int | None, field: str) -> str:
    key = texts.folded(name)[: limits.TITLE]
    same = sa.union_all(
        sa.select(Structure.id).where(Structure.name_key == key),
        sa.select(StructureAlias.structure_id).where(StructureAlias.name_key == key)).subquery()
    taken = work.session.execute(sa.select(Structure.slug, Structure.name).where(
        Structure.id.in_(sa.select(same.c[0])), Structure.id != (own_id or 0))).first()
    if taken is not None:
        raise Refused(refusals.STRUCTURE_EXISTS, field=field, slug=taken.slug, name=taken.name)
    return key


def _free_slug(work: Work, name: str) -> str:
    wanted = texts.slug(name)
    near = sa.select(Structure.slug).where(Structure.slug.startswith(wanted, autoescape=True))
    taken = set(work.session.scalars(near))
    return next(s for n in range(1, len(taken) + 3) if (s := wanted if n == 1 else f"{wanted}-{n}") not in taken)


def _set_aliases(work: Work, row: Structure, aliases: Sequence[str]) -> None:
    """Replaced as a whole; one that says the same as the name is left out."""
    work.session.execute(sa.delete(StructureAlias).where(StructureAlias.structure_id == row.id))
    kept: dict[str, str] = {}
    for alias in aliases[:ALIASES]:
        name = checked(texts.tidy(alias), "aliases", most=limits.TITLE)
        if name and (key := _free_key(work, name, row.id, "aliases")) != row.name_key:
            kept.setdefault(key, name)
    work.session.add_all(StructureAlias(structure_id=row.id, name=name, name_key=key) for key, name in kept.items())


def _not_too_many(work: Work) -> None:
    one_at_a_time(work, "structures", work.me)
    since = work.now - timedelta(days=1)
    entered = work.session.scalar(sa.select(sa.func.count()).select_from(Event).where(
        Event.kind == StructureEntered.kind, Event.actor_id == work.me, Event.at > since)) or 0
    if entered >= A_DAY:
        raise Refused(refusals.TOO_MANY_STRUCTURES, most=A_DAY)


# Who speaks for a structure: asked by a person, settled by the structure or by the committee.

@operation
def ask(work: Work, structure_id: int, title: str = "") -> int:
    allow(work, Action.MANDATE_ASK)
    existing(work.session, Structure, structure_id)
    return ask_step(work, structure_id, title)


@operation
def confirm(work: Work, mandate_id: int) -> None:
    """Never by the person who asks: two people know of each mandate."""
    mandate = _asked(work, mandate_id)
    mandate.state, mandate.from_on = MandateState.ACTIVE, work.now.date()
    _settle(work, mandate)


@operation
def refuse(work: Work, mandate_id: int) -> None:
    mandate = _asked(work, mandate_id)
    mandate.state = MandateState.REFUSED
    _settle(work, mandate)


@operation
def end(work: Work, mandate_id: int) -> None:
    """By oneself at any time, or by who keeps the structure's page. A request is taken back in the same way."""
    mandate = existing(work.session, Mandate, mandate_id, with_for_update={"key_share": True})
    if mandate.person_id == work.me:
        allow(work, Action.MANDATE_ASK)
    elif not keeps(work, allow(work, Action.MANDATE_CONFIRM), mandate.structure_id):
        raise Refused(refusals.NOT_YOUR_STRUCTURE)
    if mandate.state not in (MandateState.ASKED, MandateState.ACTIVE):
        raise Refused(refusals.MANDATE_IS_SETTLED)
    mandate.state, mandate.until_on = MandateState.ENDED, work.now.date()
    _settle(work, mandate)


def _asked(work: Work, mandate_id: int) -> Mandate:
    """A request that waits, seen by somebody who may answer it."""
    mandate = existing(work.session, Mandate, mandate_id, with_for_update={"key_share": True})
    if not keeps(work, allow(work, Action.MANDATE_CONFIRM), mandate.structure_id):
        raise Refused(refusals.NOT_YOUR_STRUCTURE)
    if mandate.person_id == work.me:
        raise Refused(refusals.NOT_YOUR_OWN_REQUEST)
    if mandate.state is not MandateState.ASKED:
        raise Refused(refusals.MANDATE_IS_SETTLED)
    return mandate


def _settle(work: Work, mandate: Mandate) -> None:
    mandate.decided_by = work.me
    work.say(MandateSettled(space_id=home_id(work), subject_id=mandate.structure_id, mandate_id=mandate.id,
                            person_id=mandate.person_id, state=mandate.state.value))
