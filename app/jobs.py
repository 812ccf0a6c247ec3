"""The loops, until told to stop: erasures → due → decisions → anchors → deliver → reading → likeness → backups →
upkeep in one, post in another. What is due, and the news, never wait for a mail server. Several may run side by
side."""

import logging
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.attachments.jobs import read_documents
from app.core.logs import outlive_output
from app.decisions.jobs import run_decisions
from app.extensions import let_go
from app.journal.jobs import sign_heads
from app.notifications.jobs import deliver_events, log_fault, send_mails
from app.proposals.jobs import act_when_due
from app.search.jobs import find_alike
from app.site import settings_files
from app.site.jobs import clean_up, copy_erasures, make_backups

ORDER = ("erasures", "due", "decisions", "anchors", "deliver", "post", "reading", "likeness", "backups", "upkeep")
APART = ("post",)  # what waits for others than the database has a loop of its own
SECONDS = 1.0
PARTING = 40.0  # seconds that the end waits for the mail that is on its way
# Seconds between two runs of what need not run each time.
RARE = {"due": 60.0, "decisions": 15.0, "anchors": 60.0, "reading": 5.0, "likeness": 5.0, "backups": 60.0,
        "upkeep": 600.0}
LOG = logging.getLogger("cordee.jobs")

Step = Callable[[Flask, datetime], int]


def steps() -> dict[str, Step]:
    """In their order."""
    return {
        "erasures": copy_erasures, "due": act_when_due, "decisions": run_decisions, "anchors": sign_heads,
        "deliver": deliver_events, "post": send_mails, "reading": read_documents, "likeness": find_alike,
        "backups": make_backups, "upkeep": clean_up}


def once(app: Flask, only: tuple[str, ...] = ORDER, stop: Event | None = None) -> dict[str, int]:
    """Each step one time. How many things each one did; a step that fails does not stop the others."""
    done: dict[str, int] = {}
    for name, step in steps().items():
        if name not in only or (stop is not None and stop.is_set()):
            continue
        with app.app_context():
            try:
                done[name] = step(app, datetime.now(UTC))
            except Exception as fault:  # logged, and tried again at the next turn: one bad row must not stop the mails
                log_fault(LOG, fault, "the step %s failed", name)
                done[name] = -1
            finally:
                let_go()
    return done


def run(app: Flask, stop: Event) -> None:
    """Both loops; comes back when both are over."""
    app.extensions["jobs_stop"] = stop
    apart = Thread(target=_loop, args=(app, stop, APART), name="jobs-apart", daemon=True)
    apart.start()
    _loop(app, stop, tuple(name for name in ORDER if name not in APART))
    apart.join(PARTING)


def _loop(app: Flask, stop: Event, names: tuple[str, ...]) -> None:
    """Sleeps a second between two turns, and stops at once when told."""
    ran: dict[str, float] = {}
    while not stop.is_set():
        now = time.monotonic()
        due = tuple(name for name in names if now - ran.get(name, -1e9) >= RARE.get(name, 0.0))
        ran |= dict.fromkeys(due, now)
        once(app, due, stop)
        stop.wait(SECONDS)


def start_inside(app: Flask) -> Event:
    """Beside the server, in its process. Setting the event that comes back ends it."""
    stop = Event()
    Thread(target=run, args=(app, stop), name="jobs", daemon=True).start()
    return stop


# `flask jobs run` keeps going (a service of its own); `flask jobs once` makes one turn (a timer).

command = AppGroup("jobs", help="What is due, what must be told, what must be sent.")


@command.command("run")
def run_command() -> None:
    """Until SIGTERM or Ctrl-C; the present item is finished first."""
    outlive_output()
    stop = Event()

    def end(number: int, frame: Any) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        settings_files.serve(Path(current_app.instance_path))
    except (settings_files.InUse, settings_files.Unfinished) as fault:
        raise click.ClickException(str(fault)) from None
    run(_app(), stop)


@command.command("once")
def once_command() -> None:
    """One turn of every step. Exit code 1 when a step failed. A copy that was begun is waited for: a timer would end it
    with this command."""
    done = once(_app())
    if (copy := _app().extensions.get("backup")) is not None:
        copy.wait()
    for name, number in done.items():
        click.echo(f"{name}: {number if number >= 0 else 'failed, see the log'}")
    if min(done.values(), default=0) < 0:
        raise SystemExit(1)


def _app() -> Any:
    return current_app._get_current_object()  # type: ignore[attr-defined]
