"""Where a missing field is written, and who supports."""


from flask import redirect as go
from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import charters
from app.queries import proposals as read
from app.rules.permissions import Action
from app.web.doors import guard
from app.web.paging import whole
from app.web.proposals.blueprint import blueprint
from app.web.proposals.readable import readable

Answer = str | tuple[str, int] | Response


@blueprint.get("/propositions/<int:number>/completer")
@guard(Action.PROPOSAL_READ)
def complete(number: int) -> Response:
    """Where a missing field is written: the pact for a group, the text otherwise."""
    row = readable(number)
    stage = charters.charter_by_id(db.session(), row.charter_id).tracks[row.track].stages[row.stage]
    if "outcome_form" in stage.features:
        return go(url_for("experiments.outcome", number=number), 303)
    if "pact" in stage.features:
        return go(url_for("experiments.pact", number=number), 303)
    return go(url_for(".edit", number=number), 303)


@blueprint.get("/propositions/<int:number>/soutiens")
@guard(Action.PROPOSAL_READ)
def supporters(number: int) -> str:
    row = readable(number)
    found = read.supporters(db.session(), number, whole(request.args.get("apres")) or 0)
    return render_template("proposals/supporters.html", row=row, supporters=found)
