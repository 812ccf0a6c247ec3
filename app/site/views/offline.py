"""The manifest, the worker, the page that is shown without a line, and which pages somebody asked to keep."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, json, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.core import limits, markup
from app.core.permissions import Action
from app.core.web.doors import actor, guard, now, weighs
from app.core.web.frame import Site
from app.core.web.languages import chosen
from app.core.web.requests import TRIAL, costs
from app.extensions import db
from app.notifications import queries as notifications_read
from app.notifications.views import titled

blueprint = Blueprint("offline", __name__)
MOST = 50  # pages kept on a device: about half a megabyte
SNOW = "#f5f4ef"  # --snow, the ground of a page


def _file(answer: Response, caching: str) -> Answer:
    answer.headers["Cache-Control"] = caching
    answer.add_etag()
    return answer.make_conditional(request)


def _icons() -> list[dict[str, str]]:
    asset: Any = current_app.jinja_env.globals["asset"]
    return [{"src": request.script_root + asset(f"img/icon-{name}.png"), "sizes": f"{side}x{side}", "type": "image/png",
             "purpose": purpose}
            for name, side, purpose in (("192", 192, "any"), ("512", 512, "any"), ("maskable", 512, "maskable"))]


@blueprint.get("/site.webmanifest")
@guard(Action.SITE_READ)
def manifest() -> Answer:
    """Asked for without cookies: the language is the browser's."""
    site, root = Site(), f"{request.script_root}/"
    told = {
        "name": site.name, "short_name": site.short_name,
        "description": site.claim, "lang": chosen(), "dir": "ltr", "id": root, "start_url": root,
        "scope": root, "display": "standalone", "background_color": SNOW, "theme_color": SNOW, "icons": _icons(),
        "shortcuts": [
            {"name": _("Écrire un besoin"), "url": url_for("proposals.new", track="need")},
            {"name": _("Nouvelles"), "url": url_for("following.notifications")},
        ],
    }
    answer = Response(json.dumps(told, ensure_ascii=False), mimetype="application/manifest+json")
    answer.vary.add("Accept-Language")
    return _file(answer, "public, max-age=3600")


@blueprint.get("/worker.js")
@guard(Action.SITE_READ)
def worker() -> Answer:
    """At the root, for it watches over every page; asked for anew each time, for it says which version of the site is
    kept."""
    file: Path = current_app.extensions["assets"]["js/worker.js"]
    return _file(Response(file.read_bytes(), mimetype="text/javascript"), "no-cache")


@blueprint.get("/hors-ligne")
@guard(Action.SITE_READ)
def away() -> str:
    """Kept by the worker as a visitor sees it."""
    return render_template("offline/away.html")


@blueprint.get("/nouvelles/hors-ligne")
@guard(Action.NOTIFICATION_READ)
def followed() -> dict[str, Any]:
    """The addresses of what one follows, the newest first; and what their copies say of themselves."""
    rows = notifications_read.followed(db.session(), actor().person_id or 0, None, MOST)[:MOST]
    keys = [(row.subject_kind, row.subject_id) for row in rows]
    things = notifications_read.things(db.session(), keys)
    pages = [titled(*key, things[key])["url"] for key in keys if key in things]
    return {"pages": [page for page in pages if page], "notice": render_template("offline/_copy.html", when=now())}


# The HTML of a clipboard in, Markdown out; nothing is kept.

pasting_blueprint = Blueprint("pasting", __name__)


@pasting_blueprint.post("/mise-en-forme")
@weighs(limits.PASTED_BYTES)
@costs(TRIAL, methods=("POST",))
@guard(Action.DRAFT_WRITE)
def read() -> Response:
    """For the comfort of a page that pastes plain text without it: the token comes in a header."""
    if request.mimetype != "text/html":
        abort(400)
    db.session.rollback()  # no connection waits for what is read
    return Response(markup.markdown(request.get_data().decode("utf-8", "replace")), mimetype="text/plain")
