"""Old codes, sessions, held forms, drafts and sent mails go away."""

from datetime import datetime

from flask import Flask

from app.extensions import sessions
from app.operations import upkeep


def step(app: Flask, now: datetime) -> int:
    return upkeep.purge(sessions(), now, None)
