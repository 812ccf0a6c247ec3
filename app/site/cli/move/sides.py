"""The two databases of a move: how each is held still, made ready, written and brought to its numbers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.core.models import Base
from app.search.models import SearchDoc
from app.search.queries.postgresql import APART
from app.site.cli.move.rows import Plan, Row, light

WAIT = "5s"
NUMBERED = tuple(table.name for table in Base.metadata.sorted_tables
                 if [column.name for column in table.primary_key] == ["id"])


class Postgres:
    """Written in one transaction: what is not whole is not there."""

    is_sqlite = False

    @contextmanager
    def still(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        """Read at one instant; nobody writes until it is over."""
        names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
        with engine.execution_options(isolation_level="REPEATABLE READ").begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT}'")
            connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")
            yield connection

    @contextmanager
    def written(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        """What one row refers to may come after it: the references are taken away, then asked of all rows at once.
        An owner may do that; turning off the triggers that hold them needs a superuser."""
        with engine.begin() as connection:
            references = connection.exec_driver_sql(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace").all()
            for table, name, _told in references:
                connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            for each in Base.metadata.sorted_tables:
                connection.exec_driver_sql(f'ALTER TABLE "{each.name}" DISABLE TRIGGER USER')
            yield connection
            for each in Base.metadata.sorted_tables:
                connection.exec_driver_sql(f'ALTER TABLE "{each.name}" ENABLE TRIGGER USER')
            for table, name, told in references:
                connection.exec_driver_sql(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {told}')

    def write(self, connection: sa.Connection, plan: Plan, some: Iterator[list[Row]]) -> None:
        """COPY, the server's own way in."""
        names = ", ".join(f'"{name}"' for name in plan.columns)
        cursor: Any = connection.connection.cursor()
        with cursor.copy(f'COPY "{plan.name}" ({names}) FROM STDIN') as copy:
            for rows in some:
                for row in rows:
                    copy.write_row(row)

    def finish(self, connection: sa.Connection) -> None:
        """The words of the search, made from what was brought."""
        connection.execute(sa.text(
            f"UPDATE {SearchDoc.__tablename__} SET found = to_tsvector('simple', words || :apart || around),"  # noqa: S608
            " found_title = to_tsvector('simple', title_words)"), {"apart": APART})

    def numbers(self, connection: sa.Connection) -> dict[str, int]:
        """The last number that each table gave, also to a row that is gone."""
        found = {}
        for name in NUMBERED:
            asked = sa.text("SELECT pg_get_serial_sequence(:name, 'id')")
            sequence = connection.execute(asked, {"name": name}).scalar()
            if sequence is not None:
                row = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()  # noqa: S608
                found[name] = int(row.last_value) if row.is_called else 0
        return found

    def go_on_from(self, connection: sa.Connection, numbers: dict[str, int]) -> None:
        for name in self.numbers(connection):
            last = max(_last(connection, name), numbers.get(name, 0))
            if last:
                connection.execute(sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                                   {"name": name, "last": last})


class Sqlite:
    """Written into a file that gets its name at the end."""

    is_sqlite = True

    @contextmanager
    def still(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        """In the writers' line, at its head: nobody writes until it is over."""
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def written(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        with engine.connect() as plain:
            raw: Any = plain.connection.driver_connection
            raw.execute("PRAGMA foreign_keys=OFF")
            connection = plain.execution_options(writes=True)
            with connection.begin():
                triggers = connection.exec_driver_sql(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
                for name, _told in triggers:
                    connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
                yield connection
                for _name, told in triggers:
                    connection.exec_driver_sql(told)
                if (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()) is not None:
                    raise ValueError(f"{broken[0]} {broken[1]} → {broken[2]}")
            raw.execute("PRAGMA foreign_keys=ON")

    def write(self, connection: sa.Connection, plan: Plan, some: Iterator[list[Row]]) -> None:
        into = sa.insert(light(plan))
        for rows in some:
            if rows:
                connection.execute(into, [dict(zip(plan.columns, row, strict=True)) for row in rows])

    def finish(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")

    def numbers(self, connection: sa.Connection) -> dict[str, int]:
        """Of the tables that never give a number twice."""
        return {name: int(last) for name, last in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")}

    def go_on_from(self, connection: sa.Connection, numbers: dict[str, int]) -> None:
        kept = [table.name for table in Base.metadata.sorted_tables
                if table.dialect_options["sqlite"]["autoincrement"]]
        for name in kept:
            last = max(_last(connection, name), numbers.get(name, 0))
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
            connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, last))


def _last(connection: sa.Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f'SELECT max(id) FROM "{name}"').scalar() or 0)  # noqa: S608


Side = Postgres | Sqlite


def side_of(engine: sa.Engine) -> Side:
    return Sqlite() if engine.dialect.name == "sqlite" else Postgres()
