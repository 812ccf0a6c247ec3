"""From the outbox to notifications and mails: each event in its own transaction, so that one cannot stop the others."""

import logging
from datetime import datetime

from flask import Flask

from app.extensions import sessions
from app.jobs.faults import log_fault
from app.operations import delivery
from app.queries.following import due_events
from app.settings import Settings

BATCH = 200
LOG = logging.getLogger("cordee.deliver")


def step(app: Flask, now: datetime) -> int:
    """How many events were told. Runs inside an application context."""
    with sessions()() as session:
        due = due_events(session, now, BATCH)
    told: Settings = app.config["CORDEE"]
    return sum(_deliver(event_id, now, told.locales[0]) for event_id in due)


def _deliver(event_id: int, now: datetime, locale: str) -> bool:
    try:
        return delivery.deliver(sessions(), now, None, event_id, locale) is not None
    except Exception as fault:  # whatever is wrong with one event, the others are told; it is put off and counted
        log_fault(LOG, fault, "event %s not delivered", event_id)
        delivery.put_off(sessions(), now, None, event_id)
        return False
