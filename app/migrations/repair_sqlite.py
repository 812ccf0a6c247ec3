"""Mending a SQLite schema: a table that differs is made anew beside, filled, and put in its place.

As SQLite's own documentation says to (lang_altertable.html, "Making Other Kinds Of Table Schema Changes"). Foreign keys
are off during migrations, and the triggers wait until every table is there.
"""

import re

import sqlalchemy as sa

from app.core.schema import Wanted, read
from app.core.schema.sqlite import recipes
from app.core.schema.things import Difference, Schema, Thing

OF_TABLE = ("table", "column", "primary key", "unique", "check", "foreign key")


def mend(connection: sa.Connection, real: Schema, wanted: Wanted, found: list[Difference],
         fills: dict[tuple[str, str], str]) -> None:
    run = connection.exec_driver_sql
    made = recipes(connection)
    for thing in [t for t in real if t.kind == "trigger" and t in wanted.schema]:
        run(f'DROP TRIGGER "{thing.name}"')
    for table in _tables(found, real, wanted):
        if _virtual(wanted, table):
            run(f'DROP TABLE IF EXISTS "{table}"')
        elif Thing("table", table) in real:
            _anew(connection, table, real, wanted, fills)
            continue
        run(wanted.recipes[Thing("table", table)])
        if _virtual(wanted, table):
            run(f'INSERT INTO "{table}"("{table}") VALUES (\'rebuild\')')  # noqa: S608
    for difference in found:
        if difference.thing.kind == "index" and difference.real is not None:
            run(f'DROP INDEX IF EXISTS "{difference.thing.name}"')
    there = read(connection)
    theirs = {thing: sql for thing, sql in made.items() if thing.kind == "index" and thing not in wanted.schema}
    for thing, sql in (wanted.recipes | theirs).items():  # an operator's own indexes went with their table
        if thing.kind in ("index", "trigger") and thing not in there:
            run(sql)


def _virtual(wanted: Wanted, table: str) -> bool:
    return wanted.schema[Thing("table", table)].startswith("create virtual")


def _tables(found: list[Difference], real: Schema, wanted: Wanted) -> list[str]:
    """Those to make, in the order they were made first: full text comes after what it reads."""
    touched = {d.thing.table for d in found if d.thing.kind in OF_TABLE}
    return [thing.table for thing in wanted.recipes if thing.kind == "table" and thing.table in touched
            and thing in wanted.schema]


def _anew(connection: sa.Connection, table: str, real: Schema, wanted: Wanted,
          fills: dict[tuple[str, str], str]) -> None:
    new = f"{table}_anew"
    recipe, changed = re.subn(rf'(?i)^(CREATE TABLE )"?{table}"?(?=[\s(])', rf'\1"{new}"',
                              wanted.recipes[Thing("table", table)])
    if not changed:
        raise RuntimeError(f"the statement of {table} is not understood")
    connection.exec_driver_sql(recipe)
    given = {}
    for thing in [t for t in wanted.schema if t.kind == "column" and t.table == table]:
        known = thing in real or (table, thing.name) in fills
        if known:
            given[f'"{thing.name}"'] = f'"{thing.name}"' if thing in real else fills[table, thing.name]
    connection.exec_driver_sql(f'INSERT INTO "{new}" ({", ".join(given)}) SELECT {", ".join(given.values())}'  # noqa: S608
                               f' FROM "{table}"')
    connection.exec_driver_sql(f'DROP TABLE "{table}"')
    connection.exec_driver_sql(f'ALTER TABLE "{new}" RENAME TO "{table}"')
