"""From a decoded JSON document to a profile: the whole of it is read, and every fault is kept with its place."""

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

from app.governance.tally.profile import Box, Profile, Reader, Roll, fold, reader
from app.governance.tally.settings import WORDS, Code, Fault, Faults, Malformed, Method, exact, figure

TOP = ("options", "grades", "ballots", "colleges", "roll")
MOST_GRADES = 100
Line = tuple[str, object, int]
"""Where a ballot stands, the ballot, and how many times it is there."""


def numbered(ballots: object, faults: Faults) -> Iterable[Line]:
    if isinstance(ballots, list):
        return ((f"ballots[{place}]", ballot, 1) for place, ballot in enumerate(ballots))
    faults.add("ballots", Code.NOT_A_LIST)
    return ()


def read_profile(document: Mapping[str, object], lines: Iterable[Line], method: Method, faults: Faults) -> Profile:
    """`lines` are the ballots of the document, apart because they may come folded (see folding.py)."""
    _known(document, TOP, "", faults)
    options = _options(document, method, faults)
    grades = _grade_number(document, method, faults)
    colleges = _colleges(document, method, faults)
    roll = _roll(document, colleges, faults)
    choose = reader(method, options, grades) if _choices_make_sense(document, method, grades) else None
    weights = _Ballots(choose, colleges, roll, faults).gather(lines)
    unit = lcm(*(weight.denominator for weight in weights.values()))
    ballots = {box: int(weight * unit) for box, weight in weights.items()}
    profile = Profile(method, ballots, options, grades, unit, colleges, roll)
    _within_roll(profile, faults)
    return profile


def _choices_make_sense(document: Mapping[str, object], method: Method, grades: int) -> bool:
    """Against options or grades that are missing, every ballot would be a fault: one is enough."""
    if method in WORDS:
        return True
    return (
        bool(document.get("options"))
        and isinstance(document["options"], list)
        and (grades > 0 or method is not Method.MAJORITY_JUDGMENT)
    )


def _known(given: Mapping[str, object], known: tuple[str, ...], where: str, faults: Faults) -> None:
    """An unknown key is a fault: a misspelt `weight` or `college` would change the result in silence."""
    for key in given:
        if key not in known:
            faults.add(f"{where}.{key}" if where else key, Code.UNKNOWN_KEY, known=known)


def _options(document: Mapping[str, object], method: Method, faults: Faults) -> tuple[str, ...]:
    if "options" not in document and method in WORDS:
        return ()
    raw = _list(document, "options", faults)
    if raw == [] and method not in WORDS:
        faults.add("options", Code.EMPTY)
    kept: dict[str, None] = {}
    for place, option in enumerate(raw or ()):
        if _name(option, f"options[{place}]", kept, faults):
            kept[str(option)] = None
    return tuple(kept)


def _name(raw: object, where: str, seen: Iterable[str], faults: Faults) -> bool:
    if not isinstance(raw, str):
        faults.add(where, Code.NOT_A_TEXT)
    elif not raw.strip():
        faults.add(where, Code.EMPTY)
    elif raw in seen:
        faults.add(where, Code.REPEATED, value=raw)
    else:
        return True
    return False


def _list(given: Mapping[str, object], key: str, faults: Faults) -> list[object] | None:
    raw = given.get(key)
    if isinstance(raw, list):
        return raw
    faults.add(key, Code.NOT_A_LIST if key in given else Code.MISSING)
    return None


def _grade_number(document: Mapping[str, object], method: Method, faults: Faults) -> int:
    if "grades" not in document:
        if method is Method.MAJORITY_JUDGMENT:
            faults.add("grades", Code.MISSING)
        return 0
    raw = document["grades"]
    if isinstance(raw, int) and not isinstance(raw, bool) and 2 <= raw <= MOST_GRADES:
        return raw
    faults.add("grades", Code.NOT_A_NUMBER, value=raw, least=2, most=MOST_GRADES)
    return 0


def _colleges(document: Mapping[str, object], method: Method, faults: Faults) -> dict[str, Fraction]:
    raw = _list(document, "colleges", faults) if "colleges" in document else None
    if raw and method not in WORDS:
        faults.add("colleges", Code.COLLEGES_NOT_COUNTED)
    kept: dict[str, Fraction] = {}
    for place, college in enumerate(raw or ()):
        where = f"colleges[{place}]"
        if not isinstance(college, dict):
            faults.add(where, Code.NOT_AN_OBJECT)
            continue
        _known(college, ("key", "weight"), where, faults)
        weight = _above_nought(college, where, faults)
        if _name(college.get("key"), f"{where}.key", kept, faults):
            kept[college["key"]] = weight
    return kept


def _above_nought(given: Mapping[str, object], where: str, faults: Faults) -> Fraction:
    """A weight: one where it is not said."""
    weight = exact(given.get("weight", 1))
    if not weight:
        faults.add(f"{where}.weight", Code.NOT_A_NUMBER, value=given["weight"], least=0)
    return weight or Fraction(1)


def _roll(document: Mapping[str, object], colleges: Mapping[str, Fraction], faults: Faults) -> Roll:
    raw = document.get("roll", {})
    if not isinstance(raw, dict):
        faults.add("roll", Code.NOT_AN_OBJECT)
        return Roll()
    _known(raw, ("total", "by_college"), "roll", faults)
    parts = raw.get("by_college", {})
    if not isinstance(parts, dict):
        faults.add("roll.by_college", Code.NOT_AN_OBJECT)
        parts = {}
    by_college: dict[str, Fraction] = {}
    for key, value in parts.items():
        if colleges and key not in colleges:
            faults.add(f"roll.by_college.{key}", Code.UNKNOWN_COLLEGE, value=key)
        by_college[key] = _size(value, f"roll.by_college.{key}", faults)
    together = sum(by_college.values(), Fraction(0))
    if "total" not in raw:
        return Roll(together if by_college else None, by_college)
    total = _size(raw["total"], "roll.total", faults)
    if together > total:
        faults.add("roll.by_college", Code.ABOVE_THE_ROLL, value=figure(together), roll=figure(total))
    return Roll(total, by_college)


