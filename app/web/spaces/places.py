"""A commune, and a theme: what is alive there."""

from flask import abort, render_template
from flask_babel import format_decimal

from app.extensions import db
from app.queries import lists, territory
from app.rules.permissions import Action
from app.web.cards import drawn
from app.web.doors import guard
from app.web.reference import reference
from app.web.spaces.blueprint import blueprint
from app.web.spaces.calls import handed_in


@blueprint.get("/communes/<code>")
@guard(Action.SITE_READ)
def place(code: str) -> str:
    there = reference().codes.get(code)
    if there is None:
        abort(404)
    page, previous, following = handed_in(lists.Wanted(place_id=there.id), f"place:{code}")
    return render_template(
        "spaces/place.html", place=there, people=format_decimal(there.population),
        cards=drawn(page.rows), previous=previous, next=following,
        structures=territory.structures_of(db.session(), there.id))


@blueprint.get("/themes/<slug>")
@guard(Action.SITE_READ)
def theme(slug: str) -> str:
    known = reference()
    chosen = known.theme(slug)
    if chosen is None:
        abort(404)
    page, previous, following = handed_in(lists.Wanted(theme_id=chosen.id), f"theme:{slug}")
    return render_template(
        "spaces/theme.html", theme=chosen, others=[each for each in known.themes if each.id != chosen.id],
        cards=drawn(page.rows), previous=previous, next=following)
