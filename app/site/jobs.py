"""Copies made at their hour, by a process of their own: neither the jobs nor the pages wait for it."""

import logging
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from app.config import Settings
from app.core.resources import TREE
from app.extensions import sessions
from app.proposals.queries.lists import to_warn
from app.proposals.service import writing
from app.search import service as found
from app.site import erasure_list, queries as read
from app.site.backups.files import Instance, last_good, last_try
from app.site.rules import is_late
from app.site.service import upkeep

RETRY = timedelta(minutes=15)  # after one that failed
LOG = logging.getLogger("cordee.backups")
Process = subprocess.Popen[bytes]


def make_backups(app: Flask, now: datetime) -> int:
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
        upkeep.warn(sessions(), now, None, last)
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
    told = {key: value for key, value in os.environ.items() if key not in ("CORDEE_SERVING", "FLASK_RUN_FROM_CLI")}
    words = [sys.executable, "-m", "flask", "--app", "app.wsgi", "backup", "make", "--job"]
    return subprocess.Popen(words, cwd=TREE, env={**told, "CORDEE_INSTANCE": str(instance)},  # noqa: S603
                            stdin=subprocess.DEVNULL)


# What was taken away is copied out of the database at once: a copy that is restored must not bring it back.

def copy_erasures(app: Flask, now: datetime) -> int:
    """How many lines. The page that erased has written its own already; this is for what a crash left."""
    return erasure_list.note(Path(app.instance_path), sessions(), now)


# Drafts that will go are told to their person; old codes, sessions, held forms, drafts and sent mails go away; the
# words of the search are counted every night.

NIGHT = 2  # the hour, UTC; this step runs every ten minutes


def clean_up(app: Flask, now: datetime) -> int:
    if now.hour == NIGHT and now.minute < 10:
        found.count(sessions(), now, None)
    return _warned(app, now) + upkeep.purge(sessions(), now, None)


def _warned(app: Flask, now: datetime) -> int:
    told: Settings = app.config["CORDEE"]
    with sessions()() as session:
        soon = to_warn(session, now)
    return sum(writing.warn(sessions(), now, None, draft_id, told.locales[0]) for draft_id in soon)
