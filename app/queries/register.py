"""Who there is, for the rules to be measured against: a charter that this register cannot meet is not proposed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.people import Person
from app.models.spaces import Membership
from app.models.structures import Structure
from app.queries import rolls as read
from app.queries.charters import in_force
from app.rules.charter import Charter, DecisionRule, Electorate, Register
from app.rules.kinds import PersonState
from app.rules.rolls import Entry, by_college, voices
from app.rules.simulate import Player


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


class Rolls:
    """Who would be asked today by the rules of a charter, whatever their number: each electorate is read once."""

    def __init__(self, session: Session, space_id: int, charter: Charter, on: date) -> None:
        self.session, self.space_id, self.charter, self.on = session, space_id, charter, on
        self._read: dict[tuple[Electorate, bool], list[Entry]] = {}
        self._speaks: dict[int, int] | None = None

    def players(self, rule: DecisionRule) -> list[Player]:
        """A structure with all those who speak for it is one player, whoever else they are. Those of a group and those
        who carry a proposal differ from one to another: none."""
        if rule.by in (Electorate.GROUP, Electorate.CARRIERS):
            return []
        found = [entry for entry in self._entries(rule) if not rule.colleges or entry.college in rule.colleges]
        colleges, together = voices(found), defaultdict[tuple[int | None, int | None], set[str]](set)
        for entry in found:
            structure = entry.structure_id or self._speaking().get(entry.person_id)
            together[structure, None if structure else entry.person_id].add(entry.voice)
        return [Player(dict(Counter(colleges[voice] for voice in said)), structure, person)
                for (structure, person), said in together.items()]

    def _entries(self, rule: DecisionRule) -> list[Entry]:
        key = (rule.by, bool(rule.colleges))
        if key not in self._read:
            self._read[key] = read.electorate(self.session, rule.by, self.space_id, self.charter, self.on,
                                              by_college=bool(rule.colleges))
        return self._read[key]

    def _speaking(self) -> dict[int, int]:
        """For which structure somebody speaks; for several, the one that was entered first."""
        if self._speaks is None:
            entries = read.representatives(self.session, self.on)
            self._speaks = {e.person_id: e.structure_id for e in reversed(entries) if e.structure_id is not None}
        return self._speaks


def structure_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(sa.select(Structure.id, Structure.name).where(Structure.id.in_(ids)))
    return {row.id: row.name for row in rows}
