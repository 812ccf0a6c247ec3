"""The words of documents that were joined, so that they are found."""

import logging
from datetime import datetime

from flask import Flask

from app.extensions import sessions
from app.jobs.faults import log_fault
from app.operations import attachments
from app.queries.attachments import unread

LOG = logging.getLogger("cordee.reading")


def step(_app: Flask, now: datetime) -> int:
    with sessions()() as session:
        waiting = unread(session)
    return sum(_read(number, now) for number in waiting)


def _read(number: int, now: datetime) -> bool:
    try:
        return attachments.read(sessions(), now, None, number)
    except Exception as fault:  # whatever is wrong with one, the others are read
        log_fault(LOG, fault, "attachment %s could not be read", number)
        return False
