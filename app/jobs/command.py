"""`flask jobs run` keeps going (a service of its own); `flask jobs once` makes one turn (a timer)."""

import signal
from pathlib import Path
from threading import Event
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.jobs import runner
from app.outside import instance_lock
from app.outside.logs import outlive_output

command = AppGroup("jobs", help="What is due, what must be told, what must be sent.")


@command.command("run")
def run() -> None:
    """Until SIGTERM or Ctrl-C; the present item is finished first."""
    outlive_output()
    stop = Event()

    def end(number: int, frame: Any) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        instance_lock.serve(Path(current_app.instance_path))
    except (instance_lock.InUse, instance_lock.Unfinished) as fault:
        raise click.ClickException(str(fault)) from None
    runner.run(_app(), stop)


@command.command("once")
def once() -> None:
    """One turn of every step. Exit code 1 when a step failed. A copy that was begun is waited for: a timer would end it
    with this command."""
    done = runner.once(_app())
    if (copy := _app().extensions.get("backup")) is not None:
        copy.wait()
    for name, number in done.items():
        click.echo(f"{name}: {number if number >= 0 else 'failed, see the log'}")
    if min(done.values(), default=0) < 0:
        raise SystemExit(1)


def _app() -> Any:
    return current_app._get_current_object()  # type: ignore[attr-defined]
