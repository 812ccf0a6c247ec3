"""The schema of a PostgreSQL database, as its catalogue writes it: both sides are written by the same server."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.core.schema.things import OURS_ALONE, Schema, Thing

_TABLES = """
SELECT relname, relpersistence = 'u' FROM pg_class WHERE relnamespace = {ns} AND relkind IN ('r', 'p') ORDER BY oid"""
_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
  || CASE WHEN a.attcollation <> t.typcollation THEN ' collate ' || quote_ident(co.collname) ELSE '' END
  || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
  || CASE WHEN a.attidentity <> '' THEN ' identity ' || a.attidentity::text ELSE '' END
  || CASE WHEN a.attgenerated <> '' THEN ' generated' ELSE '' END, pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_collation co ON co.oid = a.attcollation LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = {ns} AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.oid, a.attnum"""
_CONSTRAINTS = """
SELECT k.contype::text, c.relname, k.conname, pg_get_constraintdef(k.oid, true) FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = {ns} AND k.contype IN ('p', 'u', 'f', 'c', 'x')"""
_INDEXES = """
SELECT t.relname, c.relname, pg_get_indexdef(i.indexrelid, 0, true), i.indisvalid FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relnamespace = {ns} AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
                                            AND k.contype IN ('p', 'u', 'x'))"""
_TRIGGERS = """
SELECT c.relname, g.tgname, pg_get_triggerdef(g.oid, true), g.tgenabled = 'O' FROM pg_trigger g
JOIN pg_class c ON c.oid = g.tgrelid WHERE c.relnamespace = {ns} AND NOT g.tgisinternal"""
_FUNCTIONS = "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = {ns} AND prokind = 'f'"
_KINDS = {"p": "primary key", "u": "unique", "f": "foreign key", "c": "check", "x": "exclusion"}
_FUNCTION = re.compile(r"CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+(\w+)\s*\(", re.I)


def read(connection: sa.Connection, namespace: str = "current_schema()::regnamespace") -> Schema:
    """Every definition is what makes the thing again, without the name of the schema it is in."""
    within = connection.exec_driver_sql(f"SELECT quote_ident(nspname) FROM pg_namespace WHERE oid = {namespace}")  # noqa: S608
    bare = _without(str(within.scalar_one()))

    def rows(statement: str) -> Iterator[Any]:
        return iter(connection.exec_driver_sql(statement.format(ns=namespace)))

    found: Schema = {Thing("table", name): "unlogged" if unlogged else "" for name, unlogged in rows(_TABLES)}
    for table, name, definition, default in rows(_COLUMNS):
        found[Thing("column", table, name)] = definition
        if default is not None:
            found[Thing("default", table, name)] = bare(default)
    for kind, table, name, definition in rows(_CONSTRAINTS):
        found[Thing(_KINDS[kind], table, name)] = bare(definition)
    for table, name, definition, valid in rows(_INDEXES):
        found[Thing("index", table, name)] = bare(definition) + ("" if valid else " -- invalid")
    for table, name, definition, enabled in rows(_TRIGGERS):
        found[Thing("trigger", table, name)] = bare(definition) + ("" if enabled else " -- not enabled as it should")
    for name, definition in rows(_FUNCTIONS):
        found[Thing("function", "", name)] = bare(definition)
    return {thing: definition for thing, definition in found.items() if thing.table not in OURS_ALONE}


def _without(schema: str) -> Callable[[str], str]:
    named = re.compile(rf"(?<![\w\"]){re.escape(schema)}\.|(?<!\w)pg_temp(?:_\d+)?\.")
    return lambda text: named.sub("", text)


def _in_temp(functions: set[str], statement: str) -> str:
    """Functions are never looked for in the temporary schema (pg_proc is a way in for attackers): they are named."""
    functions.update(_FUNCTION.findall(statement))
    for name in functions:
        statement = re.sub(rf"(?<![\w.]){name}\s*\(", f"pg_temp.{name}(", statement)
    return statement


@contextmanager
def scratch(connection: sa.Connection) -> Iterator[Callable[[], Schema]]:
    """Whatever is created within is temporary, seen by nobody else, and undone at the end; what is given reads it."""
    functions: set[str] = set()

    def named(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> tuple[str, Any]:
        return _in_temp(functions, statement), parameters

    undone = connection.begin_nested()
    try:
        connection.exec_driver_sql("SELECT set_config('search_path', 'pg_temp, ' || current_schema(), true)")
        sa.event.listen(connection, "before_cursor_execute", named, retval=True)
        try:
            yield lambda: read(connection, "pg_my_temp_schema()")
        finally:
            sa.event.remove(connection, "before_cursor_execute", named)
    finally:
        undone.rollback()
