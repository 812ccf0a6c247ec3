"""The bilan: read by everybody, declared by those who carry or lead."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused
from app.operations import outcomes as write
from app.queries import experiments as read
from app.rules.kinds import OutcomeKind
from app.rules.permissions import Action
from app.web.doors import do, guard
from app.web.experiments.blueprint import blueprint
from app.web.experiments.forms import OutcomeForm
from app.web.experiments.pact import around
from app.web.experiments.words import ABOUT_OUTCOMES, OUTCOMES
from app.web.idempotency import keyed
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def _page(number: int, given: dict[str, Any], form: OutcomeForm | None) -> str:
    """The form only where this person may declare it now: a public page asks for no token."""
    return render_template("experiments/outcome.html", **given, form=form, OUTCOMES=OUTCOMES,
                           ABOUT_OUTCOMES=ABOUT_OUTCOMES, outcomes=read.outcomes(db.session(), number),
                           measured=any(one.measured for one in read.indicators(db.session(), number)))


@blueprint.get("/propositions/<int:number>/bilan")
@guard(Action.PROPOSAL_READ)
def outcome(number: int) -> str:
    given = around(number)
    may_declare = given["writes"] and "outcome_form" in given["features"]
    return _page(number, given, OutcomeForm() if may_declare else None)


@blueprint.post("/propositions/<int:number>/bilan")
@guard(Action.EXPERIMENT_EDIT)
@keyed(lambda _made, number: url_for(".outcome", number=number))
def declare(number: int) -> Answer:
    form = OutcomeForm()
    if form.validate():
        try:
            do(write.declare, number, write.Bilan(
                kind=OutcomeKind(form.kind.data), happened=form.happened.data or "", lessons=form.lessons.data or "",
                reusable=form.reusable.data or ""))
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Le bilan est publié. Merci de l’avoir partagé."), "done")
            return redirect(url_for(".outcome", number=number), 303)
    return _page(number, around(number), form), 422
