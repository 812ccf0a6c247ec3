"""The electorate of a decision, name by name: who may answer, with which voice, for which college, on which ground."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.rules.kinds import RollGround


@dataclass(frozen=True)
class Entry:
    """A person who may use a voice. Several people may speak for one structure: it is one voice all the same."""

    voice: str
    person_id: int
    structure_id: int | None
    college: str
    ground: RollGround
    recused: bool = False


def own_voice(person_id: int) -> str:
    return f"p{person_id}"


def voice_of_structure(structure_id: int) -> str:
    return f"s{structure_id}"


def recuse(entries: Iterable[Entry], people: frozenset[int]) -> list[Entry]:
    """Those with a declared interest stay on the roll, and have no voice."""
    return [replace(entry, recused=entry.recused or entry.person_id in people) for entry in entries]


def voices(entries: Iterable[Entry]) -> dict[str, str]:
    """Each voice that can be used, with its college: a structure's counts once, and as long as one of those who speak
    for it is not recused."""
    return {entry.voice: entry.college for entry in entries if not entry.recused}


def by_college(voices: Mapping[str, str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for college in voices.values():
        if college:
            counted[college] = counted.get(college, 0) + 1
    return counted


def digest(entries: Iterable[Entry]) -> str:
    """SHA-256 of the whole roll, in one order: what was frozen can be shown to be what was used."""
    lines = sorted([entry.voice, entry.person_id, entry.structure_id or 0, entry.college, entry.ground.value,
                    entry.recused] for entry in entries)
    return hashlib.sha256(json.dumps(lines, separators=(",", ":")).encode()).hexdigest()
