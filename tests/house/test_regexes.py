"""Every regular expression of the house, driven by what it is made of: no text makes one go back again and again.

For each, its own signs are repeated, alone, in pairs and as the beginnings of what it looks for, and it is used as
the code uses it (`match`, `sub`…). What it takes must grow with the text. A new one is driven without a word here."""

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from re import _constants as C, _parser
from typing import Any

import pytest

import app as house
from tests.work import more_than_twice, repeated

ROOT = Path(house.__file__).parent
LENGTH = 6_000
# Read from our own files at the start, never from anybody's.
OURS = {"app.core.web.assets", "app.site.views.brand", "app.site.colours", "app.core.schema.sqlite"}
USES: dict[str, Callable[[Any, Any], object]] = {
    "match": lambda pattern, text: pattern.match(text), "fullmatch": lambda pattern, text: pattern.fullmatch(text),
    "search": lambda pattern, text: pattern.search(text), "sub": lambda pattern, text: pattern.sub(text[:0], text),
    "split": lambda pattern, text: pattern.split(text), "findall": lambda pattern, text: pattern.findall(text),
    "finditer": lambda pattern, text: sum(1 for _ in pattern.finditer(text))}


@dataclass
class Known:
    where: str
    pattern: "re.Pattern[Any]"
    uses: set[str] = field(default_factory=set)


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(ROOT.rglob("*.py")):
        text = file.read_text()
        if re.search(r"^import re$|from re import", text, re.MULTILINE) or ".compile(" in text:
            name = ".".join(("app", *file.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
            yield name, ast.parse(text)


@cache
def _used() -> dict[str, set[str]]:
    """Name of a constant -> how the house uses it, here or where it is imported."""
    found: dict[str, set[str]] = {}
    for file in sorted(ROOT.rglob("*.py")):
        for name, use in re.findall(r"\b([A-Z_]{2,})\.(match|fullmatch|search|sub|split|findall|finditer)\b",
                                    file.read_text()):
            found.setdefault(name, set()).add(use)
    return found


@cache
def expressions() -> dict[str, Known]:
    found: dict[str, Known] = {}
    for name, tree in _modules():
        if name in OURS:
            continue
        for key, value in vars(importlib.import_module(name)).items():
            if isinstance(value, re.Pattern):
                where = f"{name}.{key}"
                found[where] = Known(where, value, _used().get(key, set()))
        for node in ast.walk(tree):
            if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in USES
                    and getattr(node.func.value, "id", "") == "re" and isinstance(node.args[0], ast.Constant)):
                where = f"{name}:{node.lineno}"
                found[where] = Known(where, re.compile(node.args[0].value), {node.func.attr})
    return found


def _signs(parsed: Any) -> Iterator[str]:
    """One of each kind that it speaks of."""
    for kind, told in parsed:
        if kind is C.LITERAL:
            yield chr(told)
        elif kind in (C.NOT_LITERAL, C.ANY):
            yield "a" if told is None or chr(told) != "a" else "b"
        elif kind is C.IN:
            yield from _of_class(told)
        elif kind in (C.MAX_REPEAT, C.MIN_REPEAT, C.POSSESSIVE_REPEAT):
            yield from _signs(told[2])
        elif kind is C.SUBPATTERN:
            yield from _signs(told[3])
        elif kind is C.BRANCH:
            for each in told[1]:
                yield from _signs(each)
        elif kind in (C.ASSERT, C.ASSERT_NOT):
            yield from _signs(told[1])
        elif kind is C.ATOMIC_GROUP:
            yield from _signs(told)


def _of_class(told: Any) -> Iterator[str]:
    plain = {C.CATEGORY_SPACE: " ", C.CATEGORY_DIGIT: "7", C.CATEGORY_WORD: "a", C.CATEGORY_NOT_SPACE: "x",
             C.CATEGORY_NOT_DIGIT: "x", C.CATEGORY_NOT_WORD: "-"}
    for kind, value in told:
        if kind is C.LITERAL:
            yield chr(value)
        elif kind is C.RANGE:
            yield chr(value[0])
        elif kind is C.CATEGORY:
            yield plain.get(value, "a")
        elif kind is C.NEGATE:
            yield from ("a", "~")


def _beginning(parsed: Any) -> str:
    """A text that it would take, more or less."""
    found = ""
    for kind, told in parsed:
        if kind in (C.MAX_REPEAT, C.MIN_REPEAT, C.POSSESSIVE_REPEAT):
            found += _beginning(told[2])
        elif kind is C.SUBPATTERN:
            found += _beginning(told[3])
        elif kind is C.BRANCH:
            found += _beginning(told[1][0])
        elif kind is C.ATOMIC_GROUP:
            found += _beginning(told)
        elif kind not in (C.ASSERT, C.ASSERT_NOT, C.AT):
            found += next(_signs([(kind, told)]), "")
    return found


def shapes(pattern: "re.Pattern[Any]") -> list[tuple[str, str, str]]:
    parsed = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes)
                           else pattern.flags)
    signs = list(dict.fromkeys(_signs(parsed)))[:12]
    whole = _beginning(parsed)[:60]
    pieces = [*signs, *(a + b for a, b in product(signs[:6], signs[:6]) if a != b),
              *(whole[:n] for n in range(2, len(whole) + 1))]
    return [(before, piece, after) for piece in dict.fromkeys(pieces) if piece
            for before, after in (("", "\x01"), (whole[:1], "\x01"))]


def test_they_are_found():
    assert len(expressions()) > 90
    assert {"app.core.markup._ENDS", "app.core.diffing.WORD", "app.core.prose._STRAY"} <= expressions().keys()
    assert expressions()["app.core.markup._ENDS"].uses == {"sub"}
    assert [where for where, known in expressions().items() if not known.uses] == [], "how is it used?"


def drive(known: Known, length: int = LENGTH) -> str:
    """The first shape that is too much; empty where there is none."""
    for shape in shapes(known.pattern):
        once, twice = (repeated(shape, signs) for signs in (length, 2 * length))
        if isinstance(known.pattern.pattern, bytes):
            once, twice = once.encode("latin-1", "replace"), twice.encode("latin-1", "replace")  # type: ignore[assignment]
        for use in known.uses:
            if told := more_than_twice(lambda text, use=use: USES[use](known.pattern, text), once, twice):
                return f"{known.where}.{use} {shape!r}: {told}"
    return ""


@pytest.mark.parametrize("where", sorted(expressions()))
def test_what_it_takes_grows_with_the_text(where: str):
    assert drive(expressions()[where]) == ""


def test_one_that_goes_back_is_found():
    """By its time, which a busy machine blurs: once in three is enough."""
    back = Known("tests", re.compile(r"(:+)(</b>)(?=\w)"), {"sub"})
    assert any(drive(back, length) for length in (4_000, 8_000, 16_000))
