"""A database schema as a flat list of named things, and how two of them differ."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

OURS_ALONE = ("alembic_version",)  # kept by the migrations themselves
NAMED_AT_MOST = 3
_CAST = re.compile(r"::(?:character varying|text)(?:\(\d+\))?(?:\[\])?")


@dataclass(frozen=True, order=True, slots=True)
class Thing:
    """A table, column, default, constraint, index, trigger or function. `name` is empty for the table itself."""

    kind: str
    table: str
    name: str = ""

    def __str__(self) -> str:
        whole = ".".join(part for part in (self.table, self.name) if part)
        return f"{self.kind} {whole}"


Schema = dict[Thing, str]  # its definition, written one way only: two that are equal do the same


@dataclass(frozen=True, order=True, slots=True)
class Difference:
    thing: Thing
    real: str | None
    wanted: str | None

    @property
    def harms(self) -> bool:
        """What an operator adds beside ours (a table, an index for a report, a function of an extension) stops
        nothing. Neither does a default: every row we write gives each of its values."""
        added = self.wanted is None and self.real is not None
        beside = self.thing.kind in ("table", "index", "function", "default")
        return not (added and beside and not (self.real or "").lower().startswith("create unique"))

    def __str__(self) -> str:
        if self.real is None:
            return f"{self.thing} is missing"
        if self.wanted is None:
            return f"{self.thing} is not known"
        return f"{self.thing} differs"


def _bare(thing: Thing, definition: str | None) -> str | None:
    """How the lines of a function are indented says nothing. Nor does where PostgreSQL writes its casts between texts:
    it moves them when it reads its own definitions back, as a restored dump does."""
    if definition is None or thing.kind in ("table", "column"):
        return definition
    return " ".join(_CAST.sub("", definition).split())


def differences(real: Schema, wanted: Schema) -> list[Difference]:
    """What an unknown table holds is nobody's business but its owner's: only the table itself is told. So are the
    columns of a table that is missing whole."""
    tables = {schema_of: {t.table for t in schema if t.kind == "table"}
              for schema_of, schema in (("real", real), ("wanted", wanted))}
    both = tables["real"] & tables["wanted"]
    found = [Difference(thing, real.get(thing), wanted.get(thing)) for thing in sorted(real.keys() | wanted.keys())
             if _bare(thing, real.get(thing)) != _bare(thing, wanted.get(thing))]
    return [d for d in found if d.thing.kind in ("table", "function") or d.thing.table in both]


def harmful(found: Iterable[Difference]) -> list[Difference]:
    return [difference for difference in found if difference.harms]


def named(found: list[Difference]) -> str:
    """The first of them, in words: a sentence an operator can read, or send to who helps them."""
    more = f" and {len(found) - NAMED_AT_MOST} more" if len(found) > NAMED_AT_MOST else ""
    return ", ".join(map(str, found[:NAMED_AT_MOST])) + more
