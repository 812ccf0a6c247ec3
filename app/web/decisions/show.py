"""A decision's page: asked, then told."""

from typing import Any

from flask import render_template

from app.extensions import db
from app.queries import decisions as read
from app.rules.kinds import DecisionState
from app.rules.permissions import Action
from app.web.decisions import pictures
from app.web.decisions.blueprint import blueprint
from app.web.decisions.figures import percent
from app.web.decisions.shown import context
from app.web.decisions.words import GRADES, GROUNDS, KINDS, METHODS, SAID, WHO
from app.web.doors import guard
from app.web.rounds.shown import round_of

WORDS = {"GRADES": GRADES, "GROUNDS": GROUNDS, "KINDS": KINDS, "METHODS": METHODS, "SAID": SAID, "WHO": WHO,
         "percent": percent}


@blueprint.get("/decisions/<int:number>")
@guard(Action.DECISION_READ)
def show(number: int) -> str:
    row = read.page(db.session(), number)
    given: dict[str, Any] = WORDS | context(row)
    if given["is_consent"]:
        given["round"] = round_of(row, given)
    if row.kind.value == "external":
        return render_template("decisions/external.html", **given)
    if row.state is DecisionState.CLOSED:
        return render_template("decisions/result.html", picture=pictures.of(row, given["labels"]), **given)
    return render_template("decisions/show.html", **given)
