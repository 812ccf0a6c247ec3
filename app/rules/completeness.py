"""How far a text is filled in, and what the next gate still asks of it. It informs; it never scolds. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.rules.charter import Charter, ConditionKind, Field
from app.rules.gates import open_gates


@dataclass(frozen=True, slots=True)
class Completeness:
    """Of the present stage's form and of what its gates ask. `missing`: a gate waits for it; `suggested`: nobody does,
    and it would help."""

    filled: int
    total: int
    missing: tuple[Field, ...] = ()
    suggested: tuple[Field, ...] = ()


def completeness(charter: Charter, track: str, stage: str, said: Mapping[str, str]) -> Completeness:
    """Empty and blank are the same. What gates ask beside the forms (a pact, an answered need) is in their report."""
    stages = charter.tracks[track].stages
    asked = _asked(charter, track, stage)
    known = {field.key: field for each in stages.values() for field in each.fields if field.key in asked}
    every = known | {field.key: field for field in stages[stage].fields}
    return of_fields(tuple(every.values()), said, asked)


def of_fields(every: Sequence[Field], said: Mapping[str, str], asked: frozenset[str] = frozenset()) -> Completeness:
    """Of these questions; `asked` are those that something waits for beside the required ones."""
    empty = [field for field in every if not said.get(field.key, "").strip()]
    return Completeness(
        len(every) - len(empty), len(every), tuple(field for field in empty if field.key in asked or field.required),
        tuple(field for field in empty if field.key not in asked and not field.required))


def _asked(charter: Charter, track: str, stage: str) -> frozenset[str]:
    return frozenset(
        word for gate in open_gates(charter, track, stage) for condition in gate.conditions
        if condition.kind is ConditionKind.FILLED for word in condition.words)
