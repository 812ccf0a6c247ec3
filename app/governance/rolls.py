"""The electorate of a decision, name by name: who may answer, with which voice, for which college, on which ground."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from app.core.kinds import Role, RollGround


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


# One person does not act for several: what needs a second, and how long others have to say no. Pure.
#
# Staff roles, new rules and the end of a decision without a count are acts of a body, typed by one of its members.
# Where three hold the role, one of the others must say yes first; where fewer do, one acts, all of them are told, and
# any of them takes it back within two days. An answer that a committee gave in a meeting is typed by one too: those
# said to have been there have three days to contest it. After ASVS 5.0, 2.3.5 (high-value acts need a second person).

CONTEST = timedelta(hours=72)
REVERSE = timedelta(hours=48)
WAIT = timedelta(days=14)  # a yes that nobody gives is not asked for ever
HOLDERS = 3  # from that many on, a second is found without waiting for whoever is on holiday
STAFF = frozenset({Role.MODERATOR, Role.STEERING, Role.OPERATOR})


class ActKind(StrEnum):
    GRANT = "role_grant"
    REVOKE = "role_revoke"
    CHARTER = "charter_propose"
    ANNUL = "decision_annul"
    FACTOR_RESET = "factor_reset"  # opens an account's door: never done by one alone


class ActState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"
    REVERSED = "reversed"


class Result(StrEnum):
    """What became of an act at the moment it was asked. NOTHING is false: nothing was to do."""

    NOTHING = ""
    DONE = "done"
    ANNOUNCED = "announced"  # done, told to the others, and reversible
    WAITS = "waits"  # for a second
    DELAYED = "delayed"  # by one person alone, and takes effect once nobody took it back


class AnswerState(StrEnum):
    WAITING = "waiting"
    EFFECTIVE = "effective"
    CONTESTED = "contested"
    LAPSED = "lapsed"  # its conditions no longer held, or the item had gone elsewhere


def seconds_needed(holders: int, asked: int | None = None) -> int:
    """How many others must agree, of `holders` people who may do it (who asks among them). `asked` is the charter's
    own number: one where it says nothing. One of them may always be away: no act needs all the others."""
    if holders < HOLDERS:
        return 0
    return min(asked or 1, holders - 2)
