"""What was typed of a committee's meeting, to those said to have been there: agree, or contest."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, meeting_answers
from app.queries import together as read
from app.rules.permissions import Action
from app.web.doors import do, guard
from app.web.idempotency import keyed, lands_on
from app.web.people.settings import own_id
from app.web.reasons import sentence
from app.web.steering.forms import ContestForm
from app.web.steering.views import blueprint

Answer = str | tuple[str, int] | Response


def _page(number: int, form: ContestForm) -> Answer:
    row = read.meeting_answer(db.session(), number, own_id())
    there = read.present(db.session(), [number]).get(number, [])
    mine = next((one for one in there if one.person_id == own_id()), None)
    return render_template("together/meeting_answer.html", row=row, present=there, mine=mine, form=form), (
        422 if request.method == "POST" else 200)


@blueprint.get("/comite/reponses/<int:number>")
@guard(Action.GATE_CONFIRM)
def meeting_answer(number: int) -> Answer:
    return _page(number, ContestForm())


@blueprint.post("/comite/reponses/<int:number>/confirmer")
@guard(Action.GATE_CONFIRM)
@keyed()
def agree(number: int) -> Response:
    row = read.meeting_answer(db.session(), number, own_id())
    lands_on(url_for("proposals.show", number=row.proposal_id))
    try:
        took_effect = do(meeting_answers.agree, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        return redirect(url_for(".meeting_answer", number=number), 303)
    flash(_("Merci. Toutes les personnes présentes ont confirmé\u00a0: la réponse vaut dès maintenant.") if took_effect
          else _("Merci, c’est noté."), "done")
    return redirect(url_for("proposals.show", number=row.proposal_id), 303)


@blueprint.post("/comite/reponses/<int:number>/contester")
@guard(Action.GATE_CONFIRM)
@keyed()
def contest(number: int) -> Answer:
    row, form = read.meeting_answer(db.session(), number, own_id()), ContestForm()
    lands_on(url_for("proposals.show", number=row.proposal_id))
    if not form.validate():
        return _page(number, form)
    try:
        do(meeting_answers.contest, number, form.reason.data or "")
    except Refused as refused:
        form.refuse(refused.field or "reason", sentence(refused.code, refused.params))
        return _page(number, form)
    flash(_("La réponse est contestée\u00a0: elle ne vaut pas. Le comité et les personnes présentes sont prévenus."),
          "done")
    return redirect(url_for("proposals.show", number=row.proposal_id), 303)
