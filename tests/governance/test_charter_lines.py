"""The line of each key, whatever way TOML writes it."""

import tomllib
from collections.abc import Iterator

import pytest

from app.governance.charter.table import dotted, lines_of
from tests.governance.charters import TEXTS

TEXT = '''# first
title = "a # not a comment"   # a comment
[a.b]
c = 1
"d" = """
two [not.a.header]
""""
[[a.rows]]
k = [1, 2,
     { x = 3 }, [
     4]]
[[a.rows]]
k.l.m = 'it''s'
[a.rows.under]
z = { y = { x = 1979-05-27 07:32:00 }, w = "," }
'''.replace("'it''s'", "'its'")


@pytest.mark.parametrize(("key", "line"), [
    ("title", 2), ("a", 3), ("a.b", 3), ("a.b.c", 4), ("a.b.d", 5), ("a.rows", 8), ("a.rows[0]", 8), ("a.rows[0].k", 9),
    ("a.rows[0].k[1]", 9), ("a.rows[0].k[2].x", 10), ("a.rows[0].k[3][0]", 11), ("a.rows[1]", 12),
    ("a.rows[1].k.l.m", 13), ("a.rows[1].under", 14), ("a.rows[1].under.z.y.x", 15), ("a.rows[1].under.z.w", 15),
])
def test_each_key_has_its_line(key: str, line: int) -> None:
    assert lines_of(TEXT)[key] == line


def keys(value: object, path: tuple[str | int, ...] = ()) -> Iterator[str]:
    if path:
        yield dotted(path)
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from keys(each, (*path, key))


@pytest.mark.parametrize("text", [TEXT, *TEXTS.values()])
def test_every_key_that_toml_has_has_a_line(text: str) -> None:
    lines = lines_of(text)
    assert set(keys(tomllib.loads(text))) == set(lines) - {""}
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


def test_windows_line_ends_count_once() -> None:
    assert lines_of("a = 1\r\nb = 2\r\n") == {"": 1, "a": 1, "b": 2}
