"""The door for operators: `flask site`, `flask people`, `flask territory`, `flask import`, `flask journal`…

May import every room below, outside, extensions and settings; never web, api or jobs. Each file brings one group.
"""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def init_app(app: Flask) -> None:
    """Each module here with a `command` brings it."""
    for module in sorted(m.name for m in iter_modules(__path__)):
        command = getattr(import_module(f"{__name__}.{module}"), "command", None)
        if command is not None:
            app.cli.add_command(command)
