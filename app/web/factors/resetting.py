"""The way back of somebody who lost everything: two of the team together."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, factors
from app.queries import accounts
from app.rules.permissions import Action
from app.web.doors import do, grave, guard
from app.web.factors.blueprint import blueprint
from app.web.forms import Form
from app.web.idempotency import keyed
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


@blueprint.route("/personnes/<int:number>/second-facteur", methods=["GET", "POST"])
@grave
@guard(Action.FACTOR_RESET)
@keyed(lambda _made, number: url_for("people.person", number=number))
def reset(number: int) -> Answer:
    person, form = accounts.public(db.session(), number), Form()
    if form.validate_on_submit():
        try:
            do(factors.reset, number)
        except Refused as refused:
            form.refuse(None, sentence(refused.code, refused.params))
        else:
            flash(_("C’est demandé. Une autre personne de l’équipe doit donner son accord\u00a0: elle le lit dans ses"
                    " nouvelles."), "done")
            return redirect(url_for("people.person", number=number), 303)
    return render_template("factors/reset.html", person=person, form=form), 422 if form.is_submitted() else 200
