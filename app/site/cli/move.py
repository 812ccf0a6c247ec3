"""Rows on their way from one database to another: read as a stream, written as they are, weighed on both sides.

What is JSON, an enumeration or an exact decimal travels as its text: nothing is decoded and encoded again, and a JSON
null stays one beside a missing value.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from app.core.models import Base, ExactDecimal, Json
from app.extensions import db
from app.search.models import SearchDoc
from app.search.queries.postgresql import APART
from app.site import backups, settings_files
from app.site.backups import postgres
from app.site.cli.backup import at_head
from app.site.register import State, state

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


# The two databases of a move: how each is held still, made ready, written and brought to its numbers.

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


# `flask move --to URL`: copied as a stream while nobody writes, compared row by row, only then made the site's own.
#
# The folder of the instance stays: keys, lists, copies and settings are not of the database, and do not move.

class Failed(click.ClickException):
    """One sentence; the site still is where it was."""


@click.command("move")
@click.option("--to", "url", required=True, help="postgresql://nom@/base, ou sqlite:////chemin/cordee.db")
@with_appcontext
def command(url: str) -> None:
    """Porte tout le site dans une autre base, vide. Le site est arrêté ; l’ancienne base reste comme elle est."""
    here = backups.Instance.of(current_app)
    try:
        target = sa.make_url(url.replace("postgresql://", "postgresql+psycopg://", 1).replace(
            "postgres://", "postgresql+psycopg://", 1))
        with settings_files.exclusive(here.folder):
            _move(here, target)
    except (settings_files.InUse, backups.BackupFailed) as fault:
        raise Failed(str(fault)) from None
    except sa.exc.ArgumentError:
        raise Failed("cette adresse de base n’est pas comprise (exemple\u00a0: postgresql://cordee@/cordee)") from None
    except (sa.exc.DBAPIError, OSError) as fault:
        raise Failed(f"rien n’a changé\u00a0: {_first(fault)}") from None
    _settle(here, target)


def _first(fault: Exception) -> str:
    return str(getattr(fault, "orig", fault)).strip().splitlines()[0]


def _move(here: backups.Instance, target: sa.URL) -> None:
    if target.drivername not in ("sqlite", "postgresql+psycopg"):
        raise Failed("une base est sqlite:///… ou postgresql://…")
    if target == here.engine.url:
        raise Failed("le site est déjà dans cette base")
    if not at_head():
        raise Failed("mettez d’abord la base du site à jour\u00a0: flask db upgrade")
    with _target(here, target) as engine:
        source, side = side_of(here.engine), side_of(engine)
        with source.still(here.engine) as read_from:
            with Session(read_from) as session:
                before = state(session)
            if before.faults:
                raise Failed(f"la base du site ne tient pas\u00a0: {before.faults[0]}")
            _carry(source, read_from, side, engine, before)
    click.echo(f"{sum(before.rows.values())} lignes portées et comparées, {before.decisions} décisions recomptées, "
               f"{len(before.journal)} journaux vérifiés.")


@contextmanager
def _target(here: backups.Instance, url: sa.URL) -> Iterator[sa.Engine]:
    """Of this version and without a row. A file gets its name at the end; a database that was bare is bare again
    where it does not go well."""
    if url.drivername == "sqlite":
        yield from _new_file(here, Path(str(url.database)).absolute())
        return
    with _app_on(here, url):
        bare = postgres.tables(db.engine) == []
        try:
            if bare:
                upgrade()
            _has_nothing()
            yield db.engine
        except BaseException:
            db.engine.dispose()
            if bare:
                postgres.empty(db.engine)
            raise


def _new_file(here: backups.Instance, file: Path) -> Iterator[sa.Engine]:
    if file.exists() and file.stat().st_size > 0:
        raise Failed(f"{file} est déjà là\u00a0: mettez-le de côté")
    half = file.with_name(f"{file.name}.part")
    for ending in ("", "-wal", "-shm", "-queue"):
        Path(f"{half}{ending}").unlink(missing_ok=True)
    os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with _app_on(here, sa.URL.create("sqlite", database=str(half))):
            upgrade()
            yield db.engine
            db.session.remove()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
        half.replace(file)
    finally:
        for ending in ("", "-wal", "-shm", "-queue"):
            Path(f"{half}{ending}").unlink(missing_ok=True)


@contextmanager
def _app_on(here: backups.Instance, url: sa.URL) -> Iterator[Flask]:
    """The same application on another database: its migrations run there."""
    app: Flask = current_app.extensions["create_app"](
        here.folder, database_url=url.render_as_string(hide_password=False), jobs=False, workers=1,
        secret_key="m" * 40, mode="production", base_url=here.settings.base_url)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def _has_nothing() -> None:
    if not at_head():
        raise Failed("la base d’arrivée n’est pas celle de cette version\u00a0: donnez une base vide")
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None:
                raise Failed(f"la base d’arrivée n’est pas vide (table {table.name})\u00a0: rien n’y a été écrit")


def _carry(source: Side, read_from: sa.Connection, side: Side, engine: sa.Engine, before: State) -> None:
    """Everything, compared before the other side keeps it."""
    with side.written(engine) as write_to:
        weights: dict[str, Weight] = {}
        left_out = 0
        for plan in plans():
            cleaned, weights[plan.name] = Cleaned(plan), Weight(plan)
            side.write(write_to, plan, _stream(read_from, plan, cleaned, weights[plan.name]))
            left_out += cleaned.count
        side.finish(write_to)
        side.go_on_from(write_to, source.numbers(read_from))
        _compare(write_to, weights, before)
    if left_out:
        click.echo(f"{left_out} textes avaient un caractère nul, qui a été retiré.")


def _stream(connection: sa.Connection, plan: Plan, cleaned: Cleaned, weight: Weight) -> Iterator[list[Row]]:
    for some in read(connection, plan):
        rows = cleaned.of(some)
        weight.add(rows)
        yield rows


def _compare(connection: sa.Connection, weights: dict[str, Weight], before: State) -> None:
    for plan in plans():
        there = Weight(plan)
        for some in read(connection, plan):
            there.add(some)
        if not there.same(weights[plan.name]):
            raise Failed(f"la table {plan.name} n’est pas la même des deux côtés ({there.rows} lignes pour"
                         f" {weights[plan.name].rows})\u00a0: rien n’a changé")
    with Session(connection) as session:
        after = state(session)
    if after.faults or (after.journal, after.decisions) != (before.journal, before.decisions):
        raise Failed("les journaux ou les dépouillements ne sont pas les mêmes des deux côtés\u00a0: rien n’a changé")


def _settle(here: backups.Instance, target: sa.URL) -> None:
    """Last of all, what the site reads at its next start."""
    url = target.render_as_string(hide_password=False)
    if settings_files.set_database(here.folder, url):
        click.echo("settings.toml dit maintenant la nouvelle base. Démarrez le site.")
    else:
        click.echo(f"Le réglage vient de l’environnement\u00a0: donnez à CORDEE_DATABASE_URL la valeur {target!r}, puis"
                   " démarrez le site.")
    old: Any = here.engine.url
    click.echo(f"L’ancienne base est restée comme elle était ({old!r})\u00a0: effacez-la quand vous serez sûr, elle"
               f" contient tout. {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
