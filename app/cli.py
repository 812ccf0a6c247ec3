"""The commands of `flask …`: each subject's own, brought together. A database that cannot answer is a sentence."""

import functools
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask
from flask.cli import FlaskGroup
from pysqlite3 import dbapi2

from app.accounts.cli import command as people
from app.core.database import Missing, is_full, is_transient
from app.decisions.cli import charter_command, decision_command, tally_command
from app.demo import command as demo
from app.demo.samples_cli import command as samples
from app.imports.cli import command as imports
from app.jobs import command as jobs
from app.journal.cli import command as journal
from app.search.cli import command as search
from app.site.cli.backup import backup_command, restore_command
from app.site.cli.move import command as move
from app.site.cli.serve import serve_command
from app.site.cli.site import accessibility_command, setup_command, site_command
from app.site.cli.translate import command as translate
from app.territory.cli import command as territory

COMMANDS: tuple[click.Command, ...] = (
    accessibility_command,
    backup_command,
    charter_command,
    decision_command,
    demo,
    imports,
    jobs,
    journal,
    move,
    people,
    restore_command,
    samples,
    search,
    serve_command,
    setup_command,
    site_command,
    tally_command,
    territory,
    translate,
)


@functools.cache
def _commands() -> tuple[click.Command, ...]:
    for command in COMMANDS:
        command.invoke = _telling(command.invoke)  # type: ignore[method-assign, assignment]
    return COMMANDS


def _telling(invoke: Callable[[click.Context], Any]) -> Callable[[click.Context], Any]:
    """A database that cannot answer now is a sentence; a fault of ours keeps its traceback."""
    @functools.wraps(invoke)
    def told(context: click.Context) -> Any:
        try:
            return invoke(context)
        except Missing as fault:
            raise click.ClickException("nothing here bears that number or that name") from fault
        except (sa.exc.SQLAlchemyError, dbapi2.Error, OSError) as fault:
            if is_full(fault):
                raise click.ClickException("the disk is full: make room, then try again") from fault
            if is_transient(fault):
                why = str(getattr(fault, "orig", fault)).splitlines()[0]
                raise click.ClickException(f"the database is locked, busy or away ({why}): try again") from fault
            raise
    return told


def main() -> None:
    """`cordee …`: the same commands as `flask …`, wherever one stands."""
    FlaskGroup(create_app=lambda: import_module("app.wsgi").app).main(prog_name="cordee")


def init_app(app: Flask) -> None:
    for command in _commands():
        app.cli.add_command(command)
