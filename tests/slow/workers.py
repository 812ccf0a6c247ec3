"""Two job workers at once, killed at their nth write, just before it is kept or just after, again and again until
nothing is due. Says how many were killed.

    python -m tests.slow.workers      (the settings are those of the environment)
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from app import create_app, jobs as runner
from app.extensions import db

STEP = timedelta(minutes=3)  # between two lives: what a dead worker had taken is free again
MOST = 400  # lives of a pair
WRITES = (1, 2, 5, 12)  # a worker lives for so many


def doomed(times: int) -> Callable[..., None]:
    left = [times]

    def met(*_given: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return met


def life(app: Flask, now: datetime, doom: Callable[[], None]) -> int:
    """One worker, one turn of every step; ends by itself where its doom did not come."""
    if (child := os.fork()) != 0:
        return child
    try:
        doom()
        for step in runner.steps().values():
            with app.app_context():
                step(app, now)
                db.session.remove()
    finally:
        os._exit(0)


def killed(child: int) -> bool:
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def main() -> None:
    app = create_app()
    runner.steps()
    deaths = 0
    for number in count():
        assert number < MOST, "there is no end to what is due"
        now, times = datetime.now(UTC) + number * STEP, WRITES[number % len(WRITES)]
        before = life(app, now, lambda n=times: sa.event.listen(Engine, "commit", doomed(n)))
        after = life(app, now, lambda n=times: sa.event.listen(Session, "after_commit", doomed(n)))
        died = killed(before) + killed(after)
        deaths += died
        if not died and number > 5:
            break
    sys.stdout.write(f"pairs {number + 1} kills {deaths}\n")


if __name__ == "__main__":
    main()
