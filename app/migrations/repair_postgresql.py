"""Mending a PostgreSQL schema: what differs goes, what is missing comes, each by the definition the catalogue gives."""

import re

import sqlalchemy as sa

from app.core.schema import Wanted, read
from app.core.schema.things import Difference, Schema, Thing

CONSTRAINTS = ("primary key", "unique", "check", "foreign key")  # added in this order, dropped in the other
_SEQUENCE = re.compile(r"^nextval\('(\w+)'::regclass\)$")


def mend(connection: sa.Connection, real: Schema, wanted: Wanted, found: list[Difference],
         fills: dict[tuple[str, str], str]) -> None:
    columns = {d.thing.table for d in found if d.thing.kind == "column"}
    gone = [d.thing for d in found if d.real is not None and d.thing.kind in (*CONSTRAINTS, "trigger", "index")]
    gone += [t for t in real if t.kind == "trigger" and t.table in columns and t in wanted.schema and t not in gone]
    for kind in ("trigger", "index", *reversed(CONSTRAINTS)):
        for thing in [t for t in gone if t.kind == kind]:
            _drop(connection, thing)
    for thing in [d.thing for d in found if d.thing.kind == "function"]:
        connection.exec_driver_sql(wanted.recipes[thing].replace("%", "%%"))
    for difference in [d for d in found if d.thing.kind == "table"]:
        connection.exec_driver_sql(f'CREATE TABLE "{difference.thing.table}" ()' if difference.real is None else
                                   f'ALTER TABLE "{difference.thing.table}" SET LOGGED')
    _columns(connection, wanted.schema, fills)
    there = read(connection)
    for kind in (*CONSTRAINTS, "index", "trigger"):
        for thing in [t for t in wanted.recipes if t.kind == kind and t not in there]:
            _add(connection, thing, wanted.recipes[thing])


def _drop(connection: sa.Connection, thing: Thing) -> None:
    connection.exec_driver_sql({
        "trigger": f'DROP TRIGGER "{thing.name}" ON "{thing.table}"', "index": f'DROP INDEX "{thing.name}"'
    }.get(thing.kind, f'ALTER TABLE "{thing.table}" DROP CONSTRAINT "{thing.name}"'))


def _add(connection: sa.Connection, thing: Thing, recipe: str) -> None:
    if thing.kind in CONSTRAINTS:
        recipe = f'ALTER TABLE "{thing.table}" ADD CONSTRAINT "{thing.name}" {recipe}'
    connection.exec_driver_sql(recipe.replace("%", "%%"))


def _columns(connection: sa.Connection, wanted: Schema, fills: dict[tuple[str, str], str]) -> None:
    there = read(connection)
    for thing, definition in wanted.items():
        if thing.kind == "column" and there.get(thing) != definition:
            if thing in there:
                _change(connection, thing, definition)
            else:
                _make(connection, thing, definition, fills.get((thing.table, thing.name)))
        if thing.kind == "default" and thing not in there:
            _default(connection, thing, definition)


def _make(connection: sa.Connection, thing: Thing, definition: str, fill: str | None) -> None:
    """The default fills the rows that are there, without waking a trigger, and goes."""
    filled = f" DEFAULT {fill}" if fill is not None else ""
    connection.exec_driver_sql(f'ALTER TABLE "{thing.table}" ADD COLUMN "{thing.name}" {definition}{filled}')
    if filled:
        connection.exec_driver_sql(f'ALTER TABLE "{thing.table}" ALTER COLUMN "{thing.name}" DROP DEFAULT')


def _change(connection: sa.Connection, thing: Thing, definition: str) -> None:
    """An assignment is what converts: a text too long is an error, never a cut."""
    required = definition.endswith(" not null")
    alter = f'ALTER TABLE "{thing.table}" ALTER COLUMN "{thing.name}"'
    connection.exec_driver_sql(f"{alter} TYPE {definition.removesuffix(' not null')}")
    connection.exec_driver_sql(f"{alter} {'SET' if required else 'DROP'} NOT NULL")


def _default(connection: sa.Connection, thing: Thing, definition: str) -> None:
    sequence = _SEQUENCE.match(definition)
    if sequence:
        connection.exec_driver_sql(f'CREATE SEQUENCE IF NOT EXISTS "{sequence[1]}" '
                                   f'OWNED BY "{thing.table}"."{thing.name}"')
    connection.exec_driver_sql(f'ALTER TABLE "{thing.table}" ALTER COLUMN "{thing.name}" SET DEFAULT {definition}')
    if sequence:
        connection.exec_driver_sql(f"SELECT setval('\"{sequence[1]}\"', coalesce(max(\"{thing.name}\"), 0) + 1, false)"  # noqa: S608
                                   f' FROM "{thing.table}"')
