"""A debate: opened, concluded, reopened. Who may is asked on the page and again by the operation."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.extensions import db
from app.operations import Refused, debates
from app.queries import starters as read
from app.rules.permissions import Action, refusal
from app.web.doors import actor_on, do, guard
from app.web.forms import Form
from app.web.idempotency import keyed, lands_on
from app.web.locale import chosen
from app.web.reasons import sentence
from app.web.starters.blueprint import Answer, blueprint, need
from app.web.starters.forms import ConclusionForm, DebateForm, ReopenForm


def _acted(form: Form, act: Callable[[], object], done: str, row: Any, template: str, **given: Any) -> Answer:
    """A form that is a page: shown, then sent; a refusal comes back beside its field."""
    if refusal(Action.DEBATE_RUN, actor_on(row.id)) is not None:
        abort(403)
    lands_on(url_for("proposals.show", number=row.id, _anchor="debat"))
    if form.validate_on_submit():
        try:
            act()
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(done, "done")
            return redirect(url_for("proposals.show", number=row.id, _anchor="debat"), 303)
    page = render_template(f"starters/{template}.html", form=form, row=row, **given)
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/propositions/<int:number>/debat", methods=["GET", "POST"])
@guard(Action.DEBATE_RUN)
@keyed()
def open_debate(number: int) -> Answer:
    form = DebateForm()
    return _acted(form, lambda: do(debates.open_debate, number, form.question.data or "", chosen(), form.until.data),
                  _("Le débat est ouvert, et mis en avant sur la page du besoin."), need(number), "debate")


@blueprint.route("/debats/<int:number>/conclure", methods=["GET", "POST"])
@guard(Action.DEBATE_RUN)
@keyed()
def conclude(number: int) -> Answer:
    form, debate = ConclusionForm(), read.debate(db.session(), number)
    return _acted(form, lambda: do(debates.conclude, number, form.conclusion.data or ""),
                  _("La conclusion est publiée. Merci de l’avoir écrite."), need(debate.proposal_id), "conclude",
                  debate=debate)


@blueprint.route("/debats/<int:number>/rouvrir", methods=["GET", "POST"])
@guard(Action.DEBATE_RUN)
@keyed()
def reopen(number: int) -> Answer:
    form, debate = ReopenForm(), read.debate(db.session(), number)
    return _acted(form, lambda: do(debates.reopen, number, form.reason.data or "", form.until.data),
                  _("Le débat est rouvert. Sa conclusion reste à lire."), need(debate.proposal_id), "reopen",
                  debate=debate)
