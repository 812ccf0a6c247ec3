"""What was hidden, why, by which rule; and the author's answer."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, moderation
from app.queries import moderation as read
from app.rules.moderation import refusal_of_answer
from app.rules.permissions import Action
from app.web.doors import actor, do, guard
from app.web.idempotency import keyed
from app.web.moderation.blueprint import blueprint
from app.web.moderation.forms import AnswerForm
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


@blueprint.get("/moderation/<int:number>/mon-contenu")
@guard(Action.CONTENT_ANSWER)
def own_case(number: int) -> Response:
    """From the news to the case's latest verdict, whose page asks who is there."""
    return redirect(url_for(".answer", number=read.latest_verdict_id(db.session(), number)), 302)


@blueprint.route("/moderation/verdicts/<int:number>", methods=["GET", "POST"])
@guard(Action.CONTENT_ANSWER)
@keyed(lambda _made, number: url_for(".answer", number=number))
def answer(number: int) -> Answer:
    """For the author only: to anybody else it is not there."""
    session = db.session()
    row = read.own_verdict(session, number, actor().person_id or 0)
    reason = refusal_of_answer(
        row.verdict, latest=row.latest, content=row.content_state, answered=row.answer is not None,
        second_look=read.answered_before(session, row.case_id, row.round))
    texts = read.content_html(session, row)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            do(moderation.answer, number, form.body.data)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Votre réponse est envoyée. Une autre personne de la modération va regarder."), "done")
            return redirect(url_for(".answer", number=number), 303)
    page = render_template("moderation/answer.html", row=row, form=form, texts=texts,
                           why_not=sentence(reason.code) if reason else None)
    return page, 422 if form.is_submitted() else 200
