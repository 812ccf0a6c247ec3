"""Saying something, answering, correcting."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, discussion
from app.queries import discussion as read
from app.queries import mentions
from app.rules.kinds import ContentState, Stance
from app.rules.permissions import Action
from app.web.discussion.blueprint import Answer, blueprint, mandates, proposal, talks
from app.web.discussion.forms import CommentForm, EditForm, ReplyForm
from app.web.discussion.shown import said_with
from app.web.doors import do, guard, me
from app.web.idempotency import keyed
from app.web.locale import chosen
from app.web.reasons import sentence


def _to(number: int, comment_id: int) -> Response:
    """The newest message is on the proposal's own page."""
    return redirect(url_for("proposals.show", number=number, _anchor=f"comment-{comment_id}"), 303)


def _names(number: int) -> list[str]:
    """Who may be named with a sign, to copy from."""
    person = me()
    return mentions.offered(db.session(), number, person.id if person else 0)


@blueprint.get("/propositions/<int:number>/commenter")
@guard(Action.PROPOSAL_READ)
def post(number: int) -> str:
    """Anybody may begin to write: who is not signed in is asked at sending, and nothing is lost."""
    stance = request.args.get("avis")
    form = CommentForm(structures=mandates(), data={"stance": stance if stance in set(Stance) else Stance.NEUTRAL})
    return _post_page(number, form)


def _post_page(number: int, form: CommentForm) -> str:
    return render_template("discussion/post.html", form=form, names=_names(number), **talks(proposal(number)))


@blueprint.post("/propositions/<int:number>/commenter")
@guard(Action.COMMENT_POST)
@keyed(lambda made, number: url_for("proposals.show", number=number, _anchor=f"comment-{made}"))
def send(number: int) -> Answer:
    form = CommentForm(structures=mandates())
    if form.validate():
        try:
            made = do(discussion.post, number, Stance(form.stance.data), form.body.data, chosen(),
                      structure_id=form.speaks_for)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Votre message est publié. Vous recevrez les nouvelles de cette proposition."), "done")
            return _to(number, made)
    return _post_page(number, form), 422


@blueprint.get("/commentaires/<int:number>/repondre")
@guard(Action.PROPOSAL_READ)
def reply(number: int) -> Answer:
    return _reply_page(number, ReplyForm(structures=mandates())), 200


@blueprint.post("/commentaires/<int:number>/repondre")
@guard(Action.COMMENT_POST)
@keyed(lambda made, number: url_for(".comment", number=made))
def send_reply(number: int) -> Answer:
    form = ReplyForm(structures=mandates())
    if form.validate():
        try:
            made = do(discussion.reply, number, form.body.data, chosen(), structure_id=form.speaks_for)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Votre réponse est publiée."), "done")
            return redirect(url_for(".comment", number=made), 303)
    return _reply_page(number, form), 422


def _reply_page(number: int, form: ReplyForm) -> str:
    one = read.one(db.session(), number)
    if one.state is ContentState.HIDDEN:
        abort(404)
    row = proposal(one.proposal_id)
    return render_template("discussion/reply.html", said=said_with(one, [], row), form=form,
                           names=_names(one.proposal_id), **talks(row))


@blueprint.route("/commentaires/<int:number>/modifier", methods=["GET", "POST"])
@guard(Action.COMMENT_EDIT)
def edit(number: int) -> Answer:
    person = me()
    row = read.body(db.session(), number, person.id if person else 0)
    form = EditForm(data={"body": row.body})
    if form.validate_on_submit():
        try:
            do(discussion.edit, number, form.body.data)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Votre message est corrigé. La date de la modification se voit."), "done")
            return redirect(url_for(".comment", number=number), 303)
    page = render_template("discussion/edit.html", form=form, number=number, **talks(proposal(row.proposal_id)))
    return page, 422 if form.is_submitted() else 200
