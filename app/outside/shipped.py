"""What the software brings with it, read from app/data: the charter of the first day, themes, communes, examples."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data"


def charter(key: str = "default") -> str:
    return (DATA / "charters" / f"{key}.toml").read_text()


@cache
def territory() -> dict[str, Any]:
    return tomllib.loads((DATA / "territory" / "themes.toml").read_text())


def themes() -> list[tuple[str, dict[str, str], dict[str, str]]]:
    return [(each["slug"], each["name"], each["about"]) for each in territory()["theme"]]


@cache
def departments() -> dict[str, str]:
    """Code → name, for each list of communes that is shipped; the first two signs of its codes are the department's."""
    found = {}
    for file in sorted((DATA / "territory").glob("*.csv")):
        with file.open(newline="") as lines:
            first = next(csv.DictReader(lines))
        code = first["code"][:3] if first["code"].startswith("97") else first["code"][:2]
        found[code] = file.stem
    return found


def communes(department: str) -> str:
    """The CSV of a department that is shipped."""
    return (DATA / "territory" / f"{departments()[department]}.csv").read_text()


@cache
def examples() -> dict[str, Any]:
    return tomllib.loads((DATA / "samples.toml").read_text())
