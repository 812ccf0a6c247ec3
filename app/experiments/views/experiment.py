"""The trial's page: the pact in short, its milestones, its measures drawn, its check-ins."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.calendar import civil_day
from app.core.kinds import OutcomeKind
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act
from app.core.web.doors import do, guard, now
from app.core.web.languages import sentence
from app.core.web.paging import whole
from app.core.web.sent_forms import keyed
from app.experiments import queries as read, service as write
from app.experiments.views.blueprint import (
    ABOUT_OUTCOMES,
    OUTCOMES,
    CheckInForm,
    MeasureForm,
    MilestoneForm,
    OutcomeForm,
    blueprint,
    drawing,
)
from app.experiments.views.pact import around
from app.extensions import db


def today(row: Any) -> date:
    return civil_day(now(), ZoneInfo(row.timezone))


def _before() -> int | None:
    return whole(request.args.get("avant"))


@blueprint.get("/propositions/<int:number>/experimentation")
@guard(Action.PROPOSAL_READ)
def show(number: int) -> str:
    session, given = db.session(), around(number)
    indicators, measures = read.indicators(session, number), read.measures(session, number)
    made = read.check_ins(session, number, _before())
    return render_template(
        "experiments/show.html", **given, pact=read.pact(session, number), today=today(given["row"]), OUTCOMES=OUTCOMES,
        charts=[(one, drawing(one, measures.get(one.id, []))) for one in indicators],
        milestones=read.milestones(session, number), check_ins=made[:read.CHECK_INS],
        earlier=made[read.CHECK_INS - 1].id if len(made) > read.CHECK_INS else None,
        outcomes=read.outcomes(session, number))


# What is noted along the way: a measure, a milestone, a check-in.

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
    return act(
        lambda: do(write.reach_milestone, number, milestone_id), to=_back(number, "#jalons"),
        said=lambda new: _("Jalon atteint, bravo.") if new else _("Ce jalon était déjà atteint."))


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


# The bilan: read by everybody, declared by those who carry or lead.

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
    if form.validate() and (
        ended := act(
            lambda: do(
                write.declare,
                number,
                write.Bilan(
                    kind=OutcomeKind(form.kind.data),
                    happened=form.happened.data or "",
                    lessons=form.lessons.data or "",
                    reusable=form.reusable.data or "",
                ),
            ),
            form=form,
            to=url_for(".outcome", number=number),
            said=_("Le bilan est publié. Merci de l’avoir partagé."),
        )
    ):
        return ended
    return _page(number, around(number), form), 422
