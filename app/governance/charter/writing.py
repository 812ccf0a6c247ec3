"""A charter as plain data, as canonical JSON with its digest, and as TOML again."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from app.governance.charter.model import (
    Charter,
    Choice,
    College,
    Condition,
    DecisionRule,
    Feature,
    Field,
    Gate,
    Localised,
    Method,
    RoleRule,
    Stage,
    SupportsOf,
    Track,
)
from app.governance.charter.reading import FLAGS, KNOWN, SIGNS, TAKES

Plain = dict[str, Any]
"""What JSON and TOML both hold: texts, whole numbers, yes or no, lists and tables."""


def canonical(charter: Charter) -> str:
    """The same for two texts that say the same, whatever their order, comments and spaces."""
    return json.dumps(plain(charter), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(charter: Charter) -> str:
    return hashlib.sha256(canonical(charter).encode()).hexdigest()


def plain(charter: Charter) -> Plain:
    """The tables of its TOML; what is not said by a rule is left out."""
    return {
        "key": charter.key,
        "version": charter.version,
        "names": dict(charter.names),
        "about": dict(charter.about),
        "scic": charter.scic,
        "supports": charter.supports.value,
        "delegation": charter.delegation.value,
        "limits": _said({"open_proposals": charter.limits.open_proposals, "carriers": charter.limits.carriers,
                         "decision_days": charter.limits.decision_days,
                         "question_days": charter.limits.question_days, "seconds": charter.limits.seconds}),
        "colleges": {key: _college(each) for key, each in charter.colleges.items()},
        "roles": {key: _role(each) for key, each in charter.roles.items()},
        "changes": _decision(charter.changes),
        "tracks": {key: _track(each) for key, each in charter.tracks.items()},
        "gates": {gate.key: _gate(gate) for gate in charter.gates()},
    }


def _college(college: College) -> Plain:
    return {"names": dict(college.names), "weight": _number(college.weight)}


def _role(role: RoleRule) -> Plain:
    return _said({"names": dict(role.names), "term_days": role.term_days, "terms": role.terms})


def _track(track: Track) -> Plain:
    return {
        "names": dict(track.names), "about": dict(track.about), "publish": dict(track.publish),
        "start": track.start.key, "stages": {key: _stage(each) for key, each in track.stages.items()},
    }


def _stage(stage: Stage) -> Plain:
    return _said({
        "names": dict(stage.names), "one": dict(stage.one), "about": dict(stage.about),
        "support": _texts(stage.support),
        "features": [each.value for each in Feature if each in stage.features] or None,
        "final": stage.final or None,
        "dormant_after_days": stage.dormant_after_days,
        "fields": [_field(each) for each in stage.fields] or None,
    })


def _field(field: Field) -> Plain:
    return _said({
        "key": field.key, "names": dict(field.names), "help": _texts(field.help), "example": _texts(field.example),
        "kind": field.kind.value, "required": field.required,
        "min": field.least, "max": field.max if field.kind in SIGNS else field.most, "unit": _texts(field.unit),
        "choices": [_choice(each) for each in field.choices] or None,
    })


def _choice(choice: Choice) -> Plain:
    return {"key": choice.key, "names": dict(choice.names)}


def _gate(gate: Gate) -> Plain:
    return _said({
        "track": gate.track, "from": gate.from_stage, "to": gate.to_stage, "answer_days": gate.answer_days,
        "automatic": gate.decision is None or None,
        "conditions": {each.kind.value: _condition(each) for each in gate.conditions} or None,
        "decision": _decision(gate.decision) if gate.decision else None,
    })


def _condition(condition: Condition) -> Plain | bool:
    if condition.kind in FLAGS:
        return True
    words = {TAKES[condition.kind].words: list(condition.words)} if condition.words else {}
    minutes = {"with_minutes": True} if condition.with_minutes else {}
    version = {"version": condition.version.value} if condition.version is not SupportsOf.ANY else {}
    return {**condition.figures, **words, **minutes, **version}


def _decision(rule: DecisionRule) -> Plain:
    known = KNOWN[rule.counted]
    told: Plain = {
        "method": rule.method.value, "by": rule.by.value,
        "counted": rule.counted.value if rule.method is Method.STEERING else None,
        "open_days": rule.open_days, "reason": rule.reason, "ballots": rule.ballots.value,
        "results": rule.results.value,
        "review_days": rule.review_days,
        "quorum": rule.quorum and rule.quorum.shown(),
        "college_quorum": rule.college_quorum and rule.college_quorum.shown(),
        "base": rule.base.value if "base" in known else None,
        "colleges": list(rule.colleges) or None,
        "combine": rule.combine.value if rule.colleges else None,
        "silence": rule.silence.value if "silence" in known else None,
        "rounds_max": rule.rounds_max, "step_days": rule.step_days,
        "fallback": _decision(rule.fallback) if rule.fallback else None,
        "postpone": rule.postpone and _said({"days": rule.postpone.days, "times": rule.postpone.times}),
        "appeal": rule.appeal and {"days": rule.appeal.days, "to": rule.appeal.to.value},
    }
    threshold: Mapping[str, str] = rule.threshold.shown() if rule.threshold else {}
    return _said({**told, **threshold, **({"at_least": rule.grade.value} if rule.grade else {})})


def _said(table: Plain) -> Plain:
    return {key: value for key, value in table.items() if value is not None}


def _texts(texts: Localised) -> Plain | None:
    return dict(texts) if texts else None


def _number(number: Fraction) -> int | str:
    return int(number) if number.denominator == 1 else f"{number.numerator}/{number.denominator}"




def rule_data(rule: DecisionRule) -> Plain:
    """One decision rule as data: what a decision keeps of the charter it was opened under."""
    return _decision(rule)


# Plain data to TOML that reads aloud: small tables on one line, the others under their heading.

_INLINE = 118
_APART = frozenset({"limits", "decision", "conditions", "changes", "fallback"})  # under a heading, however short


def toml(charter: Charter) -> str:
    """A text that `parse` reads as this same charter."""
    return toml_of(plain(charter))


def toml_of(data: Mapping[str, Any]) -> str:
    """Plain data as the text of a charter, right or wrong."""
    return "\n".join(_table(data, "")).strip() + "\n"


def _table(table: Mapping[str, Any], heading: str) -> Iterator[str]:
    apart = {key: value for key, value in table.items() if _has_heading(key, value)}
    own = [f"{key} = {_value(value)}" for key, value in table.items() if key not in apart]
    if own and heading:
        yield f"\n[{heading}]"
    yield from own
    for key, value in apart.items():
        name = f"{heading}.{key}" if heading else key
        if isinstance(value, list):
            for row in value:
                yield f"\n[[{name}]]"
                yield from (f"{inner} = {_value(told)}" for inner, told in row.items())
        else:
            yield from _table(value, name)


def _has_heading(key: str, value: object) -> bool:
    if isinstance(value, list):
        return any(isinstance(row, dict) for row in value)
    if not isinstance(value, dict):
        return False
    return key in _APART or any(isinstance(inner, dict | list) for inner in value.values()) or (
        len(_value(value)) > _INLINE and key not in ("names", "about"))


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
