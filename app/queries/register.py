"""Who there is, for the rules to be measured against: a charter that this register cannot meet is not proposed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.people import Person
from app.models.spaces import Membership
from app.queries import rolls as read
from app.queries.charters import in_force
from app.rules.charter import Charter, DecisionRule, Electorate, Register
from app.rules.kinds import PersonState
from app.rules.rolls import by_college, voices


def register_of(session: Session, space_id: int, on: date, charter: Charter | None = None) -> Register:
    """`charter` says which colleges count; that in force unless told otherwise. A college's members are the structures
    in it, and those who speak for nobody but themselves."""
    rules = charter or in_force(session, space_id)[1]
    members = read.members(session, space_id, rules, on, by_college=False)
    counted = read.members(session, space_id, rules, on, by_college=True)
    structures = {entry.structure_id for entry in read.representatives(session, on)}
    return Register(
        members=len(members), places=_places(session, [entry.person_id for entry in members]),
        structures=len(structures), colleges=by_college(voices(counted)), roles=_roles(session, space_id),
        largest=_largest(session, on, {Electorate.MEMBERS.value: {entry.person_id for entry in members}}))


def _places(session: Session, people: list[int]) -> int:
    return session.scalar(sa.select(sa.func.count(sa.distinct(Person.place_id))).where(Person.id.in_(people))) or 0


def _roles(session: Session, space_id: int) -> dict[str, int]:
    rows: Any = session.execute(
        sa.select(Membership.role, sa.func.count(sa.distinct(Membership.person_id)))
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.space_id == space_id, Membership.revoked_at.is_(None), Person.state == PersonState.ACTIVE)
        .group_by(Membership.role))
    return {role.value: number for role, number in rows}


def _largest(session: Session, on: date, rolls: Mapping[str, set[int]]) -> dict[str, int]:
    """How many of an electorate speak for one and the same structure."""
    found = {}
    for who, people in rolls.items():
        by_structure: dict[int, int] = {}
        for entry in read.representatives(session, on):
            if entry.person_id in people and entry.structure_id is not None:
                by_structure[entry.structure_id] = by_structure.get(entry.structure_id, 0) + 1
        found[who] = max(by_structure.values(), default=1)
    return found


def voices_of(session: Session, space_id: int, rule: DecisionRule, charter: Charter, on: date) -> dict[str, int]:
    """How many voices of each college a rule would ask today; those of a group differ from one to another: none."""
    if rule.by in (Electorate.GROUP, Electorate.CARRIERS):
        return {}
    found = read.electorate(session, rule.by, space_id, charter, on, by_college=bool(rule.colleges))
    return by_college(voices(entry for entry in found if not rule.colleges or entry.college in rule.colleges))
