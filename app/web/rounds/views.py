"""The acts of a consent round, each on its page."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.extensions import db
from app.operations import Refused, rounds
from app.queries import decisions as read
from app.rules.charter import Method
from app.rules.consent import STANDING
from app.rules.kinds import DecisionState
from app.rules.permissions import Action
from app.web.decisions.shown import context
from app.web.decisions.words import STEPS
from app.web.doors import do, guard
from app.web.forms import Form
from app.web.idempotency import keyed
from app.web.reasons import sentence
from app.web.rounds.forms import AmendForm, ConfirmForm, ObjectionForm, ReasonForm, TestForm, WordForm

blueprint = Blueprint("rounds", __name__)
Answer = str | tuple[str, int] | Response


def _row(number: int) -> Any:
    """A consent, or 404."""
    row = read.page(db.session(), number)
    if row.method is not Method.CONSENT or row.step is None:
        abort(404)
    return row


def _objection(row: Any, objection: int) -> Any:
    return next((one for one in read.objections(db.session(), row.id) if one.id == objection), None) or abort(404)


def _round(_made: object, number: int, **_given: int) -> str:
    return url_for("decisions.show", number=number)


def _page(template: str, row: Any, form: Form, act: Callable[[], Any], done: str, **given: Any) -> Answer:
    """The form, the act, and back to the round. Where it ended while somebody wrote, what they typed is shown back."""
    if request.method == "GET" and row.state is not DecisionState.OPEN:
        flash(_("Cette décision est close."), "info")
        return redirect(url_for("decisions.show", number=row.id), 303)
    if form.validate_on_submit():
        try:
            act()
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(done, "done")
            return redirect(url_for("decisions.show", number=row.id), 303)
    status = 422 if request.method == "POST" else 200
    return render_template(f"rounds/{template}.html", form=form, STEPS=STEPS, **context(row), **given), status


@blueprint.route("/decisions/<int:number>/paroles", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(_round)
def say(number: int) -> Answer:
    row, form = _row(number), WordForm()
    typed = request.args.get("reponse", "")
    parent = int(typed) if typed.isdecimal() and len(typed) < 12 else None
    to = next((one for one in read.words(db.session(), number) if one.id == parent), None)
    if parent is not None and to is None:
        abort(404)
    return _page("word", row, form, lambda: do(rounds.say, number, form.text.data or "", parent),
                 _("Votre parole est publiée."), to=to)


@blueprint.route("/decisions/<int:number>/objecter", methods=["GET", "POST"], endpoint="object_")
@guard(Action.DECISION_ANSWER)
def raise_objection(number: int) -> Answer:
    row = _row(number)
    form = ObjectionForm(context(row)["free"])

    def act() -> None:
        harm = rounds.Harm(harm=form.harm.data or "", purpose=form.purpose.data or "", facts=form.facts.data or "",
                           lift=form.lift.data or "")
        do(rounds.object_, number, harm, form.voice.data or None)

    return _page("objection", row, form, act, _("Votre objection est publiée. Le cercle va l’examiner avec vous."))


def begun_objection(row: Any, voice: str, harm: str) -> str:
    """Its form, with what was typed on the way to it: who answered « objection » has already said something."""
    given = context(row)
    form = ObjectionForm(given["free"], formdata=None, data={"harm": harm})
    form.voice.data = voice or form.voice.data
    return render_template("rounds/objection.html", form=form, STEPS=STEPS, **given)


@blueprint.route("/decisions/<int:number>/objections/<int:objection>/examiner", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
def test(number: int, objection: int) -> Answer:
    row, form = _row(number), TestForm()
    told = _objection(row, objection)

    def act() -> None:
        yes = {name: form[name].data == "yes" for name in (
            "harms_purpose", "caused_by_it", "not_safe_enough", "from_the_role")}
        do(rounds.test, number, objection, rounds.Tested(**yes, reason=form.reason.data or ""))

    return _page("test", row, form, act, _("Votre examen est enregistré."), told=told)


@blueprint.route("/decisions/<int:number>/objections/<int:objection>/contester", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(_round)
def contest(number: int, objection: int) -> Answer:
    row, form = _row(number), ReasonForm()
    return _page("contest", row, form, lambda: do(rounds.contest, number, objection, form.reason.data or ""),
                 _("Le cercle va l’examiner de nouveau."), told=_objection(row, objection))


@blueprint.route("/decisions/<int:number>/objections/<int:objection>/lever", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(_round)
def accept(number: int, objection: int) -> Answer:
    """The author says whether the new text lifts it."""
    row, form = _row(number), ConfirmForm()
    lifted = request.form.get("lifted") == "yes"
    return _page("accept", row, form, lambda: do(rounds.accept, number, objection, lifted=lifted),
                 _("L’objection est levée.") if lifted else _("L’objection tient encore."),
                 told=_objection(row, objection))


@blueprint.route("/decisions/<int:number>/objections/<int:objection>/retirer", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(_round)
def take_back(number: int, objection: int) -> Answer:
    row, form = _row(number), ConfirmForm()
    return _page("take_back", row, form, lambda: do(rounds.take_back, number, objection, ""),
                 _("Votre objection est retirée."), told=_objection(row, objection))


@blueprint.route("/decisions/<int:number>/amender", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(_round)
def amend(number: int) -> Answer:
    row, form = _row(number), AmendForm()
    standing = [one for one in read.objections(db.session(), number) if one.state in STANDING]
    form.lifts.choices = [SelectChoice(one.id, f"{one.author}\u00a0: {one.harm[:120]}") for one in standing]
    if row.proposal_id:
        del form.details  # the text is the proposal's own
    elif request.method == "GET":
        form.details.data = row.details

    def act() -> None:
        do(rounds.amend, number, tuple(form.lifts.data or ()), form.data.get("details") or "")

    return _page("amend", row, form, act, _("Le nouveau texte est soumis. Chaque voix sera redemandée."),
                 standing=standing)


@blueprint.route("/decisions/<int:number>/etape", methods=["GET", "POST"])
@guard(Action.DECISION_RUN)
@keyed(_round)
def next_step(number: int) -> Answer:
    row, form = _row(number), ConfirmForm()
    return _page("step", row, form, lambda: do(rounds.next_step, number), _("Le tour avance."))


@blueprint.route("/decisions/<int:number>/retirer", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(_round)
def withdraw(number: int) -> Answer:
    row, form = _row(number), ConfirmForm()
    return _page("withdraw", row, form, lambda: do(rounds.withdraw, number), _("La question est retirée."))
