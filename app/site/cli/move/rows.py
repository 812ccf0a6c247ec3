"""Rows on their way from one database to another: read as a stream, written as they are, weighed on both sides.

What is JSON, an enumeration or an exact decimal travels as its text: nothing is decoded and encoded again, and a JSON
null stays one beside a missing value.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from app.core.models import Base, ExactDecimal, Json
from app.search.models import SearchDoc

AT_ONCE = 1_000
MADE = {SearchDoc.__tablename__: ("found", "found_title")}  # of PostgreSQL alone, made from the row itself
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One table: its columns, each with how it is read (a type) and whether it is JSON."""

    name: str
    columns: tuple[str, ...]
    types: tuple[Any, ...]
    json: tuple[bool, ...]


def plans() -> list[Plan]:
    """Those that others refer to come first."""
    return [_plan(table) for table in Base.metadata.sorted_tables]


def _plan(table: sa.Table) -> Plan:
    columns = [column for column in table.columns if column.name not in MADE.get(table.name, ())]
    found = [_read_as(column.type) for column in columns]
    return Plan(table.name, tuple(column.name for column in columns), tuple(kind for kind, _json in found),
                tuple(is_json for _kind, is_json in found))


def _read_as(kind: Any) -> tuple[Any, bool]:
    if isinstance(kind, sa.JSON | Json):
        return sa.Text(), True
    if isinstance(kind, sa.Enum | ExactDecimal):
        return sa.Text(), False
    return kind, False


def light(plan: Plan) -> Any:
    """The table as it is written: by its names and those types alone."""
    return sa.table(plan.name, *(sa.column(name, kind) for name, kind in zip(plan.columns, plan.types, strict=True)))


def read(connection: sa.Connection, plan: Plan) -> Iterator[list[Row]]:
    """A thousand at a time, whatever the table weighs."""
    there = light(plan)
    wanted = [sa.cast(there.c[name], sa.Text) if is_json else there.c[name]
              for name, is_json in zip(plan.columns, plan.json, strict=True)]
    asked = sa.select(*wanted).execution_options(yield_per=AT_ONCE)
    for some in connection.execute(asked).partitions():
        yield [tuple(row) for row in some]


class Weight:
    """How many rows, and a sum of their digests that does not depend on their order."""

    def __init__(self, plan: Plan) -> None:
        self._json, self.rows, self._sum = plan.json, 0, 0

    def add(self, rows: list[Row]) -> None:
        for row in rows:
            told = [_plain(value, is_json) for value, is_json in zip(row, self._json, strict=True)]
            digest = hashlib.blake2b(json.dumps(told, ensure_ascii=False).encode(), digest_size=16).digest()
            self._sum = (self._sum + int.from_bytes(digest)) % (1 << 128)
        self.rows += len(rows)

    def same(self, other: "Weight") -> bool:
        return (self.rows, self._sum) == (other.rows, other._sum)


def _plain(value: Any, is_json: bool) -> Any:
    """The same for what both databases hold, however each of them writes it."""
    if is_json:
        return None if value is None else json.dumps(_numbers(json.loads(value)), sort_keys=True, ensure_ascii=False)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    return value


def _numbers(value: Any) -> Any:
    """`1e2` and `100` are one number to PostgreSQL."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _numbers(each) for key, each in value.items()}
    return [_numbers(each) for each in value] if isinstance(value, list) else value


class Cleaned:
    """PostgreSQL takes no NUL in a text, and no text is meant to have one: they are left out, and counted."""

    def __init__(self, plan: Plan) -> None:
        self._json, self.count = plan.json, 0

    def of(self, rows: list[Row]) -> list[Row]:
        return [tuple(map(self._value, row, self._json)) for row in rows]

    def _value(self, value: Any, is_json: bool) -> Any:
        if not isinstance(value, str) or ("\x00" not in value and not (is_json and "\\u0000" in value)):
            return value
        cleaned = json.dumps(_without(json.loads(value)), ensure_ascii=False) if is_json else value.replace("\x00", "")
        self.count += cleaned != value
        return cleaned


def _without(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {_without(key): _without(each) for key, each in value.items()}
    return [_without(each) for each in value] if isinstance(value, list) else value
