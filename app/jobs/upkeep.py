"""Drafts that will go are told to their person; old codes, sessions, held forms, drafts and sent mails go away."""

from datetime import datetime

from flask import Flask

from app.extensions import sessions
from app.operations import drafts, upkeep
from app.queries.drafts import to_warn
from app.settings import Settings


def step(app: Flask, now: datetime) -> int:
    told: Settings = app.config["CORDEE"]
    with sessions()() as session:
        soon = to_warn(session, now)
    warned = sum(drafts.warn(sessions(), now, None, draft_id, told.locales[0]) for draft_id in soon)
    return warned + upkeep.purge(sessions(), now, None)
