"""After the sign-in: what was being written, to read again and send. Never sent by itself."""

from flask import flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.rules.permissions import Action
from app.web import held
from app.web.doors import guard, me
from app.web.home.blueprint import blueprint


@blueprint.get("/reprendre")
@guard(Action.PERSON_READ_SELF)
def resume() -> str | Response:
    waiting = held.waiting()
    if waiting is None:
        return redirect(url_for("people.own_space"), 303)
    path, fields = waiting
    return render_template("people/resume.html", path=path, fields=dict(fields.lists()))


@blueprint.post("/reprendre/laisser")
@guard(Action.PERSON_READ_SELF)
def drop() -> Response:
    held.forget()
    flash(_("C’est laissé de côté et effacé."), "info")
    return redirect(url_for("people.own_space"), 303)


@blueprint.after_app_request
def forget_once_sent(response: Response) -> Response:
    """Whoever accepted the form answers by sending the browser on (303); a refusal shows it again, and it stays."""
    sent_on = request.method == "POST" and response.status_code == 303 and not g.get("held")
    if sent_on and held.KEY in session and me() is not None:
        waiting = held.waiting()
        if waiting is None or waiting[0].partition("?")[0] == request.path:
            held.forget()
    return response
