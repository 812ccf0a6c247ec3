"""What time alone changes: conditions that came of age, proposals that fall asleep, debates that end, what could be
contested or taken back and was not. No meeting is held by itself."""

import logging
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from app.accounts.queries import roles as together
from app.accounts.service import roles
from app.decisions.service import steering as desk
from app.extensions import sessions
from app.notifications.jobs import log_fault
from app.proposals.queries import lists, steering
from app.proposals.service import proposals, starters

DUE_LOG = logging.getLogger("cordee.due")


def act_when_due(app: Flask, now: datetime) -> int:
    """How many were looked at again. Runs inside an application context; safe to run twice."""
    with sessions()() as session:
        ripe, asleep = steering.come_of_age(session, now), steering.untouched(session, now)
        over = lists.due(session, now)
        answers, acts = together.answers_due(session, now), together.acts_due(session, now)
    return (sum(_each(proposals.look_again, proposal_id, now) for proposal_id in ripe)
            + sum(_each(proposals.fall_asleep, proposal_id, now) for proposal_id in asleep)
            + sum(_each(starters.remind, debate_id, now) for debate_id in over)
            + sum(_each(desk.settle, answer_id, now) for answer_id in answers)
            + sum(_each(roles.expire, act_id, now) for act_id in acts))


def _each(act: Callable[..., bool | None], number: int, now: datetime) -> bool:
    try:
        return act(sessions(), now, None, number) is not False
    except Exception as fault:  # whatever is wrong with one, the others are looked at
        log_fault(DUE_LOG, fault, "%s: %s could not be looked at again", act.__name__, number)
        return False
