"""« Utile », and hearing no more of a discussion."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, threads
from app.queries import discussion as read
from app.rules.permissions import Action
from app.web.discussion.blueprint import blueprint, proposal, talks
from app.web.discussion.shown import said_with
from app.web.doors import do, guard
from app.web.reasons import sentence


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
