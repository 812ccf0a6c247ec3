"""Choosing a language in this browser: a cookie that holds two letters, set by this click alone."""

from flask import abort, current_app, redirect, request
from werkzeug.wrappers import Response

from app.rules.permissions import Action
from app.web.doors import guard
from app.web.home.blueprint import blueprint
from app.web.locale import COOKIE, spoken
from app.web.people.browser import came_from, own_path

YEAR = 31_536_000


@blueprint.get("/langue/<code>")
@guard(Action.SITE_READ)
def language(code: str) -> Response:
    """Back to the page that was left; never to another site."""
    told = current_app.config["CORDEE"]
    if code not in spoken():
        abort(404)
    answer = redirect(own_path(request.args.get("suite")) or came_from() or "/", 303)
    answer.set_cookie(COOKIE, code, max_age=YEAR, samesite="Lax", secure=told.secure, httponly=True)
    return answer
