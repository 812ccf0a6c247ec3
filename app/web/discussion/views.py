"""Saying something, answering, correcting; and the pages of a long discussion."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, discussion
from app.queries import discussion as read
from app.queries import proposals
from app.queries.charters import charter_by_id
from app.rules.kinds import ContentState, Stance, Status
from app.rules.permissions import Action
from app.web.discussion.forms import CommentForm, EditForm, ReplyForm
from app.web.discussion.shown import said_with, thread_of
from app.web.doors import do, guard, me
from app.web.locale import chosen
from app.web.paging import number_asked
from app.web.reasons import sentence

blueprint = Blueprint("discussion", __name__)
Answer = str | tuple[str, int] | Response


def _proposal(number: int) -> Any:
    """Visible, or not there at all."""
    row = proposals.page(db.session(), number)
    if row.state is ContentState.HIDDEN:
        abort(404)
    return row


def _talks(row: Any) -> dict[str, Any]:
    """What the thread's template needs beside the comments: is the discussion open here and now?"""
    stage = charter_by_id(db.session(), row.charter_id).tracks[row.track].stages[row.stage]
    return {"row": row, "stage": stage, "is_open": row.status in (Status.OPEN, Status.DORMANT)}


def _mandates() -> list[Any]:
    person = me()
    return proposals.mandates(db.session(), person.id) if person else []


def _to(number: int, comment_id: int) -> Response:
    return redirect(url_for("proposals.show", number=number, _anchor=f"comment-{comment_id}"), 303)


@blueprint.get("/propositions/<int:number>/discussion")
@guard(Action.PROPOSAL_READ)
def index(number: int) -> str:
    row = _proposal(number)
    return render_template("discussion/index.html", thread=thread_of(number, number_asked("avant")), **_talks(row))


@blueprint.get("/commentaires/<int:number>")
@guard(Action.PROPOSAL_READ)
def comment(number: int) -> Answer:
    """One comment with all its replies; a reply's own address leads to its place there."""
    one = read.one(db.session(), number)
    if one.parent_id is not None:
        return redirect(url_for(".comment", number=one.parent_id, _anchor=f"comment-{number}"), 302)
    replies, after = read.replies(db.session(), number, number_asked("apres") or 0)
    more = url_for(".comment", number=number, apres=after) if after else None
    return render_template("discussion/comment.html", said=said_with(one, replies), more=more,
                           **_talks(_proposal(one.proposal_id)))


@blueprint.get("/propositions/<int:number>/commenter")
@guard(Action.PROPOSAL_READ)
def post(number: int) -> str:
    """Anybody may begin to write: who is not signed in is asked at sending, and nothing is lost."""
    stance = request.args.get("avis")
    form = CommentForm(structures=_mandates(), data={"stance": stance if stance in set(Stance) else Stance.NEUTRAL})
    return render_template("discussion/post.html", form=form, **_talks(_proposal(number)))


@blueprint.post("/propositions/<int:number>/commenter")
@guard(Action.COMMENT_POST)
def send(number: int) -> Answer:
    form = CommentForm(structures=_mandates())
    if form.validate():
        try:
            made = do(discussion.post, number, Stance(form.stance.data), form.body.data, chosen(),
                      structure_id=form.speaks_for)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Votre message est publié. Vous recevrez les nouvelles de cette proposition."), "done")
            return _to(number, made)
    return render_template("discussion/post.html", form=form, **_talks(_proposal(number))), 422


@blueprint.get("/commentaires/<int:number>/repondre")
@guard(Action.PROPOSAL_READ)
def reply(number: int) -> Answer:
    return _reply_page(number, ReplyForm(structures=_mandates())), 200


@blueprint.post("/commentaires/<int:number>/repondre")
@guard(Action.COMMENT_POST)
def send_reply(number: int) -> Answer:
    form = ReplyForm(structures=_mandates())
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
    return render_template("discussion/reply.html", said=said_with(one, []), form=form,
                           **_talks(_proposal(one.proposal_id)))


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
            return _to(row.proposal_id, number)
    page = render_template("discussion/edit.html", form=form, number=number, **_talks(_proposal(row.proposal_id)))
    return page, 422 if form.is_submitted() else 200
