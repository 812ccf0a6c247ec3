"""Drafts that will go are told to their person; old codes, sessions, held forms, drafts and sent mails go away; the
words of the search are counted every night."""

from datetime import datetime

from flask import Flask

from app.extensions import sessions
from app.operations import drafts, found, upkeep
from app.queries.drafts import to_warn
from app.settings import Settings

NIGHT = 2  # the hour, UTC; this step runs every ten minutes


def step(app: Flask, now: datetime) -> int:
    if now.hour == NIGHT and now.minute < 10:
        found.count(sessions(), now, None)
    return _warned(app, now) + upkeep.purge(sessions(), now, None)


def _warned(app: Flask, now: datetime) -> int:
    told: Settings = app.config["CORDEE"]
    with sessions()() as session:
        soon = to_warn(session, now)
    return sum(drafts.warn(sessions(), now, None, draft_id, told.locales[0]) for draft_id in soon)
