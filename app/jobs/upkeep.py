"""Old codes, sessions, held forms, drafts and sent mails go away; the words of the search are counted every night."""

from datetime import datetime

from flask import Flask

from app.extensions import sessions
from app.operations import found, upkeep

NIGHT = 2  # the hour, UTC; this step runs every ten minutes


def step(app: Flask, now: datetime) -> int:
    if now.hour == NIGHT and now.minute < 10:
        found.count(sessions(), now, None)
    return upkeep.purge(sessions(), now, None)
