"""How a fault of a job is logged: a line where the database cannot answer now, a traceback where it is a fault of ours.

A job that fails is tried again at its next turn, every second for some: a database that is away for an hour must not
fill the log with thousands of tracebacks, nor hide among them the one that matters.
"""

import logging

from app.queries.faults import is_full, is_transient


def log_fault(log: logging.Logger, fault: Exception, words: str, *given: object) -> None:
    if is_full(fault):
        log.error(f"{words}: the disk of the database is full", *given)
    elif is_transient(fault):
        log.warning(f"{words}: the database is locked, busy or away", *given)
    else:
        log.error(words, *given, exc_info=fault)
