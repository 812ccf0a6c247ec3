"""What time does to decisions: counted at their end, moved to their next step, reminded of, brought back for review;
and keys that outlived their vote, destroyed.

A page shows a decision as over from its last day's end on, whether or not this has run.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from app.core.database import forget_log
from app.core.unit_of_work import Refused
from app.decisions.queries import decisions as read
from app.decisions.queries.rolls import outlived
from app.decisions.service import decisions, rounds
from app.extensions import db, sessions
from app.notifications.jobs import log_fault

NOTICE = timedelta(days=2)
LOG = logging.getLogger("cordee.decisions")
STOPPED: set[int] = set()


def run_decisions(app: Flask, now: datetime) -> int:
    """How many changed. Runs inside an application context; safe to run twice, and by several at once."""
    with sessions()() as session:
        due = read.due(session, now)
        soon, back = read.nearly_over(session, now, now + NOTICE), read.to_review(session, now.date())
        left = outlived(session, now.timestamp() - decisions.UNKNOWN_FOR.total_seconds())
    ended = sum(_each(rounds.step_if_due if row.step else decisions.close_if_due, row.id, now) for row in due)
    if left:
        decisions.sweep(sessions(), now, None)
    if ended or left:
        forget_log(db.engine)
    return (ended + sum(_each(decisions.closing_soon, number, now) for number in soon)
            + sum(_each(decisions.come_back, number, now) for number in back))


def _each(act: Callable[..., object], decision_id: int, now: datetime) -> bool:
    try:
        return act(sessions(), now, None, decision_id) not in (False, None)
    except Refused as refused:
        if decision_id not in STOPPED:  # said once, and not at each turn: a log has an end
            LOG.error("decision %s cannot be counted: %s; `flask site check` says more", decision_id, refused.code)
        STOPPED.add(decision_id)
        return False
    except Exception as fault:  # whatever is wrong with one decision, the others are looked at
        log_fault(LOG, fault, "decision %s could not be looked at", decision_id)
        return False
