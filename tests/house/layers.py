"""Which layer a file belongs to, from its name: a subject's models, rules, events, queries, service, views, jobs,
commands or exports. The pure engine is rules; the web kit is views; the unit of work is service."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import app as house

HOUSE = Path(house.__file__).parent
NAMES = {"models", "rules", "events", "queries", "service", "views", "jobs", "cli", "exports"}
CORE = {"unit_of_work": "service", "loading": "service", "database": "queries", "schema": "queries", "web": "views",
        "permissions": "rules", "paging": "rules", "texts": "rules", "kinds": "rules", "limits": "rules"}
DOORS = {"views.py": "views", "jobs.py": "jobs", "cli.py": "cli"}  # what brings the subjects together


def layer(file: Path) -> str:
    """'' for what stands apart: files, mail, the server, the sandbox…"""
    path = file.relative_to(HOUSE).parts
    if len(path) == 1:
        return DOORS.get(path[0], "")
    if path[0] == "governance":
        return "rules"
    names = [part.removesuffix(".py") for part in path[1:]]
    if path[0] == "core":
        return CORE.get(names[0], next((name for name in names if name in NAMES), ""))
    return next((name for name in names if name in NAMES), "")


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def modules(*layers: str) -> Iterator[tuple[Path, ast.Module]]:
    """All of them where none is named; migrations have laws of their own."""
    for file in sorted(HOUSE.rglob("*.py")):
        if (not layers or layer(file) in layers) and file.relative_to(HOUSE).parts[0] != "migrations":
            yield file, parsed(file)


def name_of(file: Path) -> str:
    return file.relative_to(HOUSE).as_posix()


def dotted(file: Path) -> str:
    return ".".join(("app", *file.relative_to(HOUSE).with_suffix("").parts)).removesuffix(".__init__")
