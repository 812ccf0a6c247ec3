"""Who there is, for the rules to be measured against: a charter that this register cannot meet is not proposed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.kinds import DecisionState, PersonState
from app.decisions.models import Decision, DecisionFile
from app.decisions.queries import rolls
from app.governance import published
from app.governance.charter.lint import Register
from app.governance.charter.model import Charter, DecisionRule, Electorate
from app.governance.rolls import Entry, by_college, voices
from app.governance.simulation.recounting import Player
from app.journal import queries as journal
from app.journal.rules import verify
from app.structures.models import Structure
from app.territory.models import Membership
from app.territory.queries.charters import in_force


def register_of(session: Session, space_id: int, on: date, charter: Charter | None = None) -> Register:
    """`charter` says which colleges count; that in force unless told otherwise. A college's members are the structures
    in it, and those who speak for nobody but themselves."""
    rules = charter or in_force(session, space_id)[1]
    members = rolls.members(session, space_id, rules, on, by_college=False)
    counted = rolls.members(session, space_id, rules, on, by_college=True)
    structures = {entry.structure_id for entry in rolls.representatives(session, on)}
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


def _largest(session: Session, on: date, by_electorate: Mapping[str, set[int]]) -> dict[str, int]:
    """How many of an electorate speak for one and the same structure."""
    found = {}
    for who, people in by_electorate.items():
        by_structure: dict[int, int] = {}
        for entry in rolls.representatives(session, on):
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
            self._read[key] = rolls.electorate(self.session, rule.by, self.space_id, self.charter, self.on,
                                              by_college=bool(rule.colleges))
        return self._read[key]

    def _speaking(self) -> dict[int, int]:
        """For which structure somebody speaks; for several, the one that was entered first."""
        if self._speaks is None:
            entries = rolls.representatives(self.session, self.on)
            self._speaks = {e.person_id: e.structure_id for e in reversed(entries) if e.structure_id is not None}
        return self._speaks


def structure_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(sa.select(Structure.id, Structure.name).where(Structure.id.in_(ids)))
    return {row.id: row.name for row in rows}


# Is a database whole? The chain of every journal, the count of every closed decision, how many rows of each table.
#
# Asked of a copy, which may be older than the models: only what has been there since the first version is read.

OWN = ("search_fts", "alembic_version")  # shadows of the full text, and the number of the schema


@dataclass(frozen=True, slots=True)
class State:
    """What a copy must have in common with what it was made from."""

    revision: str
    rows: dict[str, int]
    journal: list[dict[str, Any]]  # (space, seq, head) of each
    decisions: int
    faults: list[str] = field(default_factory=list)


def state(session: Session) -> State:
    """Read whole, a few thousand lines at a time."""
    inspector = sa.inspect(session.connection())
    tables = set(inspector.get_table_names())
    counted_here = "decision_file" in tables and "file_digest" in {
        column["name"] for column in inspector.get_columns("decision")}
    heads = [{"space": head.slug, "seq": head.journal_seq, "head": head.journal_head}
             for head in journal.heads(session)] if "space" in tables else []
    faults = [*(_chains(session) if "event" in tables else ())]
    counted = 0
    for fault in _tallies(session) if counted_here else ():
        counted += 1
        faults += [fault] if fault else []
    return State(_revision(session, tables), rows(session, tables), heads, counted, faults)


def _revision(session: Session, tables: set[str]) -> str:
    if "alembic_version" not in tables:
        return ""
    return str(session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() or "")


def rows(session: Session, tables: set[str]) -> dict[str, int]:
    mine = sorted(name for name in tables if not name.startswith(OWN))
    return {name: int(session.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0) for name in mine}


def _chains(session: Session) -> Iterator[str]:
    for head in journal.heads(session):
        entries = journal.entries(session, head.id, head.journal_seq)
        fault = verify(entries, head.journal_seq, head.journal_head)[1]
        if fault is not None:
            yield f"le journal de {head.slug} casse à la ligne {fault.seq} ({fault.code})"
        elif (after := journal.beyond(session, head.id)) is not None:
            yield f"le journal de {head.slug} a une ligne après sa tête ({after})"


def _tallies(session: Session) -> Iterator[str]:
    """One string for each closed decision with a file, empty where its count is the one that was published."""
    wanted = sa.select(Decision.id, Decision.file_digest, DecisionFile.text).join(
        DecisionFile, DecisionFile.decision_id == Decision.id).where(Decision.state == DecisionState.CLOSED)
    for row in session.execute(wanted.order_by(Decision.id).execution_options(yield_per=20)):
        if published.digest_of(row.text) != row.file_digest:
            yield f"le fichier de la décision {row.id} n’a pas l’empreinte publiée"
        elif any(finding.wrong for finding in published.verify(row.text)):
            yield f"la décision {row.id}, recomptée, ne donne pas le résultat publié"
        else:
            yield ""
