"""The door for operators: `flask site`, `flask people`, `flask territory`, `flask import`, `flask journal`…

May import every room below, outside, extensions and settings; never web, api or jobs. Each file brings one group.
"""

import functools
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask

from app.queries.faults import is_full, is_transient
from app.queries.loading import Missing


@functools.cache
def _commands() -> list[click.Command]:
    """Each module here with a `command` brings it."""
    modules = [import_module(f"{__name__}.{module}") for module in sorted(m.name for m in iter_modules(__path__))]
    found: list[click.Command] = [module.command for module in modules if hasattr(module, "command")]
    for command in found:
        command.invoke = _telling(command.invoke)  # type: ignore[method-assign, assignment]
    return found


def _telling(invoke: Callable[[click.Context], Any]) -> Callable[[click.Context], Any]:
    """A database that cannot answer now is a sentence; a fault of ours keeps its traceback."""
    @functools.wraps(invoke)
    def told(context: click.Context) -> Any:
        try:
            return invoke(context)
        except Missing as fault:
            raise click.ClickException("nothing here bears that number or that name") from fault
        except (sa.exc.DBAPIError, sa.exc.TimeoutError) as fault:
            if is_full(fault):
                raise click.ClickException("the disk of the database is full: make room, then try again") from fault
            if is_transient(fault):
                why = str(getattr(fault, "orig", fault)).splitlines()[0]
                raise click.ClickException(f"the database is locked, busy or away ({why}): try again") from fault
            raise
    return told


def init_app(app: Flask) -> None:
    for command in _commands():
        app.cli.add_command(command)
