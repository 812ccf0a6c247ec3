"""Nonsense in the ways between stages: dead ends, loops, conditions that nobody could ever fulfil."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from app.core.kinds import Role
from app.governance.charter.model import (
    ALWAYS_THERE,
    BUILT_IN,
    LINKED,
    Ballots,
    Charter,
    Condition,
    ConditionKind,
    DecisionRule,
    Electorate,
    Feature,
    Gate,
    Grade,
    Method,
    Results,
    Track,
)
from app.governance.charter.reading import read
from app.governance.charter.table import Code, Fault, Faults, Path, in_order, located
from app.governance.tally.settings import Base, Quorum

Kind = ConditionKind

NEEDS: dict[tuple[Kind, str], Feature] = {
    (Kind.SUPPORTS, "at_least"): Feature.SUPPORT,
    (Kind.CARRIERS, "at_least"): Feature.CARRIERS,
    (Kind.MEMBERS, "at_least"): Feature.GROUP,
    (Kind.MEETINGS, "at_least"): Feature.MEETINGS,
    (Kind.INDICATORS, "at_least"): Feature.PACT,
    (Kind.INDICATORS, "measured"): Feature.MEASURES,
}
"""What must have been open, at this stage or before, for a figure to grow at all."""


def check_track(charter: Charter, track: Track, faults: Faults) -> None:
    _stages(track, faults)
    _ways(track, faults)
    for gate in track.gates:
        for condition in gate.conditions:
            _possible(charter, track, gate, condition, faults)


def _stages(track: Track, faults: Faults) -> None:
    final = {key for key, stage in track.stages.items() if stage.final}
    for key, stage in track.stages.items():
        path = ("tracks", track.key, "stages", key)
        if track.start.key not in track.before(key):
            faults.add(path, Code.STAGE_UNREACHABLE, stage=key, start=track.start.key)
        if not any(key in track.before(end) for end in final):
            faults.add(path, Code.STAGE_WITHOUT_WAY_OUT, stage=key)
        if Feature.SUPPORT in stage.features and not stage.support:
            faults.add((*path, "support"), Code.SUPPORT_WITHOUT_WORD, stage=key)


def _ways(track: Track, faults: Faults) -> None:
    first: dict[tuple[str, str], Gate] = {}
    for gate in track.gates:
        path, way = ("gates", gate.key), (gate.from_stage, gate.to_stage)
        if way[0] == way[1]:
            faults.add((*path, "to"), Code.GATE_TO_ITSELF, stage=gate.to_stage)
        if first.setdefault(way, gate) is not gate:
            faults.add(path, Code.TWO_GATES_SAME_WAY, gate=gate.key, other=first[way].key)
        if gate.decision is None and not gate.conditions:
            faults.add(path, Code.AUTOMATIC_WITHOUT_CONDITION, gate=gate.key)
        elif gate.decision is None and way[0] != way[1] and _comes_back(track, gate):
            faults.add(path, Code.AUTOMATIC_LOOP, gate=gate.key)


def _comes_back(track: Track, gate: Gate) -> bool:
    """Whether automatic gates alone lead back to where this one starts."""
    reached = [gate.to_stage]
    for stage in reached:
        ways = [each for each in track.gates if each.decision is None and each.from_stage == stage]
        reached.extend({way.to_stage for way in ways} - set(reached))
    return gate.from_stage in reached


def _possible(charter: Charter, track: Track, gate: Gate, condition: Condition, faults: Faults) -> None:
    path = ("gates", gate.key, "conditions", condition.kind.value)
    stages = [track.stages[key] for key in track.before(gate.from_stage)]
    features = frozenset[Feature]().union(*(stage.features for stage in stages))
    for name in condition.figures:
        feature = NEEDS.get((condition.kind, name))
        if feature and feature not in features:
            faults.add((*path, name), Code.FEATURE_CLOSED, feature=feature.value, stage=gate.from_stage)
    if condition.kind is Kind.CARRIERS and condition.figures.get("at_least", 0) > charter.limits.carriers:
        faults.add((*path, "at_least"), Code.ABOVE_THE_LIMIT, needed=condition.figures["at_least"],
                   most=charter.limits.carriers)
    if condition.kind is Kind.FILLED:
        _fields(track, gate, condition, faults)


def _fields(track: Track, gate: Gate, condition: Condition, faults: Faults) -> None:
    before = ALWAYS_THERE | LINKED | {
        field for key in track.before(gate.from_stage) for field in fields_at(track, key)}
    anywhere = before | {field for key in track.stages for field in fields_at(track, key)}
    for number, word in enumerate(condition.words):
        path = ("gates", gate.key, "conditions", condition.kind.value, "fields", number)
        if word not in anywhere:
            faults.add(path, Code.UNKNOWN_FIELD, got=word, known=tuple(sorted(anywhere)), near="")
        elif word not in before:
            faults.add(path, Code.FIELD_CANNOT_BE_FILLED, field=word, stage=gate.from_stage)


def fields_at(track: Track, stage: str) -> Iterator[str]:
    """What can be filled at a stage: its form, and what its features let people fill."""
    yield from (field.key for field in track.stages[stage].fields)
    for feature in track.stages[stage].features:
        yield from BUILT_IN.get(feature, ())


# Nonsense in how things are decided: too few decide, nobody may answer back, nothing ever ends.

HALF = Fraction(1, 2)


def decisions(charter: Charter) -> Iterator[tuple[Path, DecisionRule, Gate | None]]:
    """Every decision rule with its path; the gate it belongs to, or None for changes of the charter itself."""
    for gate in charter.gates():
        if gate.decision:
            yield ("gates", gate.key, "decision"), gate.decision, gate
    yield ("changes",), charter.changes, None


def counts(path: Path, rule: DecisionRule) -> Iterator[tuple[Path, DecisionRule]]:
    """The rule and its fallback: each is a count of its own."""
    yield path, rule
    if rule.fallback:
        yield (*path, "fallback"), rule.fallback


def check_decision(charter: Charter, path: Path, rule: DecisionRule, gate: Gate | None, faults: Faults) -> None:
    if _by_proposers(charter, rule.by, gate):
        faults.add((*path, "by"), Code.PROPOSER_DECIDES_ALONE, who=rule.by.value)
    if rule.postpone and rule.postpone.times is None:
        faults.add((*path, "postpone"), Code.POSTPONEMENT_WITHOUT_END)
    if rule.counted is Method.CONSENT and rule.fallback is None:
        faults.add((*path, "fallback"), Code.CONSENT_WITHOUT_FALLBACK)
    if rule.counted is Method.CONSENT and rule.review_days is None:
        faults.add((*path, "review_days"), Code.CONSENT_WITHOUT_REVIEW)
    _refusal(path, rule, faults)
    for where, each in counts(path, rule):
        _threshold(where, each, faults)
        _alone(where, each, faults)
        if each.counted is Method.SCHULZE:
            faults.add((*where, "method"), Code.RANKING_ADOPTS_NOTHING)
        if each.ballots is Ballots.SECRET and each.results is Results.LIVE:
            faults.add((*where, "results"), Code.LIVE_WHILE_VOTING)
        if each.open_days is not None and each.open_days < charter.limits.decision_days:
            faults.add((*where, "open_days"), Code.DECISION_TOO_SHORT, got=each.open_days,
                       least=charter.limits.decision_days)


def _by_proposers(charter: Charter, who: Electorate, gate: Gate | None) -> bool:
    """A work group may decide where it must be larger than its proposal's carriers can be."""
    if who is not Electorate.GROUP or gate is None:
        return who in (Electorate.CARRIERS, Electorate.GROUP)
    members = [each.figures.get("at_least", 0) for each in gate.conditions if each.kind is ConditionKind.MEMBERS]
    return max(members, default=0) <= charter.limits.carriers


