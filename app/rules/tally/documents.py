"""The way in: a profile from a document or from its text, or one error that carries every fault."""

import json
from collections.abc import Mapping

from app.rules.tally.faults import Code, Fault, Faults, Malformed
from app.rules.tally.folding import fold
from app.rules.tally.profile import Profile
from app.rules.tally.reading import numbered, read_profile
from app.rules.tally.words import Method


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
