"""A proposal on paper: a poster, a sheet to read and fill in, and the square code that leads to its page."""

from typing import Any

from flask import Response, abort, current_app, render_template, url_for

from app.extensions import db
from app.outside.qr import Square, square
from app.queries import proposals as read
from app.rules.kinds import ContentState, Status
from app.rules.permissions import Action
from app.web.costs import FILE, costs
from app.web.doors import guard
from app.web.locale import localised
from app.web.proposals.blueprint import blueprint
from app.web.proposals.show import context, where
from app.web.reference import contact, reference

LONG, LONGER = 70, 140  # signs of a title: beyond, it is set smaller
NAMED = 6  # communes of a poster; beyond, they are counted


@blueprint.get("/propositions/<int:number>/affiche")
@costs(FILE)
@guard(Action.PROPOSAL_READ)
def poster(number: int) -> str:
    """One sheet of A4, whatever the length of the title."""
    row = _readable(number)
    if row.status not in (Status.OPEN, Status.DORMANT, Status.CLOSED):
        abort(404)  # nobody is invited to what was taken back
    size = "longer" if len(row.title) > LONGER else "long" if len(row.title) > LONG else ""
    given = context(row)
    return render_template("print/poster.html", **given | {"where": where(row, given["places"], NAMED)},
                           **on_paper(row.reference), title_size=size)


@blueprint.get("/propositions/<int:number>/fiche")
@costs(FILE)
@guard(Action.PROPOSAL_READ)
def sheet(number: int) -> str:
    """Everything its page says, and a form for who has no internet."""
    row = _readable(number)
    return render_template("print/sheet.html", **context(row), **on_paper(row.reference))


@blueprint.get("/propositions/<int:number>/code.svg")
@costs(FILE)
@guard(Action.PROPOSAL_READ)
def code_picture(number: int) -> Response:
    """To put into somebody's own poster or newsletter."""
    row = _readable(number)
    picture = render_template("print/code.svg", square=on_paper(row.reference)["square"], label=row.reference)
    return Response(picture, mimetype="image/svg+xml",
                    headers={"Content-Disposition": f"inline; filename={row.reference}.svg"})


def _readable(number: int) -> Any:
    """What moderation hides is not printed, for anybody."""
    row = read.page(db.session(), number)
    if row.state is ContentState.HIDDEN:
        abort(404)
    return row


def on_paper(code: str) -> dict[str, Any]:
    """What every printed sheet of something that bears a code says of it."""
    told = current_app.config["CORDEE"]
    address = told.origin + url_for("references.go", code=code)
    picture: Square = square(address)
    territory = reference().territory
    return {"square": picture, "address": address.split("://", 1)[-1],
            "site_address": told.base_url.split("://", 1)[-1], "phone": told.phone,
            "contact": contact(),
            "territory": localised(territory.name) if territory else ""}