def _refusal(path: Path, rule: DecisionRule, faults: Faults) -> None:
    if not rule.reason:
        faults.add((*path, "reason"), Code.REFUSAL_WITHOUT_REASON)
    if rule.appeal is None:
        faults.add((*path, "appeal"), Code.REFUSAL_WITHOUT_APPEAL)
    elif rule.appeal.to is rule.by:
        faults.add((*path, "appeal", "to"), Code.APPEAL_TO_THE_SAME, who=rule.by.value)
    elif rule.appeal.to in (Electorate.CARRIERS, Electorate.GROUP):
        faults.add((*path, "appeal", "to"), Code.PROPOSER_DECIDES_ALONE, who=rule.appeal.to.value)


def _threshold(path: Path, rule: DecisionRule, faults: Faults) -> None:
    if rule.grade is Grade.TO_REJECT:
        faults.add((*path, "at_least"), Code.THRESHOLD_TOO_LOW, got=Grade.TO_REJECT.value, least=Grade.PASSABLE.value)
    if rule.threshold is None:
        return
    key = "more_than" if rule.threshold.strict else "at_least"
    if rule.counted is Method.MAJORITY and rule.threshold.share < HALF:
        faults.add((*path, key), Code.THRESHOLD_TOO_LOW, got=str(rule.threshold.share), least="1/2")
    elif rule.threshold.share == 0:
        faults.add((*path, key), Code.THRESHOLD_TOO_LOW, got="0", least="1/5")
    elif rule.threshold.share == 1 and rule.threshold.strict:
        faults.add((*path, key), Code.THRESHOLD_NEVER_REACHED)


