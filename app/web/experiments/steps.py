"""What is noted along the way: a measure, a milestone, a check-in."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused
from app.operations import experiments as write
from app.queries import experiments as read
from app.rules.permissions import Action
from app.web.doors import do, guard
from app.web.experiments.blueprint import blueprint
from app.web.experiments.forms import CheckInForm, MeasureForm, MilestoneForm
from app.web.experiments.pact import around
from app.web.experiments.show import today
from app.web.forms import Form
from app.web.idempotency import keyed
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def _address(number: int, anchor: str = "") -> str:
    return url_for(".show", number=number) + anchor


def _back(number: int, anchor: str = "") -> Response:
    return redirect(_address(number, anchor), 303)


def _sent(form: Form, act: Callable[[], Any], done: str) -> bool:
    """True when it was written; otherwise the form is shown again, with the refusal beside its field."""
    if not form.validate_on_submit():
        return False
    try:
        act()
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return False
    flash(done, "done")
    return True


def _code(form: Form) -> int:
    return 422 if form.is_submitted() else 200


@blueprint.route("/propositions/<int:number>/mesures/<int:indicator_id>", methods=["GET", "POST"])
@guard(Action.EXPERIMENT_EDIT)
@keyed(lambda _made, number, indicator_id: _address(number, f"#indicator-{indicator_id}"))
def measure(number: int, indicator_id: int) -> Answer:
    given, indicator = around(number), read.indicator(db.session(), number, indicator_id)
    form = MeasureForm(data={"on": today(given["row"])})
    if _sent(form, lambda: do(write.add_measure, indicator_id, form.on.data, form.value.data or Decimal(),
                              form.note.data or ""), _("La mesure est publiée.")):
        return _back(number, f"#indicator-{indicator_id}")
    return render_template("experiments/measure.html", **given, indicator=indicator, form=form), _code(form)


@blueprint.route("/propositions/<int:number>/jalons/nouveau", methods=["GET", "POST"])
@guard(Action.EXPERIMENT_EDIT)
@keyed(lambda _made, number: _address(number, "#jalons"))
def milestone(number: int) -> Answer:
    form = MilestoneForm()
    if _sent(form, lambda: do(write.set_milestone, number, form.name.data or "", form.due_on.data),
             _("Le jalon est ajouté.")):
        return _back(number, "#jalons")
    return render_template("experiments/milestone.html", **around(number), form=form), _code(form)


@blueprint.post("/propositions/<int:number>/jalons/<int:milestone_id>/atteint")
@guard(Action.EXPERIMENT_EDIT)
def reached(number: int, milestone_id: int) -> Response:
    try:
        new = do(write.reach_milestone, number, milestone_id)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("Jalon atteint, bravo.") if new else _("Ce jalon était déjà atteint."), "done")
    return _back(number, "#jalons")


@blueprint.route("/propositions/<int:number>/points/nouveau", methods=["GET", "POST"])
@guard(Action.EXPERIMENT_EDIT)
@keyed(lambda _made, number: _address(number, "#points"))
def check_in(number: int) -> Answer:
    form, there = CheckInForm(), read.pact(db.session(), number)
    names = ("goes_well", "is_hard", "comes_next")
    if _sent(form, lambda: do(write.check_in, number, write.Answers(
            **{name: getattr(form, name).data or "" for name in names}, stop_met=form.stop_met.data)),
             _("Le point d’étape est publié.")):
        return _back(number, "#points")
    return render_template("experiments/check_in.html", **around(number), form=form, pact=there), _code(form)
