"""Giving one's voice for a theme, where the charter lets it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.extensions import db
from app.operations import Refused
from app.operations import delegations as ops
from app.queries.rolls import delegations_of, person_named
from app.rules.charter.words import Delegating
from app.rules.permissions import Action
from app.web.decisions.blueprint import blueprint
from app.web.decisions.forms import DelegationForm
from app.web.doors import do, guard, me
from app.web.idempotency import keyed
from app.web.locale import localised
from app.web.reasons import sentence
from app.web.reference import reference

Answer = str | tuple[str, int] | Response


@blueprint.route("/mon-espace/delegations", methods=["GET", "POST"])
@guard(Action.DELEGATION_GIVE)
@keyed(lambda _made: url_for(".delegations"))
def delegations() -> Answer:
    known, person = reference(), me() or abort(403)
    space = known.territory or abort(404)
    form = DelegationForm()
    form.theme.choices = [SelectChoice(theme.id, localised(theme.name)) for theme in known.themes]
    if form.validate_on_submit() and _given(form, space.id):
        return redirect(url_for(".delegations"), 303)
    rows = delegations_of(db.session(), space.id, person.id)
    kind = known.charters[space.charter_id or 0].delegation
    return render_template(
        "decisions/delegations.html",
        form=form,
        rows=rows,
        kind=kind.value,
        mine=person.id,
        open=kind is not Delegating.NONE,
    ), 422 if request.method == "POST" else 200


def _given(form: DelegationForm, space_id: int) -> bool:
    try:
        found = person_named(db.session(), form.to.data or "")
        if len(found) != 1:
            raise Refused("several_of_that_name" if found else "nobody_of_that_name", field="to")
        do(ops.give, space_id, form.theme.data, found[0])
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return False
    flash(_("Votre voix est confiée. La personne est prévenue."), "done")
    return True


@blueprint.post("/mon-espace/delegations/<int:theme>/reprendre")
@guard(Action.DELEGATION_GIVE)
def take_back(theme: int) -> Response:
    space = reference().territory or abort(404)
    if do(ops.end, space.id, theme):
        flash(_("Vous avez repris votre voix."), "done")
    return redirect(url_for(".delegations"), 303)
