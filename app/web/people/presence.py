"""Once a day, a signed-in browser is noted as seen: after thirty days without that, it is signed out. The only thing
that is written when a page is read: where it cannot be, the page is read all the same."""

import logging
import time

from flask import current_app, request, session
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from app.operations import OutcomeUnknown, sessions
from app.queries.faults import is_full, is_transient
from app.web.doors import do, me, now
from app.web.people.blueprint import blueprint

SEEN = "seen"
LATER = 60.0  # seconds that a process leaves it, where the database is locked, full or away
LOG = logging.getLogger("cordee.presence")


@blueprint.before_app_request
def see() -> Response | None:
    """The day is in the cookie, so that the other requests of the day ask the database nothing."""
    today = now().date().isoformat()
    if request.endpoint is None or session.get(SEEN) in (None, today):
        return None
    put_off: dict[str, float] = current_app.extensions.setdefault("presence", {})
    if time.monotonic() >= put_off.get("until", 0.0) and (person := me()) is not None and _noted(person.session_id):
        session[SEEN] = today
    return None


def _noted(session_id: int) -> bool:
    try:
        do(sessions.touch, session_id)
    except OutcomeUnknown:
        return False
    except SQLAlchemyError as fault:
        if not (is_full(fault) or is_transient(fault)):
            raise
        current_app.extensions["presence"]["until"] = time.monotonic() + LATER
        LOG.warning("a visit could not be noted: %s", type(fault).__name__)
        return False
    return True