def _size(raw: object, where: str, faults: Faults) -> Fraction:
    size = exact(raw)
    if size is None:
        faults.add(where, Code.NOT_A_NUMBER, value=raw, least=0)
    return size or Fraction(0)


class _Ballots:
    """Gathers ballots into boxes."""

    def __init__(self, choose: Reader | None, colleges: Mapping[str, Fraction], roll: Roll, faults: Faults) -> None:
        self.choose, self.faults = choose, faults
        self.must_have_college = bool(colleges)
        self.known_colleges = colleges or roll.by_college

    def gather(self, lines: Iterable[Line]) -> dict[Box, Fraction | int]:
        weights: dict[Box, Fraction | int] = {}
        for where, ballot, times in lines:
            if isinstance(ballot, dict):
                self._add(ballot, where, times, weights)
            else:
                self.faults.add(where, Code.NOT_AN_OBJECT)
        return weights

    def _add(self, ballot: dict[str, object], where: str, times: int, weights: dict[Box, Fraction | int]) -> None:
        if not ballot.keys() <= _BALLOT:
            _known(ballot, ("weight", "college", "choice"), where, self.faults)
        weight = ballot.get("weight", 1)
        counted: Fraction | int
        # Asked by type: True would pass for one. Only the unusual weight goes the long way, ten times slower.
        if type(weight) is int and 0 < weight < 10**9:
            counted = weight * times
        else:
            counted = _above_nought(ballot, where, self.faults) * times
        college = self._college(ballot.get("college"), where)
        if "choice" not in ballot:
            self.faults.add(f"{where}.choice", Code.MISSING)
            return
        choice = self.choose(ballot["choice"], f"{where}.choice", self.faults) if self.choose else None
        if choice is not None:
            box = (college, choice)
            weights[box] = weights.get(box, 0) + counted

    def _college(self, raw: object, where: str) -> str | None:
        if raw is None:
            if self.must_have_college:
                self.faults.add(f"{where}.college", Code.NO_COLLEGE)
            return None
        if not isinstance(raw, str):
            self.faults.add(f"{where}.college", Code.NOT_A_TEXT)
            return None
        if self.known_colleges and raw not in self.known_colleges:
            self.faults.add(f"{where}.college", Code.UNKNOWN_COLLEGE, value=raw)
        return raw


_BALLOT = {"weight", "college", "choice"}


def _within_roll(profile: Profile, faults: Faults) -> None:
    """More votes than voters: one of the two figures is wrong, and a quorum on it would mean nothing."""
    if faults:
        return
    roll, present = profile.roll, profile.present()
    if roll.total is not None and present > roll.total:
        faults.add("ballots", Code.ABOVE_THE_ROLL, value=figure(present), roll=figure(roll.total))
    for college, weight in profile.present_by_college().items():
        size = roll.by_college.get(college)
        if size is not None and weight > size:
            faults.add(f"ballots ({college})", Code.ABOVE_THE_ROLL, value=figure(weight), roll=figure(size))


# The way in: a profile from a document or from its text, or one error that carries every fault.

def method_named(name: str, faults: Faults) -> Method | None:
    if name in tuple(Method):
        return Method(name)
    faults.add("method", Code.UNKNOWN_METHOD, value=name, known=tuple(Method))
    return None


def parse(document: object, method: str) -> Profile:
    """A profile from a decoded JSON document; raises Malformed."""
    faults = Faults()
    known = method_named(method, faults)
    if not isinstance(document, Mapping):
        faults.add("profile", Code.NOT_AN_OBJECT)
    elif known is not None:
        if "ballots" not in document:
            faults.add("ballots", Code.MISSING)
        lines = numbered(document.get("ballots", []), faults)
        profile = read_profile(document, lines, known, faults)
        faults.settle()
        return profile
    raise Malformed(faults)


def loads(text: str | bytes, method: str) -> Profile:
    """The same from JSON, as text or in UTF-8; quick and lean when it is well formed (see folding.py)."""
    quick = _quickly(text, method)
    return quick if quick is not None else parse(_decoded(text), method)


def _quickly(text: str | bytes, method: str) -> Profile | None:
    if method not in tuple(Method):
        return None
    try:
        document, ballots = fold(text.encode() if isinstance(text, str) else text)
        faults = Faults()
        lines = (("ballots", ballot, times) for ballot, times in ballots)
        profile = read_profile(document, lines, Method(method), faults)
    except (ValueError, RecursionError):
        return None
    return None if faults else profile


def _as_text(source: str | bytes) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.decode()
    except UnicodeDecodeError as error:
        before = source[: error.start].decode()
        place = {"line": before.count("\n") + 1, "column": len(before) - before.rfind("\n")}
        raise Malformed([Fault("profile", Code.NOT_JSON, place)]) from None


def _decoded(source: str | bytes) -> object:
    text = _as_text(source)
    repeated: list[str] = []

    def noting(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _value in pairs]
            repeated.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return found

    try:
        document = json.loads(text, object_pairs_hook=noting)
    except json.JSONDecodeError as error:
        raise Malformed([Fault("profile", Code.NOT_JSON, {"line": error.lineno, "column": error.colno})]) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, a list within a list without end
        raise Malformed([Fault("profile", Code.NOT_JSON, {"line": 1, "column": 1})]) from None
    if repeated:
        raise Malformed(Fault("profile", Code.REPEATED_KEY, {"value": key}) for key in repeated)
    return document
