"""One box, the answers grouped: needs, projects, structures."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import lists, search, territory
from app.queries.search import Hit
from app.rules.kinds import Subject
from app.rules.permissions import Action
from app.web import listing
from app.web.cards import drawn
from app.web.doors import guard
from app.web.locale import chosen
from app.web.reference import reference
from app.web.references.views import straight_to

blueprint = Blueprint("search", __name__)
SHOWN = 6


@blueprint.get("/recherche")
@guard(Action.SITE_READ)
def index() -> str | Response:
    text = listing.read_asked("q").text
    if (there := straight_to(text)) is not None:
        return there
    hits = search.find_each(db.session(), text, chosen(), kinds=(Subject.PROPOSAL, Subject.STRUCTURE),
                            each=SHOWN + 1) if text else []
    groups = [group for group in (*_proposals(hits, text), _structures(hits)) if group["items"]]
    return render_template("search/index.html", text=text, groups=groups)


def _proposals(hits: Sequence[Hit], text: str) -> list[dict[str, Any]]:
    found = [hit for hit in hits if hit.kind is Subject.PROPOSAL]
    rows = lists.by_ids(db.session(), [hit.ref for hit in found]) if found else {}
    groups = []
    for track, title, endpoint in (("need", _("Besoins"), "proposals.needs"),
                                   ("project", _("Projets"), "proposals.projects")):
        seen = [rows[hit.ref] for hit in found if hit.track == track and hit.ref in rows]
        groups.append({"key": track, "title": title, "items": drawn(seen[:SHOWN]),
                       "more": url_for(endpoint, q=text) if len(seen) > SHOWN else None})
    return groups


def _structures(hits: Sequence[Hit]) -> dict[str, Any]:
    ids = [hit.ref for hit in hits if hit.kind is Subject.STRUCTURE]
    rows = territory.structures_by_ids(db.session(), ids) if ids else {}
    places = reference().places
    more = url_for("structures.index") if len(ids) > SHOWN else None
    return {"key": "structure", "title": _("Structures"), "more": more,
            "items": [{"url": url_for("structures.show", slug=row.slug), "name": row.name, "about": row.about[:200],
                       "place": places[row.place_id].name if row.place_id in places else ""}
                      for row in (rows[n] for n in ids[:SHOWN] if n in rows)]}
