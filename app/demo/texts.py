"""The demo's texts, read from app/data/demo."""

import tomllib
from functools import cached_property
from typing import Any

from app.core.resources import DATA

SIX = {
    "resident": "habitante ou habitant",
    "representative": "représente une structure",
    "lead": "anime un groupe",
    "moderator": "modération",
    "steering": "comité de pilotage",
    "operator": "exploitation du site",
}
Row = dict[str, Any]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text())


class Texts:
    """Each list by its key, in the order of the file."""

    @cached_property
    def people(self) -> dict[str, Row]:
        return {row["key"]: row for row in _read("demo/people.toml")["person"]}

    @cached_property
    def structures(self) -> dict[str, Row]:
        return {row["key"]: row for row in _read("demo/structures.toml")["structure"]}

    @cached_property
    def needs(self) -> list[Row]:
        found: list[Row] = _read("demo/needs.toml")["need"]
        return found

    @cached_property
    def projects(self) -> list[Row]:
        found: list[Row] = _read("demo/projects.toml")["project"]
        return found

    @cached_property
    def decisions(self) -> list[Row]:
        found: list[Row] = _read("demo/decisions.toml")["decision"]
        return found

    @cached_property
    def call(self) -> dict[str, Any]:
        return _read("demo/call.toml")

    @cached_property
    def comments(self) -> dict[str, Any]:
        return _read("demo/comments.toml")

    @cached_property
    def suggestions(self) -> dict[str, Any]:
        return _read("demo/suggestions.toml")

    @cached_property
    def pieces(self) -> list[Row]:
        found: list[Row] = _read("demo/pieces.toml")["piece"]
        return found

    @cached_property
    def starters(self) -> dict[str, Any]:
        return _read("demo/starters.toml")

    @cached_property
    def sharing(self) -> dict[str, Any]:
        return _read("demo/sharing.toml")

    @cached_property
    def territory(self) -> dict[str, Any]:
        return _read("territory/themes.toml")

    @cached_property
    def communes(self) -> str:
        return (DATA / "territory/hautes-alpes.csv").read_text()

    @cached_property
    def charter(self) -> str:
        return (DATA / "charters/default.toml").read_text()
