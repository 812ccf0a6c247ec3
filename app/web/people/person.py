"""The page that a person shows to everybody: a name, a commune, for whom they speak, what they wrote in public."""

from flask import render_template

from app.extensions import db
from app.queries import accounts
from app.rules.kinds import MandateState
from app.rules.permissions import Action
from app.web.cards import short_cards
from app.web.doors import guard
from app.web.people.blueprint import blueprint


@blueprint.get("/personnes/<int:number>")
@guard(Action.SITE_READ)
def person(number: int) -> str:
    session = db.session()
    shown = accounts.public(session, number)
    mandates = [m for m in accounts.mandates_of(session, number) if m.state is MandateState.ACTIVE]
    return render_template("people/person.html", person=shown, mandates=mandates,
                           written=short_cards(accounts.written_by(session, number)),
                           comments=accounts.comments_by(session, number))
