"""Asking for the second factor: at a sign-in, and again before a grave act."""

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from app.queries.factors import Opening
from app.rules.permissions import Action
from app.web import authentication
from app.web.doors import guard, me
from app.web.factors.blueprint import blueprint
from app.web.people.sign_in import entered, onwards

Answer = str | tuple[str, int] | Response


def passed(shown: Opening) -> Response:
    """The factor was right, and the session is marked (operations/_factors.py, mark_strong): in, or back to the act
    that asked for it."""
    if me() is None:
        return entered(session[authentication.HALF])
    return redirect(onwards(), 303)


@blueprint.route("/connexion/second-facteur", methods=["GET"])
@guard(Action.SESSION_OPEN)
def challenge() -> Answer:
    """For whoever is half way in, or is asked again; to anybody else it is the sign-in page."""
    shown = authentication.in_question()
    if shown is None:
        return redirect(url_for("people.sign_in"), 303)
    return render_template("factors/challenge.html", shown=shown)
