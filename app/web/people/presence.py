"""Once a day, a signed-in browser is noted as seen: after thirty days without that, it is signed out."""

from flask import request, session
from werkzeug.wrappers import Response

from app.operations import sessions
from app.web.doors import do, me, now
from app.web.people.blueprint import blueprint

SEEN = "seen"


@blueprint.before_app_request
def see() -> Response | None:
    """The day is in the cookie, so that the other requests of the day ask the database nothing."""
    today = now().date().isoformat()
    if request.endpoint is None or session.get(SEEN) in (None, today):
        return None
    if (person := me()) is not None:
        do(sessions.touch, person.session_id)
        session[SEEN] = today
    return None
