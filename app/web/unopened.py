"""Until the site is in service: its set-up, the choice of a language, files, and its health. Nothing else answers, so
that nobody can be there before the first operator is."""

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import site

FILES = {"offline.manifest"}  # named by every page; static files are served before this application is asked
ANSWERS = {"demonstration.enter", "home.language", "pages.health"} | FILES
KNOWN = "in_service"


def _lead_to_set_up() -> Response | None:
    if request.endpoint in ANSWERS or request.blueprint == "setup" or is_open():
        return None
    return redirect(url_for("setup.begin"), 303)


def is_open() -> bool:
    """Once it is, it is for ever: asked of the database until then, and never again by this process."""
    known: set[str] = current_app.extensions[KNOWN]
    if not known and not site.is_pending(db.session()):
        known.add(KNOWN)
    return bool(known)


def init_app(app: Flask) -> None:
    app.extensions[KNOWN] = set()
    app.before_request_funcs.setdefault(None, []).insert(0, _lead_to_set_up)  # before a form is read
