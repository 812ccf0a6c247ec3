"""Rules that the present register cannot meet, and who is missing; rules under which one structure decides alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil, floor

from app.rules.charter.faults import Code, Faults, Path
from app.rules.charter.lint_decisions import counts, decisions, has
from app.rules.charter.model import Charter, Condition, DecisionRule, Gate
from app.rules.charter.words import ConditionKind, Electorate, Method
from app.rules.kinds import Role
from app.rules.tally.settings import Quorum
from app.rules.tally.words import Base

Kind = ConditionKind


@dataclass(frozen=True)
class Register:
    """Who there is: members, the different places they live in, structures, members by college, holders by role.

    `largest` is, by electorate, how many voices the largest structure has there (1 where it is not given).
    """

    members: int
    places: int
    structures: int
    colleges: Mapping[str, int] = field(default_factory=dict)
    roles: Mapping[str, int] = field(default_factory=dict)
    largest: Mapping[str, int] = field(default_factory=dict)

    def roll(self, who: Electorate) -> int | None:
        """How many voices; None for those that differ from a proposal to another."""
        known = {Electorate.MEMBERS: self.members, Electorate.REPRESENTATIVES: self.structures,
                 Electorate.STEERING: self.roles.get(Role.STEERING, 0)}
        return known.get(who)


def check_register(charter: Charter, register: Register, faults: Faults) -> None:
    for key in charter.colleges:
        if not register.colleges.get(key, 0):
            faults.add(("colleges", key), Code.EMPTY_COLLEGE, college=key)
    for gate in charter.gates():
        for path, who, needed, got in _asked(gate, register):
            if needed > got:
                faults.add(path, Code.NOT_ENOUGH_PEOPLE, who=who, needed=needed, got=got, missing=needed - got)
    for path, rule, _gate in decisions(charter):
        _decides(path, rule, register, faults)
        for where, each in counts(path, rule):
            _count(where, each, charter, register, faults)


def _asked(gate: Gate, register: Register) -> Iterator[tuple[Path, str, int, int]]:
    there = {"at_least": ("members", register.members), "from_places": ("places", register.places),
             "from_structures": ("structures", register.structures),
             "from_colleges": ("colleges", sum(number > 0 for number in register.colleges.values()))}
    for condition in gate.conditions:
        for name, needed in condition.figures.items():
            if name in there and _of_people(condition, name):
                who, got = there[name]
                yield ("gates", gate.key, "conditions", condition.kind.value, name), who, needed, got


def _of_people(condition: Condition, name: str) -> bool:
    return name != "at_least" or condition.kind in (Kind.SUPPORTS, Kind.CARRIERS, Kind.MEMBERS)


def _decides(path: Path, rule: DecisionRule, register: Register, faults: Faults) -> None:
    if register.roll(rule.by) == 0:
        faults.add((*path, "by"), Code.NOBODY_DECIDES, who=rule.by.value)
    if rule.appeal and register.roll(rule.appeal.to) == 0:
        faults.add((*path, "appeal", "to"), Code.NOBODY_DECIDES, who=rule.appeal.to.value)


def _count(path: Path, rule: DecisionRule, charter: Charter, register: Register, faults: Faults) -> None:
    roll = register.roll(rule.by)
    if rule.college_quorum:
        for college in rule.colleges or charter.colleges:
            _enough((*path, "college_quorum"), rule.college_quorum, college, register.colleges.get(college, 0), faults)
    if not roll:
        return
    if rule.quorum:
        _enough((*path, "quorum"), rule.quorum, rule.by.value, roll, faults)
    needed = voices_needed(rule, roll)
    largest = 1 if rule.by is Electorate.REPRESENTATIVES else register.largest.get(rule.by, 1)
    by_college = rule.college_quorum is not None and has(rule.college_quorum) and len(charter.colleges) > 1
    if needed <= largest and not by_college:
        faults.add((*path, "quorum"), Code.ONE_STRUCTURE_DECIDES, who=rule.by.value, needed=needed, largest=largest)


def _enough(path: Path, quorum: Quorum, who: str, there: int, faults: Faults) -> None:
    needed = quorum_voices(quorum, there)
    if needed > there > 0:
        faults.add(path, Code.NOT_ENOUGH_PEOPLE, who=who, needed=needed, got=there, missing=needed - there)


def quorum_voices(quorum: Quorum, roll: int) -> int:
    return ceil(quorum.needed(quorum.amount * 0 + roll))


def voices_needed(rule: DecisionRule, roll: int) -> int:
    """The fewest voices that can adopt: those of the quorum, or the share of the whole roll where it is the base."""
    needed = max(1, quorum_voices(rule.quorum, roll)) if rule.quorum else 1
    if rule.counted is Method.MAJORITY and rule.base is Base.ROLL and rule.threshold:
        share = rule.threshold.share * roll
        needed = max(needed, floor(share) + 1 if rule.threshold.strict else ceil(share))
    return needed
