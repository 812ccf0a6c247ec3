"""A profile's text with each distinct ballot decoded once: a million ballots in about a second, in little memory.

`json.loads` on such a text keeps a million dictionaries (300 MB and more). Here the bytes of ballots are counted where
they lie, and each distinct one is decoded by `json`, as is the rest of the document. It is an optimisation only: a text
that is not in plain shape, or has any fault, is left to `json.loads` (see documents.py), which places every fault.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator

_SPACE = rb"[ \t\n\r]*+"
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FLAT = rb'[^{}"]*+(?:' + _STRING + rb'[^{}"]*+)*+'  # what holds no object
_BALLOT = re.compile(
    _SPACE + rb"(\{" + _FLAT + rb"(?:\{" + _FLAT + rb"\}" + _FLAT + rb")*+\})" + _SPACE + rb"([,\]])", re.DOTALL
)
_OPENING = re.compile(rb'"ballots"' + _SPACE + rb":" + _SPACE + rb"\[")

Folded = tuple[dict[str, object], Iterator[tuple[object, int]]]
"""The document without its ballots; each distinct ballot, decoded in its turn, and how many times it is there."""


class NotPlain(ValueError):
    """Not in the shape this reads: the text goes to `json.loads`."""


def fold(data: bytes) -> Folded:
    opening = _OPENING.search(data)
    if opening is None:
        raise NotPlain
    ballots: Counter[bytes] = Counter()
    end = _count(data, opening.end(), ballots)
    decode = json.JSONDecoder(object_pairs_hook=single).decode
    # Were the list found elsewhere than at the top (in the roll, say), the rest would hold another one, or none.
    document = decode((data[: opening.end()] + b"]" + data[end:]).decode())
    if not isinstance(document, dict) or document.pop("ballots", None) != []:
        raise NotPlain
    # Each is one balanced object, so nothing is left after what raw_decode reads.
    raw_decode = json.JSONDecoder(object_pairs_hook=single).raw_decode
    return document, ((raw_decode(ballot.decode())[0], times) for ballot, times in ballots.items())


def single(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object none of whose keys is said twice: the second would silently win."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotPlain
    return found


def _count(data: bytes, place: int, ballots: Counter[bytes]) -> int:
    """Counts the ballots up to the end of their list; the place after it."""
    step, seen = _BALLOT.match, ballots.get
    while True:
        found = step(data, place)
        if found is None:
            raise NotPlain
        ballot, mark = found.groups()
        ballots[ballot] = seen(ballot, 0) + 1
        place = found.end()
        if mark == b"]":
            return place
