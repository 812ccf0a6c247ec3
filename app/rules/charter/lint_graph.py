"""Nonsense in the ways between stages: dead ends, loops, conditions that nobody could ever fulfil."""

from collections.abc import Iterator

from app.rules.charter.faults import Code, Faults
from app.rules.charter.model import Charter, Condition, Gate, Track
from app.rules.charter.words import ALWAYS_THERE, BUILT_IN, LINKED, ConditionKind, Feature

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
    for number, field in enumerate(condition.words):
        path = ("gates", gate.key, "conditions", condition.kind.value, "fields", number)
        if field not in anywhere:
            faults.add(path, Code.UNKNOWN_FIELD, got=field, known=tuple(sorted(anywhere)), near="")
        elif field not in before:
            faults.add(path, Code.FIELD_CANNOT_BE_FILLED, field=field, stage=gate.from_stage)


def fields_at(track: Track, stage: str) -> Iterator[str]:
    """What can be filled at a stage: its form, and what its features let people fill."""
    yield from (field.key for field in track.stages[stage].fields)
    for feature in track.stages[stage].features:
        yield from BUILT_IN.get(feature, ())
