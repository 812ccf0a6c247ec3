"""One ballot's choice, from JSON to the form that is counted, for each method."""

from collections.abc import Callable, Sequence
from typing import Any

from app.rules.tally.faults import Code, Faults
from app.rules.tally.profile import Choice
from app.rules.tally.words import ABSTAIN, WORDS, Method

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
