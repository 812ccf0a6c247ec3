"""The words of documents that were joined, so that they are found."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from app.attachments import sandbox, service as document_words
from app.attachments.queries import unread
from app.extensions import sessions
from app.notifications.jobs import log_fault
from app.search.queries.index import distinct

LOG = logging.getLogger("cordee.reading")
SECONDS = 2.0  # of one turn, and the document that is begun: what is due does not wait for twenty of them


def read_documents(_app: Flask, now: datetime) -> int:
    until, done = time.monotonic() + SECONDS, 0
    with sessions()() as session:
        waiting = unread(session, now, document_words.AGAIN)
    for number in waiting:
        done += _read(number, now)
        if time.monotonic() > until:
            break
    return done


def _read(number: int, now: datetime) -> bool:
    try:
        return read(sessions(), number, now)
    except Exception as fault:  # whatever is wrong with one, the others are read
        log_fault(LOG, fault, "attachment %s could not be read", number)
        return False


def read(make_session: Callable[[], Session], number: int, now: datetime) -> bool:
    """Opened and reduced to its stems between two transactions, in none."""
    told = document_words.begin(make_session, now, None, number)
    if told is None:
        return False
    stems = distinct(sandbox.words(told.data, told.ending), told.lang)
    return document_words.keep(make_session, now, None, number, stems)
