"""The forms of a consent round: shape only."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core import limits
from app.core.kinds import DecisionState
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.act import Form
from app.core.web.doors import do, guard
from app.core.web.languages import sentence
from app.core.web.paging import whole
from app.core.web.sent_forms import keyed
from app.decisions.queries import decisions
from app.decisions.service import rounds
from app.decisions.views.blueprint import STEPS
from app.decisions.views.show import context
from app.extensions import db
from app.governance.charter.model import Method
from app.governance.consent import STANDING

WRITE = _l("Écrivez quelques mots ici.")
YES_NO = [SelectChoice("yes", _l("Oui")), SelectChoice("no", _l("Non"))]
ANSWER = _l("Répondez oui ou non.")


class WordForm(Form):
    text = TextAreaField(_l("Votre parole"), [DataRequired(WRITE), Length(max=limits.REASON)])


class ObjectionForm(Form):
    voice = RadioField(_l("Au nom de qui\u00a0?"), [Optional()], validate_choice=False)
    harm = TextAreaField(_l("Le tort"), [DataRequired(WRITE), Length(max=limits.REASON)],
                         description=_l("Que se passerait-il de mal si on l’adoptait\u00a0?"))
    purpose = TextAreaField(_l("À quoi cela nuirait"), [DataRequired(WRITE), Length(max=limits.REASON)],
                            description=_l("À quelle raison d’être que nous partageons\u00a0?"))
    facts = TextAreaField(_l("Les faits"), [DataRequired(WRITE), Length(max=limits.REASON)],
                          description=_l("Ce que vous savez, et d’où vous le savez."))
    lift = TextAreaField(_l("Ce qui la lèverait"), [DataRequired(WRITE), Length(max=limits.REASON)],
                         description=_l("Quel changement vous ferait consentir\u00a0?"))

    def __init__(self, hats: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voice.choices = [SelectChoice(hat.voice, hat.structure or _l("Moi-même")) for hat in hats]


class TestForm(Form):
    harms_purpose = RadioField(
        _l("Ce qu’elle décrit nuirait-il à notre raison d’être commune\u00a0?"), [InputRequired(ANSWER)],
        choices=YES_NO)
    caused_by_it = RadioField(_l("Est-ce la proposition qui le cause\u00a0?"), [InputRequired(ANSWER)], choices=YES_NO)
    not_safe_enough = RadioField(
        _l("Est-ce trop risqué pour essayer jusqu’à la date de révision\u00a0?"), [InputRequired(ANSWER)],
        choices=YES_NO)
    from_the_role = RadioField(
        _l("Parle-t-elle pour une responsabilité, et non pour une préférence\u00a0?"), [InputRequired(ANSWER)],
        choices=YES_NO)
    reason = TextAreaField(_l("Pourquoi, si vous avez dit non"), [Optional(), Length(max=limits.REASON)],
                           description=_l("Publique. Demandée dès qu’une réponse est non. Au moins 20 signes."))


class ReasonForm(Form):
    reason = TextAreaField(_l("Pourquoi"), [DataRequired(WRITE), Length(max=limits.REASON)],
                           description=_l("Public. Au moins 20 signes."))


class AmendForm(Form):
    details = TextAreaField(_l("Le nouveau texte"), [DataRequired(WRITE), Length(max=limits.FIELD)])
    lifts = SelectMultipleField(_l("Les objections que ce texte veut lever"), [Optional()], coerce=int,
                                validate_choice=False)


class ConfirmForm(Form):
    """Nothing to fill in: the act itself."""


# The acts of a consent round, each on its page.

blueprint = Blueprint("rounds", __name__)
Answer = str | tuple[str, int] | Response


def _row(number: int) -> Any:
    """A consent, or 404."""
    row = decisions.page(db.session(), number)
    if row.method is not Method.CONSENT or row.step is None:
        abort(404)
    return row


def _objection_or_404(row: Any, objection: int) -> Any:
    return next((one for one in decisions.objections(db.session(), row.id) if one.id == objection), None) or abort(404)


def _round(_made: object, number: int, **_given: int) -> str:
    return url_for("decisions.show", number=number)


def _page(template: str, row: Any, form: Form, act: Callable[[], Any], done: str, **given: Any) -> Answer:
    """The form, the act, and back to the round. Where it ended while somebody wrote, what they typed is shown back."""
    if request.method == "GET" and row.state is not DecisionState.OPEN:
        flash(_("Cette décision est close."), "info")
        return redirect(url_for("decisions.show", number=row.id), 303)
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            act()
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
            status = 503 if refused.code.status == 503 else 422
        else:
            flash(done, "done")
            return redirect(url_for("decisions.show", number=row.id), 303)
    return render_template(f"rounds/{template}.html", form=form, STEPS=STEPS, **context(row), **given), status


@blueprint.route("/decisions/<int:number>/paroles", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(_round)
def say(number: int) -> Answer:
    row, form = _row(number), WordForm()
    parent = whole(request.args.get("reponse"))
    to = next((one for one in decisions.words(db.session(), number) if one.id == parent), None)
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

    return _page(
        "objection", row, form, act, _("Votre objection est publiée. Le cercle va l’examiner avec vous.")
    )


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
    told = _objection_or_404(row, objection)

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
                 _("Le cercle va l’examiner de nouveau."), told=_objection_or_404(row, objection))


@blueprint.route("/decisions/<int:number>/objections/<int:objection>/lever", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(_round)
def accept(number: int, objection: int) -> Answer:
    """The author says whether the new text lifts it."""
    row, form = _row(number), ConfirmForm()
    lifted = request.form.get("lifted") == "yes"
    return _page("accept", row, form, lambda: do(rounds.accept, number, objection, lifted=lifted),
                 _("L’objection est levée.") if lifted else _("L’objection tient encore."),
                 told=_objection_or_404(row, objection))


@blueprint.route("/decisions/<int:number>/objections/<int:objection>/retirer", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(_round)
def take_back(number: int, objection: int) -> Answer:
    row, form = _row(number), ConfirmForm()
    return _page("take_back", row, form, lambda: do(rounds.take_back, number, objection, ""),
                 _("Votre objection est retirée."), told=_objection_or_404(row, objection))


@blueprint.route("/decisions/<int:number>/amender", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(_round)
def amend(number: int) -> Answer:
    row, form = _row(number), AmendForm()
    standing = [one for one in decisions.objections(db.session(), number) if one.state in STANDING]
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
