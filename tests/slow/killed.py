"""One act in a process of its own, which is killed (SIGKILL) at a step that is named. Run by test_closing_killed.py.

    python -m tests.slow.killed URL FOLDER STEP MOMENT close DECISION
    python -m tests.slow.killed URL FOLDER STEP MOMENT answer DECISION PERSON CHOICE
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pysqlite3 import dbapi2
from sqlalchemy.orm import Session, sessionmaker

from app.core.database import prepare_sqlite
from app.decisions.ballot_keys import KeyFolder
from app.decisions.queries.rolls import OPTION
from app.decisions.service import ballots, decisions


def die(*_given: Any, **_more: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _before(owner: Any, name: str, times: int = 1) -> None:
    """Killed when this function is called for the nth time."""
    real, left = getattr(owner, name), [times]

    def function(*args: Any, **given: Any) -> Any:
        left[0] -= 1
        return die() if left[0] == 0 else real(*args, **given)

    setattr(owner, name, function)


STEPS: dict[str, Callable[[], None]] = {
    "before the flush": lambda: sa.event.listen(Session, "before_flush", die),
    "before the mark": lambda: _before(KeyFolder, "move"),
    "mark not yet on the disk": lambda: _before(os, "fdatasync"),
    "before the commit": lambda: sa.event.listen(Session, "before_commit", die),
    "after the commit": lambda: _before(KeyFolder, "destroy"),
    "key overwritten": lambda: _before(Path, "unlink"),
    "key gone, its mark not": lambda: _before(Path, "unlink", 2),
    "all done": lambda: None,
}


def engine_of(url: str, folder: str) -> sa.Engine:
    options: dict[str, Any] = {"execution_options": {OPTION: Path(folder)}}
    if url.startswith("sqlite"):
        engine = sa.create_engine(url, module=dbapi2, **options)
        prepare_sqlite(engine)
        return engine
    return sa.create_engine(url, **options)


def main(url: str, folder: str, step: str, moment: str, act: str, decision: str, *more: str) -> None:
    make, now = sessionmaker(engine_of(url, folder), expire_on_commit=False), datetime.fromisoformat(moment)
    STEPS[step]()
    if act == "close":
        decisions.close_if_due(make, now, None, int(decision))
    else:
        ballots.answer(make, now, int(more[0]), int(decision), more[1])
    die()


if __name__ == "__main__":
    main(*sys.argv[1:])
