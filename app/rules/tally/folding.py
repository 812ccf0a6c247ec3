"""A profile's text with each distinct ballot decoded once: a million ballots in about a second, in little memory.

`json.loads` on such a text keeps a million dictionaries (300 MB and more). Here the texts of ballots are counted, and
each distinct one is decoded by `json`. It is an optimisation only: a text that is not in plain shape, or has any fault,
is left to `json.loads` (see documents.py), which finds and places every fault.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FLAT = rf'[^{{}}"]*+(?:{_STRING}[^{{}}"]*+)*+'
_BALLOT = re.compile(rf"\s*+(\{{{_FLAT}(?:\{{{_FLAT}\}}{_FLAT})*+\}})\s*+([,\]])", re.DOTALL)
_OPEN = re.compile(r"\s*+\{\s*+")
_KEY = re.compile(r'"([^"\\]*+)"\s*+:\s*+')
_NEXT = re.compile(r"\s*+([,}])\s*+")
_START = re.compile(r"\[\s*+(?=\{)")

Folded = tuple[dict[str, object], Iterator[tuple[object, int]]]
"""The document without its ballots; each distinct ballot, decoded in its turn, and how many times it is there."""


class NotPlain(ValueError):
    """Not in the shape this reads: the text goes to `json.loads`."""


def fold(text: str) -> Folded:
    decode = json.JSONDecoder(object_pairs_hook=single).raw_decode
    document: dict[str, object] = {}
    ballots: Counter[str] = Counter()
    place, more = _match(_OPEN, text, 0).end(), True
    while more:
        key = _match(_KEY, text, place)
        start = _START.match(text, key.end()) if key[1] == "ballots" else None
        if key[1] in document:
            raise NotPlain
        if start:
            document[key[1]] = None
            place = _count(text, start.end(), ballots)
        else:
            document[key[1]], place = decode(text, key.end())
        end = _match(_NEXT, text, place)
        place, more = end.end(), end[1] == ","
    if place != len(text) or document.pop("ballots", 0) is not None:
        raise NotPlain
    return document, ((decode(ballot)[0], times) for ballot, times in ballots.items())


def single(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object none of whose keys is said twice: the second would silently win."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotPlain
    return found


def _match(pattern: re.Pattern[str], text: str, place: int) -> re.Match[str]:
    found = pattern.match(text, place)
    if found is None:
        raise NotPlain
    return found


def _count(text: str, place: int, ballots: Counter[str]) -> int:
    """Counts the ballots' texts up to the end of their list; the place after it."""
    step, seen = _BALLOT.match, ballots.get
    while True:
        found = step(text, place)
        if found is None:
            raise NotPlain
        ballot, mark = found.groups()
        ballots[ballot] = seen(ballot, 0) + 1
        place = found.end()
        if mark == "]":
            return place
