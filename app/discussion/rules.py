"""« @Nom »: which words of a text may be somebody's name, and whose. Pure: who may be named is given."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.core import limits
from app.core.texts import folded

_WORD = r"\w[\w'’-]*\.?"
_CALL = re.compile(rf"(?<![\w@./+-])@({_WORD}(?:[ \u00a0]{_WORD}){{0,{limits.MENTION_WORDS - 1}}})")


@dataclass(frozen=True, slots=True)
class Call:
    """What stands after one sign: the longest reading first. `run`: how many of its first words look like a name."""

    readings: tuple[str, ...]
    run: int

    @property
    def first(self) -> str:
        return self.readings[-1]


@dataclass
class Known:
    """People by name, folded."""

    names: dict[int, str] = field(default_factory=dict)
    whole: dict[str, set[int]] = field(default_factory=dict)
    first: dict[str, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[tuple[int, str]], *, first: bool = True) -> "Known":
        """`first`: may a first name alone be enough?"""
        known = cls()
        for number, name in people:
            known.names[number] = name
            known.whole.setdefault(folded(name), set()).add(number)
            if first:
                known.first.setdefault(folded(name).split(" ")[0], set()).add(number)
        return known


def calls(text: str) -> list[Call]:
    return [_call(found[1]) for found in _CALL.finditer(text)]


def _call(said: str) -> Call:
    words = re.split(r"[ \u00a0]", said)
    run = 1
    while run < len(words) and words[run][0].isupper():
        run += 1
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word) + (1 if ends[-1] else 0))
    return Call(tuple(said[:end] for end in reversed(ends[1:])), run)


def named(call: Call, known: Known) -> tuple[str, int] | None:
    """(the words as typed, whose name they are); 0 where several have it, None where nobody has."""
    for reading in call.readings:
        if people := known.whole.get(folded(reading)):
            return _one(reading, people, known)
    if call.run == 1 and (people := known.first.get(folded(call.first))):
        return _one(call.first, people, known)
    return None


def _one(reading: str, people: set[int], known: Known) -> tuple[str, int]:
    """A full stop that ends the sentence is not part of the name."""
    if len(people) > 1:
        return reading, 0
    number = min(people)
    return (reading if known.names[number].endswith(".") else reading.rstrip(".")), number


def resolved(asked: Iterable[Call], here: Known, there: Known) -> dict[str, int]:
    """Words as typed -> person, at most so many people. Far from the thread a first name is nobody's; a name that
    several have in the thread is looked for no further: one of them would be right by chance."""
    told: dict[str, int] = {}
    for call in asked:
        words, number = named(call, here) or named(call, there) or ("", 0)
        if not number or (number not in told.values() and len(set(told.values())) >= limits.MENTIONS):
            continue
        told[words] = number
    return told
