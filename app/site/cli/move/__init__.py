"""`flask move --to URL`: copied as a stream while nobody writes, compared row by row, only then made the site's own.

The folder of the instance stays: keys, lists, copies and settings are not of the database, and do not move.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from app.core.models import Base
from app.extensions import db
from app.site import backups, settings_files
from app.site.backups import postgres
from app.site.cli.backup import at_head
from app.site.cli.move.rows import Cleaned, Plan, Row, Weight, plans, read
from app.site.cli.move.sides import Side, side_of
from app.site.register import State, state


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


# `flask move`: the whole site from one database to the other, and back. Begin with command.py.

__all__ = ["command"]
