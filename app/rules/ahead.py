"""What the next stages will ask, so that it can be written before the passage. Pure."""

from dataclasses import dataclass

from app.rules.charter import Charter, Field, Gate, Stage
from app.rules.completeness import Completeness, of_fields
from app.rules.gates import open_gates


@dataclass(frozen=True, slots=True)
class Ahead:
    """A stage that a gate leads to, and the questions of its form that the present one does not ask. `further`: the
    gates that leave it under `rules`, whose conditions are good to know beforehand."""

    rules: Charter
    stage: Stage
    fields: tuple[Field, ...]
    further: tuple[Gate, ...] = ()


def ahead(charter: Charter, rules: Charter, track: str, stage: str) -> tuple[Ahead, ...]:
    """`charter` judges the proposal now; `rules` are in force, and will judge it once it has passed."""
    here = {field.key for field in charter.tracks[track].stages[stage].fields}
    found = []
    for gate in open_gates(charter, track, stage):
        known = rules if gate.to_stage in (rules.tracks[track].stages if track in rules.tracks else ()) else charter
        there = known.tracks[track].stages[gate.to_stage]
        new = tuple(field for field in there.fields if field.key not in here)
        found.append(Ahead(known, there, new, open_gates(known, track, there.key)))
    return tuple(found)


def questions(found: tuple[Ahead, ...]) -> tuple[Field, ...]:
    """Each once, whatever the ways that lead to it."""
    return tuple({field.key: field for each in found for field in each.fields}.values())


def prepared(found: tuple[Ahead, ...], said: dict[str, str]) -> Completeness:
    """How far what comes next is written already."""
    return of_fields(questions(found), said)
