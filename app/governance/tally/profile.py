"""A profile: everything a count may look at, whole, checked, exact; identical ballots kept once, with their weight."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Any

from app.governance.tally.settings import ABSTAIN, WORDS, Code, Faults, Method

Choice = str | bytes | tuple[int, ...]
"""A word; or one small number for each option: its grade, 1 if approved, or its rank. `bytes` where they fit: six times
less memory than a tuple, which a million different rankings feel."""

Box = tuple[str | None, Choice]
"""A college (or none) and a choice. Who voted is nowhere, so no count can depend on it."""


@dataclass(frozen=True)
class Roll:
    """The electorate, in the unit of the weights: None where it was not given."""

    total: Fraction | None = None
    by_college: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """Weights are integers counting `1/unit` of a vote, so that fractions cost nothing and lose nothing."""

    method: Method
    ballots: Mapping[Box, int]
    options: tuple[str, ...] = ()
    grades: int = 0
    unit: int = 1
    colleges: Mapping[str, Fraction] = field(default_factory=dict)
    roll: Roll = Roll()

    @classmethod
    def parse(cls, document: object, method: str) -> "Profile":
        """From a decoded JSON document; raises Malformed with every fault."""
        # The reader makes profiles, so it is imported when one is asked for.
        from app.governance.tally.reading import parse

        return parse(document, method)

    @classmethod
    def loads(cls, text: str | bytes, method: str) -> "Profile":
        """The same from JSON (text, or UTF-8 bytes), quick and lean for a million ballots."""
        from app.governance.tally.reading import loads

        return loads(text, method)

    def votes(self, weight: int) -> Fraction:
        return Fraction(weight, self.unit)

    def present(self) -> Fraction:
        return self.votes(sum(self.ballots.values()))

    def present_by_college(self) -> dict[str, Fraction]:
        """Every college that is named anywhere, even if nobody of it came."""
        weights = dict.fromkeys([*self.colleges, *self.roll.by_college], 0)
        for (college, _choice), weight in self.ballots.items():
            if college is not None:
                weights[college] = weights.get(college, 0) + weight
        return {college: self.votes(weight) for college, weight in weights.items()}

    def by_choice(self) -> dict[Choice, int]:
        together: dict[Choice, int] = {}
        for (_college, choice), weight in self.ballots.items():
            together[choice] = together.get(choice, 0) + weight
        return together

    def abstained(self) -> int:
        """Those who came and chose nothing, where a choice is made of numbers."""
        return sum(weight for (_college, choice), weight in self.ballots.items() if choice == ABSTAIN)


# One ballot's choice, from JSON to the form that is counted, for each method.

Reader = Callable[[object, str, Faults], Choice | None]
"""(raw, where, faults) -> the choice; None when at least one fault was added."""


def reader(method: Method, options: Sequence[str], grades: int) -> Reader:
    places = {option: place for place, option in enumerate(options)}
    if method in WORDS:
        return _words(WORDS[method])
    if method is Method.MAJORITY_JUDGMENT:
        return _or_abstain(_grades(places, grades))
    return _or_abstain(_approvals(places) if method is Method.APPROVAL else _ranking(places))


def _or_abstain(read_choice: Reader) -> Reader:
    """An abstention is a word beside the numbers: present, and outside the count (columns.py passes over words)."""

    def read(raw: object, where: str, faults: Faults) -> Choice | None:
        return ABSTAIN if raw == ABSTAIN else read_choice(raw, where, faults)

    return read


def _packed(numbers: list[int]) -> Choice:
    try:
        return bytes(numbers)
    except ValueError:  # one of them is above 255
        return tuple(numbers)


def _words(known: tuple[str, ...]) -> Reader:
    def read(raw: object, where: str, faults: Faults) -> Choice | None:
        if isinstance(raw, str) and raw in known:
            return raw
        faults.add(where, Code.UNKNOWN_WORD, value=raw, known=known)
        return None

    return read


def _grades(places: dict[str, int], grades: int) -> Reader:
    def read(raw: object, where: str, faults: Faults) -> Choice | None:
        if not isinstance(raw, dict):
            faults.add(where, Code.NOT_AN_OBJECT)
            return None
        given = [grades - 1] * len(places)  # an option left out has the worst grade
        before = len(faults)
        for option, grade in raw.items():
            if option not in places:
                faults.add(f"{where}.{option}", Code.UNKNOWN_OPTION, value=option)
            elif type(grade) is not int or not 0 <= grade < grades:
                faults.add(f"{where}.{option}", Code.NOT_A_GRADE, value=grade, grades=grades)
            else:
                given[places[option]] = grade
        return _packed(given) if len(faults) == before else None

    return read


def _approvals(places: dict[str, int]) -> Reader:
    def read(raw: object, where: str, faults: Faults) -> Choice | None:
        given = [0] * len(places)
        before = len(faults)
        for place in _listed(raw, where, places, set(), faults):
            given[place] = 1
        return _packed(given) if len(faults) == before else None

    return read


def _ranking(places: dict[str, int]) -> Reader:
    def read(raw: object, where: str, faults: Faults) -> Choice | None:
        if not isinstance(raw, list):
            faults.add(where, Code.NOT_A_LIST)
            return None
        ranks = _ranks(raw, places)
        if ranks is not None:
            return _packed(ranks)
        seen = set[str]()
        for rank, group in enumerate(raw):
            _listed(group, f"{where}[{rank}]", places, seen, faults)
            if group == []:
                faults.add(f"{where}[{rank}]", Code.EMPTY)
        return None

    return read


def _ranks(raw: list[Any], places: dict[str, int]) -> list[int] | None:
    """The rank of each option, or None where anything is wrong: looking for faults costs four times as much."""
    last = len(raw)  # options left out are equal, after all that it ranks
    ranks = [last] * len(places)
    try:
        for rank, group in enumerate(raw):
            if type(group) is not list or not group:
                return None
            for option in group:
                ranks[places[option]] = rank
    except (KeyError, TypeError):
        return None
    return ranks if sum(map(len, raw)) + ranks.count(last) == len(places) else None


def _listed(raw: object, where: str, places: dict[str, int], seen: set[str], faults: Faults) -> list[int]:
    """The places of the options in one list; `seen` is shared by the groups of one ranking."""
    if not isinstance(raw, list):
        faults.add(where, Code.NOT_A_LIST)
        return []
    found = []
    for number, option in enumerate(raw):
        if not isinstance(option, str) or option not in places:
            faults.add(f"{where}[{number}]", Code.UNKNOWN_OPTION, value=option)
        elif option in seen:
            faults.add(f"{where}[{number}]", Code.REPEATED, value=option)
        else:
            seen.add(option)
            found.append(places[option])
    return found


# A profile's text with each distinct ballot decoded once: a million ballots in about a second, in little memory.
#
# `json.loads` on such a text keeps a million dictionaries (300 MB and more). Here the bytes of ballots are counted
# where they lie, and each distinct one is decoded by `json`, as is the rest of the document. It is an optimisation
# only: a text that is not in plain shape, or has any fault, is left to `json.loads` (see documents.py), which places
# every fault.

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


# Ballots turned by a quarter: for each option, the numbers that ballots of one weight give it.

Column = tuple[int, ...]
_AT_ONCE = 10_000  # ballots turned together: the speed of C, without a second copy of them all


def columns(ballots: Iterable[tuple[Choice, int]]) -> Iterator[tuple[int, list[Column]]]:
    """Some ballots of one weight at a time: that weight, and one column for each option."""
    by_weight: dict[int, list[bytes | Column]] = {}
    for choice, weight in ballots:
        if not isinstance(choice, str):
            by_weight.setdefault(weight, []).append(choice)
    for weight, choices in by_weight.items():
        left = iter(choices)
        while some := list(islice(left, _AT_ONCE)):
            yield weight, list(zip(*some, strict=True))


def number_counts(profile: Profile) -> list[Counter[int]]:
    """For each option, the weight behind each number (grade, or one for an approval)."""
    counts = [Counter[int]() for _option in profile.options]
    for weight, turned in columns(profile.by_choice().items()):
        for count, column in zip(counts, turned, strict=True):
            for number, times in Counter(column).items():
                count[number] += times * weight
    return counts
