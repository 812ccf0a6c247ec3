"""The loops, until told to stop: erasures → due → decisions → anchors → deliver → reading → likeness → backups →
upkeep in one, post in another. What is due, and the news, never wait for a mail server. Several may run side by
side."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from threading import Event, Thread

from flask import Flask

from app.extensions import let_go
from app.jobs.faults import log_fault

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
    """In their order: each module here of that name brings its `step`."""
    found = (name for name in ORDER if find_spec(f"app.jobs.{name}") is not None)
    return {name: import_module(f"app.jobs.{name}").step for name in found}


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
