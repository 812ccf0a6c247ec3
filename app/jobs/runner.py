"""The loop: due → decisions → deliver → post → reading → likeness → upkeep, until told to stop. Several may run side
by side."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from threading import Event, Thread

from flask import Flask

from app.extensions import db
from app.jobs.faults import log_fault

ORDER = ("due", "decisions", "deliver", "post", "reading", "likeness", "upkeep")
SECONDS = 1.0
# Seconds between two runs of what need not run each time.
RARE = {"due": 60.0, "decisions": 15.0, "reading": 5.0, "likeness": 5.0, "upkeep": 600.0}
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
                db.session.remove()
    return done


def run(app: Flask, stop: Event) -> None:
    """Sleeps a second between two turns, and stops at once when told."""
    ran: dict[str, float] = {}
    while not stop.is_set():
        now = time.monotonic()
        due = tuple(name for name in ORDER if now - ran.get(name, -1e9) >= RARE.get(name, 0.0))
        ran |= dict.fromkeys(due, now)
        once(app, due, stop)
        stop.wait(SECONDS)


def start_inside(app: Flask) -> Event:
    """Beside the server, in its process. Setting the event that comes back ends it."""
    stop = Event()
    Thread(target=run, args=(app, stop), name="jobs", daemon=True).start()
    return stop
