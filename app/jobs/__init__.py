"""The door for time: what is due, what must be told, what must be sent. One loop, each step safe to run twice.

May import every room below, outside, extensions and settings; never web, api or cli. Begin with runner.py.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """`flask jobs run|once`: this door's own command, since doors do not open onto each other."""
    from app.jobs.command import command

    app.cli.add_command(command)
