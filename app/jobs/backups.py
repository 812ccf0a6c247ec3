"""Copies made at their hour, by a process of their own: neither the jobs nor the pages wait for it."""

import logging
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from app.exports.backups import Instance, last_good, last_try
from app.extensions import sessions
from app.operations import backups
from app.queries import backups as read
from app.rules.retention import is_late

RETRY = timedelta(minutes=15)  # after one that failed
LOG = logging.getLogger("cordee.backups")
Process = subprocess.Popen[bytes]


def step(app: Flask, now: datetime) -> int:
    """1 where a copy was begun."""
    here = Instance.of(app)
    if not here.settings.makes_backups:
        return 0
    last = last_good(here.copies, now)
    with sessions()() as session:
        opened = read.opened_at(session)
    if opened is None:
        return 0
    if is_late(last, opened, now):
        backups.warn(sessions(), now, None, last)
    if _is_running(app) or not _is_due(here, last, now):
        return 0
    app.extensions["backup"] = begun(here.folder)
    return 1


def _is_due(here: Instance, last: datetime | None, now: datetime) -> bool:
    tried = last_try(here.copies)
    if tried is not None and tried.fault and timedelta(0) <= now - tried.at < RETRY:
        return False
    return last is None or now - last >= timedelta(hours=here.settings.backup_hours)


def _is_running(app: Flask) -> bool:
    process: Process | None = app.extensions.get("backup")
    if process is None:
        return False
    if (code := process.poll()) is None:
        return True
    if code != 0:
        LOG.warning("the copy was not made (exit code %s); `flask backup make` says why", code)
    del app.extensions["backup"]
    return False


def begun(instance: Path) -> Process:
    """`flask backup make`, with the settings of this instance; what it says goes to the log of the service."""
    root = Path(__file__).parent.parent.parent
    told = {key: value for key, value in os.environ.items() if key not in ("CORDEE_SERVING", "FLASK_RUN_FROM_CLI")}
    words = [sys.executable, "-m", "flask", "--app", str(root / "wsgi.py"), "backup", "make", "--job"]
    return subprocess.Popen(words, cwd=root, env={**told, "CORDEE_INSTANCE": str(instance)},  # noqa: S603
                            stdin=subprocess.DEVNULL)
