"""The schema of a SQLite file, as it is. Its CHECKs are nowhere but in the text of CREATE TABLE, which is read."""

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from pysqlite3 import dbapi2

from app.core.schema.things import OURS_ALONE, Schema, Thing

_TOKEN = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|\w+|\s+|.""", re.S)
_TABLES = "SELECT t.name, t.type, t.wr, t.strict, m.sql FROM pragma_table_list t JOIN sqlite_master m" \
          " ON m.type = 'table' AND m.name = t.name WHERE t.schema = 'main' AND t.type IN ('table', 'virtual')" \
          " AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
_COLUMNS = "SELECT m.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk FROM sqlite_master m" \
           " JOIN pragma_table_xinfo(m.name) x WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
_KEYS = "SELECT m.name, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_delete, f.on_update FROM sqlite_master m" \
        " JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq"
_UNIQUES = "SELECT m.name, l.name, x.name FROM sqlite_master m JOIN pragma_index_list(m.name) l" \
           " JOIN pragma_index_info(l.name) x WHERE m.type = 'table' AND l.origin = 'u' ORDER BY l.name, x.seqno"
_REST = "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"


def words_of(sql: str) -> list[str]:
    """Lower case but in strings, no quotes round names, no comments, no blanks: one way to write a statement."""
    found = []
    for token in _TOKEN.findall(sql):
        if token.startswith("'"):
            found.append(token)
        elif token[0] in "\"`[" and len(token) > 1:
            found.append(token[1:-1].lower())
        elif not token.isspace() and not token.startswith(("--", "/*")):
            found.append(token.lower())
    return found


def one_way(sql: str) -> str:
    return " ".join(words_of(sql))


def _checks(sql: str) -> Iterator[tuple[str, str]]:
    """(name, condition) of each CHECK, of a column or of the table."""
    words = words_of(sql)
    for place, word in enumerate(words[:-1]):
        if word != "check" or words[place + 1] != "(":
            continue
        depth, end = 1, place + 2
        while depth and end < len(words):
            depth += {"(": 1, ")": -1}.get(words[end], 0)
            end += 1
        condition = " ".join(words[place + 2:end - 1])
        named = place >= 2 and words[place - 2] == "constraint"
        yield words[place - 1] if named else condition, condition


def _of_table(name: str, without_rowid: int, strict: int, sql: str) -> Schema:
    flags = (("without rowid", without_rowid), ("strict", strict), ("autoincrement", "autoincrement" in words_of(sql)))
    found = {Thing("table", name): " ".join(flag for flag, has in flags if has)}
    return found | {Thing("check", name, ck): condition for ck, condition in _checks(sql)}


def _columns(connection: sa.Connection, tables: set[str]) -> Schema:
    found: Schema = {}
    keys: dict[str, dict[int, str]] = {}
    for table, name, kind, required, default, place in connection.exec_driver_sql(_COLUMNS):
        if table not in tables:
            continue
        found[Thing("column", table, name)] = f"{kind.lower()}{' not null' if required or place else ''}"
        if default is not None:
            found[Thing("default", table, name)] = one_way(default)
        if place:
            keys.setdefault(table, {})[place] = name
    for table, key in keys.items():
        found[Thing("primary key", table)] = ", ".join(key[place] for place in sorted(key))
    return found


def _constraints(connection: sa.Connection, tables: set[str]) -> Schema:
    found: Schema = {}
    keys: dict[tuple[str, int], list[Any]] = {}
    for row in connection.exec_driver_sql(_KEYS):
        keys.setdefault((row[0], row[1]), []).append(row)
    for (table, _number), rows in keys.items():
        there = ", ".join(str(row[4]) for row in rows)
        found[Thing("foreign key", table, ", ".join(row[3] for row in rows))] = \
            f"{rows[0][2]} ({there}) on delete {rows[0][5].lower()} on update {rows[0][6].lower()}"
    uniques: dict[tuple[str, str], list[str]] = {}
    for table, index, column in connection.exec_driver_sql(_UNIQUES):
        uniques.setdefault((table, index), []).append(column)
    found |= {Thing("unique", table, ", ".join(columns)): "" for (table, _index), columns in uniques.items()}
    return {thing: definition for thing, definition in found.items() if thing.table in tables}


def read(connection: sa.Connection) -> Schema:
    found: Schema = {}
    tables = set()
    for name, kind, without_rowid, strict, sql in connection.exec_driver_sql(_TABLES):
        if name in OURS_ALONE:
            continue
        tables.add(name)
        found |= {Thing("table", name): one_way(sql)} if kind == "virtual" else \
            _of_table(name, without_rowid, strict, sql)
    virtual = {thing.table for thing, sql in found.items() if sql.startswith("create virtual")}
    found |= _columns(connection, tables - virtual) | _constraints(connection, tables - virtual)
    for kind, table, name, sql in connection.exec_driver_sql(_REST):
        found[Thing(kind, table, name)] = one_way(sql)
    return found


def recipes(connection: sa.Connection) -> Schema:
    """The statements that made each table, index and trigger, in the order they came."""
    made = connection.exec_driver_sql("SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
                                      " ORDER BY rowid")
    return {Thing(kind, table, "" if kind == "table" else name): sql for kind, table, name, sql in made}


def scratch() -> sa.Engine:
    """An empty database in memory, to make a schema in and read it."""
    return sa.create_engine("sqlite://", module=dbapi2, poolclass=sa.pool.StaticPool)
