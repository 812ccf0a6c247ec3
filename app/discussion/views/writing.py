"""Saying something, answering, correcting."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.kinds import ContentState, Stance
from app.core.permissions import Action, refusal
from app.core.unit_of_work import Refused
from app.core.web.act import act
from app.core.web.authentication import me
from app.core.web.doors import actor_on, do, guard
from app.core.web.languages import chosen, sentence
from app.core.web.sent_forms import keyed
from app.discussion import queries as read, service as threads
from app.discussion.views.reading import (
    STANCES,
    Answer,
    CommentForm,
    EditForm,
    ReplyForm,
    SynthesisForm,
    blueprint,
    mandates,
    proposal,
    said_with,
    talks,
)
from app.extensions import db


def _to(number: int, comment_id: int) -> Response:
    """The newest message is on the proposal's own page."""
    return redirect(url_for("proposals.show", number=number, _anchor=f"comment-{comment_id}"), 303)


def _names(number: int) -> list[str]:
    """Who may be named with a sign, to copy from."""
    person = me()
    return read.offered(db.session(), number, person.id if person else 0)


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
    if form.validate() and (
        ended := act(
            lambda: do(
                threads.post, number, Stance(form.stance.data), form.body.data, chosen(), structure_id=form.speaks_for
            ),
            form=form,
            to=lambda made: _to(number, made),
            said=_("Votre message est publié. Vous recevrez les nouvelles de cette proposition."),
        )
    ):
        return ended
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
    if form.validate() and (ended := act(
            lambda: do(threads.reply, number, form.body.data, chosen(), structure_id=form.speaks_for), form=form,
            to=lambda made: url_for(".comment", number=made), said=_("Votre réponse est publiée."))):
        return ended
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
    if form.validate_on_submit() and (ended := act(
            lambda: do(threads.edit, number, form.body.data), form=form, to=url_for(".comment", number=number),
            said=_("Votre message est corrigé. La date de la modification se voit."))):
        return ended
    page = render_template("discussion/edit.html", form=form, number=number, **talks(proposal(row.proposal_id)))
    return page, 422 if form.is_submitted() else 200


# « Utile », and hearing no more of a discussion.

@blueprint.get("/commentaires/<int:number>/utile")
@guard(Action.COMMENT_MARK)
def useful_page(number: int) -> str:
    """For who comes from the sign-in page: the message, and the button."""
    row, one = proposal(read.shown(db.session(), number)), read.one(db.session(), number)
    return render_template("discussion/useful.html", said=said_with(one, [], row), **talks(row))


@blueprint.post("/commentaires/<int:number>/utile")
@guard(Action.COMMENT_MARK)
def useful(number: int) -> Response:
    return _mark(number, threads.mark_useful, _("C’est noté\u00a0: ce message vous est utile."))


@blueprint.post("/commentaires/<int:number>/plus-utile")
@guard(Action.COMMENT_MARK)
def not_useful(number: int) -> Response:
    return _mark(number, threads.unmark, _("Votre marque est retirée."))


def _mark(number: int, act: Callable[..., int], done: str) -> Response:
    """Back to the page one came from: the proposal's, or the thread at this message."""
    proposal_id = read.shown(db.session(), number)
    proposal(proposal_id)
    try:
        run: Any = do  # the operations differ by their names only
        run(act, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(done, "done")
    if request.form.get("de") == "page":
        return redirect(url_for("proposals.show", number=proposal_id, _anchor=f"comment-{number}"), 303)
    return redirect(url_for(".comment", number=number), 303)


@blueprint.post("/propositions/<int:number>/discussion/couper")
@guard(Action.FOLLOW)
def mute(number: int) -> Response:
    proposal(number)
    return _hear(number, threads.mute, _("Vous ne recevrez plus les nouvelles de cette discussion."))


@blueprint.post("/propositions/<int:number>/discussion/reprendre")
@guard(Action.FOLLOW)
def unmute(number: int) -> Response:
    return _hear(number, threads.unmute, _("Vous recevrez de nouveau les nouvelles de cette discussion."))


def _hear(number: int, act: Callable[..., None], done: str) -> Response:
    run: Any = do
    try:
        run(act, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(done, "done")
    return redirect(url_for(".index", number=number, _anchor="discussion"), 303)


# The synthesis of a discussion: written over messages one picks, read with every version before it.

LISTED = 300


@blueprint.get("/propositions/<int:number>/synthese")
@guard(Action.SYNTHESIS_WRITE)
def synthesis(number: int) -> str:
    row = proposal(number)
    last = read.newest(db.session(), number)
    total, newest = read.visible(db.session(), number)
    form = SynthesisForm(data={"body": read.text(db.session(), number), "again": last is not None, "up_to": newest})
    return _page(row, form, last, total)


@blueprint.post("/propositions/<int:number>/synthese")
@guard(Action.SYNTHESIS_WRITE)
@keyed(lambda _made, number: url_for(".index", number=number, _anchor="synthese"))
def send_synthesis(number: int) -> Answer:
    row, form = proposal(number), SynthesisForm()
    if form.validate() and (
        ended := act(
            lambda: do(
                threads.write,
                number,
                form.body.data,
                chosen(),
                form.covers.data,
                up_to=form.up_to.data if form.everything.data else None,
                again=bool(form.again.data),
            ),
            form=form,
            to=url_for(".index", number=number, _anchor="synthese"),
            said=_("La synthèse est publiée, en tête de la discussion."),
        )
    ):
        return ended
    return _page(row, form, read.newest(db.session(), number), read.visible(db.session(), number)[0]), 422


def _page(row: Any, form: SynthesisForm, last: Any, total: int) -> str:
    """The roles held on the proposal are asked here; the operation asks again."""
    if refusal(Action.SYNTHESIS_WRITE, actor_on(row.id)) is not None:
        abort(403)
    picked = set(form.covers.data or ())
    if not form.is_submitted() and last is not None:
        picked = set(read.covers(db.session(), row.id, last.number))
    return render_template("discussion/synthesis_form.html", form=form, last=last, total=total, picked=picked,
                           messages=read.to_cover(db.session(), row.id), stances=STANCES, **talks(row))


@blueprint.get("/propositions/<int:number>/syntheses")
@guard(Action.PROPOSAL_READ)
def synthesis_versions(number: int) -> str:
    row = proposal(number)
    every = read.all_of(db.session(), number)
    if not every:
        abort(404)
    return render_template("discussion/syntheses.html", every=every, **talks(row))


@blueprint.get("/propositions/<int:number>/syntheses/<int:version>")
@guard(Action.PROPOSAL_READ)
def synthesis_covers(number: int, version: int) -> str:
    """Which messages a version covers, each with its address."""
    row = proposal(number)
    covers = read.covers(db.session(), number, version)
    return render_template("discussion/covered.html", version=version, covers=covers[:LISTED],
                           rest=len(covers) - LISTED, **talks(row))
