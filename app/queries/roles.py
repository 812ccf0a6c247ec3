"""Who does what: the roles given in the house, those that wait for an address, and finding somebody by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.models.people import Person
from app.models.spaces import Membership, Place, RoleInvitation
from app.queries.loading import existing_row
from app.rules import limits, names
from app.rules.kinds import PersonState, Role
from app.rules.permissions import NEVER_WITHOUT

FEW = 5  # of each role, on the first page
FOUND = 12  # people of one name: more, and the name says too little
AnyRow = sa.Row[*tuple[Any, ...]]
Giver = aliased(Person)


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody of the house, as their page shows them."""

    id: int
    name: str
    place: str


_HELD = (sa.select(Membership.id, Membership.person_id, Membership.space_id, Membership.role, Membership.granted_at,
                   Membership.granted_by, Person.display_name, Person.state,
                   sa.case((Giver.state != PersonState.ERASED, Giver.display_name), else_="").label("giver"))
         .join(Person, Person.id == Membership.person_id).outerjoin(Giver, Giver.id == Membership.granted_by)
         .where(Membership.revoked_at.is_(None)))


def held(session: Session) -> list[AnyRow]:
    """The first few of each role, the oldest first; `everybody` is how many hold it."""
    rank = sa.func.row_number().over(partition_by=Membership.role, order_by=Membership.id).label("rank")
    everybody = sa.func.count().over(partition_by=Membership.role).label("everybody")
    ranked = _HELD.add_columns(rank, everybody).subquery()
    return list(session.execute(sa.select(ranked).where(ranked.c.rank <= FEW).order_by(ranked.c.id)).all())


def held_of(session: Session, role: Role, after: int) -> tuple[list[AnyRow], int | None]:
    """A page of those who hold one role, and where the next one begins."""
    rows = list(session.execute(_HELD.where(Membership.role == role, Membership.id > after)
                                .order_by(Membership.id).limit(limits.PAGE + 1)).all())
    return rows[:limits.PAGE], rows[limits.PAGE - 1].id if len(rows) > limits.PAGE else None


def one(session: Session, role_id: int) -> AnyRow:
    """Missing where it was withdrawn, or never was."""
    return existing_row(session.execute(_HELD.where(Membership.id == role_id)))


def waiting(session: Session, now: datetime) -> list[AnyRow]:
    """Those that may still be taken, the next to end first."""
    return list(session.execute(
        sa.select(RoleInvitation.id, RoleInvitation.email_key, RoleInvitation.role, RoleInvitation.expires_at,
                  RoleInvitation.invited_by, Giver.display_name.label("giver"))
        .join(Giver, Giver.id == RoleInvitation.invited_by).where(RoleInvitation.expires_at > now)
        .order_by(RoleInvitation.expires_at, RoleInvitation.id)).all())


def waiting_from(session: Session, person_id: int) -> int:
    """How many of them go when this person gives roles no longer."""
    return session.scalar(sa.select(sa.func.count()).select_from(RoleInvitation).where(
        RoleInvitation.invited_by == person_id)) or 0


_PEOPLE = (sa.select(Person.id, Person.display_name, sa.func.coalesce(Place.name, "").label("place"))
           .outerjoin(Place, Place.id == Person.place_id).where(Person.state == PersonState.ACTIVE))


def by_id(session: Session, person_id: int) -> Found | None:
    row = session.execute(_PEOPLE.where(Person.id == person_id)).first()
    return Found(*row) if row else None


def by_address(session: Session, email: str) -> Found | None:
    row = session.execute(_PEOPLE.where(Person.email_key == names.address_key(email))).first()
    return Found(*row) if row else None


def by_name(session: Session, name: str) -> list[Found]:
    """By what everybody may read of them only; neither case nor accents count. A rare act: every name is looked at."""
    sought = names.folded(name).split()
    found = [Found(*row) for row in session.execute(_PEOPLE.order_by(Person.id)) if _has(row.display_name, sought)]
    return found[:FOUND + 1]


def _has(shown: str, sought: list[str]) -> bool:
    """Each word begins one of the name."""
    words = names.folded(shown).split()
    return bool(sought) and all(any(word.startswith(part) for word in words) for part in sought)


def lonely(session: Session, person_id: int, space_id: int | None = None) -> list[Role]:
    """The roles that nobody active would have without this person, there or anywhere, of those a house cannot do
    without."""
    other = aliased(Membership)
    others = (sa.select(other.id).join(Person, Person.id == other.person_id)
              .where(other.role == Membership.role, other.space_id == Membership.space_id, other.revoked_at.is_(None),
                     other.person_id != person_id, Person.state == PersonState.ACTIVE))
    return list(session.scalars(sa.select(Membership.role).where(
        Membership.person_id == person_id, Membership.revoked_at.is_(None), Membership.role.in_(NEVER_WITHOUT),
        sa.true() if space_id is None else Membership.space_id == space_id,
        ~sa.exists(others)).order_by(Membership.id)))
