"""/r/HA-P-2026-0042-A: what is printed under a square code, said on the phone, typed in the search box."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries.references import is_drawn, leads_to
from app.rules.kinds import Subject
from app.rules.permissions import Action
from app.rules.speakable import read
from app.web.doors import guard

blueprint = Blueprint("references", __name__)
PAGES = {Subject.PROPOSAL: "proposals.show", Subject.DECISION: "decisions.show", Subject.GROUP: "groups.show"}


@blueprint.get("/r/<code>")
@guard(Action.SITE_READ)
def go(code: str) -> Response | tuple[str, int]:
    """To the page of what bears it; else what to check."""
    found = leads_to(db.session(), code)
    if found is not None:
        return redirect(url_for(PAGES[found[0]], number=found[1]))
    typed = read(code)
    return render_template("references/unknown.html", code=code[:40], typed=typed,
                           slip=is_drawn(db.session(), code)), 404


def straight_to(text: str) -> Response | None:
    """For the search box: where to go when what was typed is a reference, right or nearly; None for anything else."""
    if read(text) is None:
        return None
    plain = "-".join("".join(sign if sign.isalnum() else " " for sign in text).split())
    found = leads_to(db.session(), text)
    return redirect(url_for(PAGES[found[0]], number=found[1]) if found else url_for("references.go", code=plain))
