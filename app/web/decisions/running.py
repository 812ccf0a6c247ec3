"""Acts on an open decision: its end, its roll, one's interest, ending it; and what follows once it is closed."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, decisions, rounds
from app.queries import decisions as read
from app.queries.rolls import person_named
from app.rules.charter import Method
from app.rules.kinds import DecisionState
from app.rules.permissions import Action
from app.rules.together import Result
from app.web.decisions.blueprint import blueprint
from app.web.decisions.forms import AddForm, ConclusionForm, DeadlineForm, ReasonForm
from app.web.decisions.shown import context
from app.web.doors import do, grave, guard
from app.web.filters import day
from app.web.forms import Form
from app.web.idempotency import keyed
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def _page(number: int, kind: str, form: Form, act: Callable[[], Any], done: str | dict[Any, str], *,
          closed: bool = False) -> Answer:
    """One page for all of them: what is at stake, what the act does, its form."""
    row = read.page(db.session(), number)
    if (row.state is DecisionState.OPEN) == closed:
        abort(404)
    if form.validate_on_submit():
        try:
            result = act()
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, _readable(refused)))
        else:
            flash(done if isinstance(done, str) else done[result], "done")
            return redirect(url_for(".show", number=number), 303)
    return render_template("decisions/act.html", form=form, kind=kind, **context(row)), (
        422 if request.method == "POST" else 200
    )


def _readable(refused: Refused) -> dict[str, Any]:
    """A day is kept as the journal writes it."""
    if refused.code != "under_the_minimum":
        return refused.params
    return {**refused.params, "least": day(str(refused.params["least"]))}


@blueprint.route("/decisions/<int:number>/echeance", methods=["GET", "POST"])
@guard(Action.DECISION_RUN)
@keyed(lambda _made, number: url_for(".show", number=number))
def deadline(number: int) -> Answer:
    form = DeadlineForm()
    return _page(
        number,
        "deadline",
        form,
        lambda: do(decisions.move_deadline, number, form.until.data, form.reason.data or ""),
        _("Le dernier jour est déplacé\u00a0; toutes les personnes de la liste sont prévenues."),
    )


@blueprint.route("/decisions/<int:number>/ajouter", methods=["GET", "POST"])
@guard(Action.DECISION_RUN)
@keyed(lambda _made, number: url_for(".show", number=number))
def add(number: int) -> Answer:
    form = AddForm()

    def act() -> None:
        found = person_named(db.session(), form.person.data or "")
        if len(found) != 1:
            raise Refused("several_of_that_name" if found else "nobody_of_that_name", field="person")
        do(decisions.add_to_roll, number, found[0], form.reason.data or "")

    return _page(number, "add", form, act, _("La personne est sur la liste."))


@blueprint.route("/decisions/<int:number>/interet", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(lambda _made, number: url_for(".show", number=number))
def interest(number: int) -> Answer:
    form = ReasonForm()
    return _page(
        number,
        "interest",
        form,
        lambda: do(decisions.declare_interest, number, form.reason.data or ""),
        _("Vous ne prenez plus part à cette décision."),
    )


@blueprint.route("/decisions/<int:number>/annuler", methods=["GET", "POST"])
@grave
@guard(Action.DECISION_RUN)
@keyed(lambda _made, number: url_for(".show", number=number))
def annul(number: int) -> Answer:
    form, done = ReasonForm(), {
        Result.WAITS: _("L’annulation est demandée\u00a0: une autre personne doit la confirmer."),
        Result.DELAYED: _("L’annulation est annoncée. Elle prend effet dans deux jours, sauf si on revient dessus.")}
    return _page(number, "annul", form, lambda: do(decisions.annul, number, form.reason.data or ""), done)


@blueprint.route("/decisions/<int:number>/conclusion", methods=["GET", "POST"])
@guard(Action.DECISION_RUN)
@keyed(lambda _made, number: url_for(".show", number=number))
def conclude(number: int) -> Answer:
    form = ConclusionForm()
    if request.method == "GET":
        form.text.data = read.page(db.session(), number).conclusion
    return _page(
        number,
        "conclude",
        form,
        lambda: do(decisions.conclude, number, form.text.data or ""),
        _("La suite est publiée."),
        closed=True,
    )


@blueprint.post("/decisions/<int:number>/depouiller")
@guard(Action.DECISION_ANSWER)
def close(number: int) -> Response:
    """Anybody signed in, once it is over: the same ballots, the same answer. A consent round moves on by its days."""
    consent = read.page(db.session(), number).method is Method.CONSENT
    if not do(rounds.step_if_due if consent else decisions.close_if_due, number):
        flash(_("Il n’y a rien à dépouiller maintenant."), "info")
    return redirect(url_for(".show", number=number), 303)