def _alone(path: Path, rule: DecisionRule, faults: Faults) -> None:
    """One voice is enough where nothing asks for a second one to be heard."""
    by_college = rule.college_quorum is not None and has(rule.college_quorum)
    if rule.base is not Base.ROLL and not several(rule.quorum) and not by_college:
        faults.add((*path, "quorum"), Code.ONE_DECIDES_ALONE)


def has(quorum: Quorum) -> bool:
    return quorum.amount > 0


def several(quorum: Quorum | None) -> bool:
    """Whether it may ask for two voices; what part of the roll that is, only the register knows."""
    return quorum is not None and quorum.amount > (0 if quorum.of_roll else 1)


# Rules that the present register cannot meet, and who is missing; rules under which one structure decides alone.

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


# Rules that are well formed and yet nonsense (governance.md §1), with or without the present register.

SCIC_COLLEGES = 3  # law of 10 September 1947, article 19 octies
SCIC_LEAST = Fraction(1, 10)
SCIC_MOST = Fraction(1, 2)


def check(text: str, register: Register | None = None) -> tuple[Fault, ...]:
    """Every fault of a text, of reading and of sense, by line; sense is looked for in what could be read."""
    charter, faults = read(text)
    if charter is None:
        return faults
    spoilt = {fault.key for fault in faults}
    return in_order((*faults, *(fault for fault in _lint(charter, register, spoilt) if not _near(fault.key, spoilt))))


def lint(charter: Charter, register: Register | None = None) -> tuple[Fault, ...]:
    """What no community can have meant; with a register, also what it cannot meet."""
    return in_order(_lint(charter, register, frozenset()))


def added(charter: Charter, register: Register, rules: Charter, present: Register) -> tuple[Fault, ...]:
    """What new rules ask that the register cannot meet, beyond what the rules in force already ask in vain: a young
    space, too small for its own charter, may still correct it. `present` is the register as `rules` count it."""
    known = {_same(fault) for fault in lint(rules, present)}
    return tuple(fault for fault in lint(charter, register) if _same(fault) not in known)


def _same(fault: Fault) -> tuple[str, Code, str]:
    return fault.key, fault.code, repr(sorted(fault.params.items()))


def _lint(charter: Charter, register: Register | None, spoilt: Collection[str]) -> list[Fault]:
    faults = Faults()
    for key, rule in charter.roles.items():
        if rule.term_days is None:
            faults.add(("roles", key), Code.TERM_WITHOUT_END, role=key)
    if charter.scic:
        _scic(charter, faults)
    if not any(key.startswith(("tracks", "gates")) for key in spoilt):
        for track in charter.tracks.values():
            check_track(charter, track, faults)
    for path, decision, gate in decisions(charter):
        check_decision(charter, path, decision, gate, faults)
    if register:
        check_register(charter, register, faults)
    return [located(fault, charter.lines) for fault in faults]


def _scic(charter: Charter, faults: Faults) -> None:
    if len(charter.colleges) < SCIC_COLLEGES:
        faults.add(("colleges",), Code.SCIC_TOO_FEW_COLLEGES, got=len(charter.colleges), least=SCIC_COLLEGES)
    for key in charter.colleges:
        share = charter.share(key)
        if share < SCIC_LEAST:
            faults.add(("colleges", key, "weight"), Code.SCIC_WEIGHT_TOO_LOW, college=key, got=str(share))
        elif share > SCIC_MOST:
            faults.add(("colleges", key, "weight"), Code.SCIC_WEIGHT_TOO_HIGH, college=key, got=str(share))


def _near(key: str, spoilt: Collection[str]) -> bool:
    """Whether a fault of reading stands at this key, in it, or around it."""
    return any(key == other or _inside(key, other) or _inside(other, key) for other in spoilt)


def _inside(key: str, outer: str) -> bool:
    return key.startswith((f"{outer}.", f"{outer}["))
