"""TOML to charter."""

import hashlib
import json
import tomllib
from typing import Any

from app.rules.charter.model import Charter, Condition, DecisionRule, Fault, Field, Gate, Stage, Track


class CharterInvalid(ValueError):
    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def canonical(charter: Charter) -> str:
    return json.dumps(charter.data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def digest(charter: Charter) -> str:
    return hashlib.sha256(canonical(charter).encode()).hexdigest()


def parse(text: str) -> Charter:
    try:
        data = tomllib.loads(text)
        tracks = {key: _track(key, told) for key, told in data["tracks"].items()}
        return Charter(data["key"], data["names"], tracks, data)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as fault:
        raise CharterInvalid((Fault(0, "", "unreadable", {"why": str(fault)}),)) from fault


def _track(key: str, told: dict[str, Any]) -> Track:
    stages = {name: _stage(name, stage) for name, stage in told["stages"].items()}
    return Track(key, told["names"], stages, tuple(_gate(key, name, gate) for name, gate in told["gates"].items()))


def _stage(key: str, told: dict[str, Any]) -> Stage:
    fields = tuple(Field(name, f["names"], f.get("help", {}), f.get("required", False), f.get("kind", "long"),
                         f.get("max", 4000), f.get("example", {})) for name, f in told.get("fields", {}).items())
    return Stage(key, told["names"], fields, frozenset(told.get("features", ())), told.get("final", False),
                 told.get("dormant_after_days"))


def _gate(track: str, key: str, told: dict[str, Any]) -> Gate:
    decision = told.get("decision")
    return Gate(key, track, told["from"], told["to"],
                tuple(Condition(kind, params) for kind, params in told.get("conditions", {}).items()),
                DecisionRule(decision["method"], decision) if decision else None, told.get("answer_days", 30))
