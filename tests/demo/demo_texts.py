"""The demonstration's files, read once for the tests that check them."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.territory.rules import parse_places

DATA = Path(__file__).parents[2] / "app" / "data"


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def by_key(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in rows}


PEOPLE = by_key(read("demo/people.toml")["person"])
STRUCTURES = by_key(read("demo/structures.toml")["structure"])
NEEDS = by_key(read("demo/needs.toml")["need"])
PROJECTS = by_key(read("demo/projects.toml")["project"])
CALL = read("demo/call.toml")
IDEAS = by_key(CALL["idea"])
TALK = read("demo/comments.toml")
THEMES = [theme["slug"] for theme in read("territory/themes.toml")["theme"]]
PLACES = {place.code for place in parse_places((DATA / "territory/hautes-alpes.csv").read_text(encoding="utf-8"))[0]}
ITEMS = NEEDS | PROJECTS | IDEAS


def each(rows: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", rows, ids=[row["key"] for row in rows])


def found(node: Any, names: set[str] | None = None, name: str = "") -> Iterator[str]:
    """Every text under one of the names, however deep; every text where no name is given."""
    if isinstance(node, dict):
        for inner, value in node.items():
            yield from found(value, names, inner)
    elif isinstance(node, list):
        for value in node:
            yield from found(value, names, name)
    elif isinstance(node, str) and (names is None or name in names):
        yield node


def communes_of(people: list[str]) -> set[str]:
    return {PEOPLE[key]["commune"] for key in people}
