"""One declared order among subjects: what comes later may ask what came before, never the other way round.

Tables, rules and events are open to all: what a subject is may be named anywhere. The imports that still go against the
order are counted; their number may only fall."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.layers import HOUSE, dotted, modules

ORDER = ("core", "governance", "territory", "search", "notifications", "discussion", "accounts", "journal",
         "structures", "proposals", "decisions", "paper", "groups", "attachments", "moderation", "experiments", "site",
         "imports", "demo")
OPEN = {"models", "rules", "events"}
AGAINST = 69  # 2026-12-01


def _named(file: Path, tree: ast.Module, known: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app."):
            yield from {full if (full := f"{node.module}.{one.name}") in known else str(node.module)
                        for one in node.names}


def against() -> list[tuple[str, str]]:
    known = {dotted(file) for file, _tree in modules()}
    found = []
    for file, tree in modules():
        path = file.relative_to(HOUSE).parts
        if len(path) == 1 or path[0] == "data":
            continue  # what brings the subjects together
        for name in _named(file, tree, known):
            parts = name.split(".")
            if len(parts) > 2 and parts[2] not in OPEN and ORDER.index(parts[1]) > ORDER.index(path[0]):
                found.append((dotted(file), name))
    return found


def test_every_subject_has_its_place():
    assert sorted(ORDER) == sorted(folder.parent.name for folder in HOUSE.glob("*/__init__.py"))


def test_no_more_imports_go_against_the_order():
    assert len(against()) <= AGAINST, sorted(against())
