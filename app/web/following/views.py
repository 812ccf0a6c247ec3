"""The news page, what one follows, and the buttons that change it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, following
from app.queries import following as read
from app.queries.journal import names
from app.rules.kinds import Subject
from app.rules.permissions import Action
from app.web.doors import actor, do, guard
from app.web.following.shown import group, titled
from app.web.paging import mark, moment_of, numbers_asked, whole
from app.web.proposals.readable import readable
from app.web.reasons import sentence

blueprint = Blueprint("following", __name__)
KINDS = "any(proposal, group, structure, space)"
GROUPED = "any(proposal, group, structure, space, person, decision)"
FOLLOWED = 50


def _me() -> int:
    """The guard lets nobody else through; the type does not know it."""
    return actor().person_id or 0


@blueprint.get("/nouvelles")
@guard(Action.NOTIFICATION_READ)
def notifications() -> str:
    asked = numbers_asked("apres", 2)
    after = read.Cursor(bool(asked[0]), asked[1]) if asked else None
    session, roles = db.session(), actor().roles
    rows, further = read.groups(session, _me(), roles, after)
    lines = read.lines(session, _me(), roles, rows)
    known = names(session, [line for some in lines.values() for line in some], subjects=False)
    things = read.things(session, list(lines))
    groups = [group(row, things.get(key), lines.get(key, []), known)
              for row in rows if (key := (row.subject_kind, row.subject_id))]
    newest = max((row.last for row in rows), default=0)
    following_page = url_for(".notifications", apres=f"{int(further.unread)}-{further.last}") if further else None
    return render_template("following/notifications.html", groups=groups, newest=newest, next_url=following_page,
                           first=after is None, any_unread=any(g["unread"] for g in groups))


@blueprint.post("/nouvelles/lues")
@guard(Action.NOTIFICATION_READ)
def mark_all() -> Response:
    """Up to what the page showed: what came in since stays unread."""
    do(following.mark_all_read, whole(request.form.get("newest")) or 0)
    flash(_("Tout est marqué comme lu."), "done")
    return redirect(url_for(".notifications"), 303)


@blueprint.post(f"/nouvelles/<{GROUPED}:kind>/<int:number>/lues")
@guard(Action.NOTIFICATION_READ)
def mark_group(kind: str, number: int) -> Response:
    do(following.mark_read, Subject(kind), number)
    return redirect(url_for(".notifications"), 303)


@blueprint.get("/nouvelles/suivi")
@guard(Action.NOTIFICATION_READ)
def followed() -> str:
    """Everything one follows, each with its button to stop."""
    asked = numbers_asked("apres", 2)
    rows = read.followed(db.session(), _me(), (moment_of(asked[0]), asked[1]) if asked else None, FOLLOWED)
    shown = rows[:FOLLOWED]
    things = read.things(db.session(), [(row.subject_kind, row.subject_id) for row in shown])
    items = [{"kind": row.subject_kind.value, "id": row.subject_id, "since": row.since,
              **titled(row.subject_kind, row.subject_id, things.get((row.subject_kind, row.subject_id)))}
             for row in shown]
    more = len(rows) > FOLLOWED
    next_url = url_for(".followed", apres=f"{mark(shown[-1].since)}-{shown[-1].subject_id}") if more else None
    return render_template("following/followed.html", items=items, next_url=next_url)


@blueprint.get("/propositions/<int:number>/suivre")
@guard(Action.FOLLOW)
def ask(number: int) -> str:
    """For who comes from the sign-in page."""
    return render_template("following/ask.html", row=readable(number))


@blueprint.post("/propositions/<int:number>/suivre")
@guard(Action.FOLLOW)
def follow(number: int) -> Response:
    return _follow(Subject.PROPOSAL, number)


@blueprint.post("/propositions/<int:number>/ne-plus-suivre")
@guard(Action.FOLLOW)
def unfollow(number: int) -> Response:
    return _unfollow(Subject.PROPOSAL, number)


@blueprint.post(f"/suivre/<{KINDS}:kind>/<int:number>")
@guard(Action.FOLLOW)
def follow_thing(kind: str, number: int) -> Response:
    return _follow(Subject(kind), number)


@blueprint.post(f"/ne-plus-suivre/<{KINDS}:kind>/<int:number>")
@guard(Action.FOLLOW)
def unfollow_thing(kind: str, number: int) -> Response:
    return _unfollow(Subject(kind), number)


def _follow(kind: Subject, number: int) -> Response:
    try:
        do(following.follow, kind, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("Vous suivez\u00a0: les nouvelles arriveront ici, sur votre page «\u00a0Nouvelles\u00a0»."), "done")
    return _back(kind, number)


def _unfollow(kind: Subject, number: int) -> Response:
    do(following.unfollow, kind, number)
    flash(_("Vous ne suivez plus."), "done")
    return _back(kind, number)


def _back(kind: Subject, number: int) -> Response:
    """To the thing itself, or to the list of what one follows where the click came from there."""
    if request.form.get("from") == "list":
        return redirect(url_for(".followed"), 303)
    thing = read.things(db.session(), [(kind, number)]).get((kind, number))
    return redirect(titled(kind, number, thing)["url"] or url_for(".followed"), 303)


