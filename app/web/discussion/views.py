"""Reading a discussion: its pages in four orders, for and against side by side, one message in its place."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import discussion as read
from app.rules.kinds import ContentState, Stance
from app.rules.kinds_talk import ThreadOrder
from app.rules.permissions import Action
from app.web.discussion.blueprint import Answer, blueprint, proposal, talks
from app.web.discussion.pages import column_of, thread_at, thread_of
from app.web.discussion.shown import said_with
from app.web.doors import guard
from app.web.paging import number_asked


@blueprint.get("/propositions/<int:number>/discussion")
@guard(Action.PROPOSAL_READ)
def index(number: int) -> str:
    """`tri`, `filtre=questions`, `vue=pour-contre`, `autour=` a message; anything else in the address is 400."""
    row = proposal(number)
    if request.args.get("vue"):
        return _sides(row)
    if (asked := number_asked("autour")) is not None:
        thread = thread_at(_here(number, asked), row)
    else:
        thread = thread_of(row, _order(), waiting=_waiting())
    return render_template("discussion/index.html", thread=thread, **talks(row))


def _order() -> ThreadOrder:
    asked = request.args.get("tri", ThreadOrder.RECENT.value)
    return ThreadOrder(asked) if asked in set(ThreadOrder) else abort(400)


def _waiting() -> bool:
    asked = request.args.get("filtre", "")
    return asked == "questions" if asked in ("", "questions") else abort(400)


def _here(number: int, comment_id: int) -> Any:
    one = read.where(db.session(), comment_id)
    if one.proposal_id != number:
        abort(404)
    return one


def _sides(row: Any) -> str:
    if request.args["vue"] != "pour-contre":
        abort(400)
    columns = [column_of(row.id, Stance.FOR, "pour", _("Pour")),
               column_of(row.id, Stance.AGAINST, "contre", _("Contre"))]
    return render_template("discussion/sides.html", columns=columns, **talks(row))


@blueprint.get("/commentaires/<int:number>")
@guard(Action.PROPOSAL_READ)
def comment(number: int) -> Response:
    """The address of one message: the full thread, open at its place."""
    one = read.where(db.session(), number)
    proposal(one.proposal_id)
    return redirect(url_for(".index", number=one.proposal_id, autour=number, _anchor=f"comment-{number}"), 302)


@blueprint.get("/commentaires/<int:number>/reponses")
@guard(Action.PROPOSAL_READ)
def branch(number: int) -> Answer:
    """One comment with all its replies, by pages; a reply leads to its comment's."""
    one = read.one(db.session(), number)
    if one.parent_id is not None:
        return redirect(url_for(".branch", number=one.parent_id, _anchor=f"comment-{number}"), 302)
    row = proposal(one.proposal_id)
    replies, after = read.replies(db.session(), number, number_asked("apres") or 0)
    more = url_for(".branch", number=number, apres=after) if after else None
    return render_template("discussion/comment.html", said=said_with(one, replies, row), more=more, **talks(row))


@blueprint.get("/commentaires/<int:number>/versions")
@guard(Action.PROPOSAL_READ)
def versions(number: int) -> str:
    """What a message said before it was corrected. Of a hidden one nothing is shown."""
    one = read.one(db.session(), number)
    if one.state is ContentState.HIDDEN:
        abort(404)
    row = proposal(one.proposal_id)
    return render_template("discussion/versions.html", one=one, versions=read.versions(db.session(), number),
                           **talks(row))
