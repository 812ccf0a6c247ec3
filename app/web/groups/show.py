"""A work group's page: who is in it, what for, when it meets, what each one undertook. Joining and leaving."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, commitments, groups
from app.queries import groups as read
from app.queries import proposals
from app.queries.charters import charter_by_id
from app.rules.kinds import CommitmentState, GroupRole, Status
from app.rules.permissions import Action
from app.web.doors import actor_on, do, guard, me, now
from app.web.groups.blueprint import blueprint
from app.web.groups.forms import JoinForm, SettleForm
from app.web.groups.words import COMMITMENTS, MEETINGS, ROLES, spoken
from app.web.idempotency import keyed
from app.web.locale import localised
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response
WORDS = {"ROLES": ROLES, "COMMITMENTS": COMMITMENTS, "MEETINGS": MEETINGS, "spoken": spoken}


def back(number: int, anchor: str = "") -> Response:
    return redirect(url_for(".show", number=number) + anchor, 303)


def around(row: Any) -> dict[str, Any]:
    """What every page here needs: the stage in words and what it opens, and who is there."""
    stage = charter_by_id(db.session(), row.charter_id).tracks[row.track].stages[row.stage]
    alive = row.status in (Status.OPEN, Status.DORMANT)
    person = me()
    return {
        "row": row, "stage": localised(stage.names), "features": stage.features if alive else frozenset(),
        "there": actor_on(row.proposal_id) if person else None, "moment_now": now(), **WORDS,
    }


def _before() -> int | None:
    typed = request.args.get("avant", "")
    return int(typed) if typed.isdecimal() and len(typed) < 13 else None


@blueprint.get("/groupes/<int:number>")
@guard(Action.PROPOSAL_READ)
def show(number: int) -> str:
    session, person = db.session(), me()
    row = read.group(session, number)
    there = read.members(session, number)
    met = read.meetings(session, number, _before())
    return render_template(
        "groups/show.html", **around(row), members=there,
        mine=next((m for m in there if person and m.person_id == person.id), None),
        next_meeting=read.next_meeting(session, number, now()), meetings=met[:read.MEETINGS],
        earlier=met[read.MEETINGS - 1].id if len(met) > read.MEETINGS else None,
        commitments=read.commitments(session, number))


@blueprint.get("/propositions/<int:number>/groupe")
@guard(Action.PROPOSAL_READ)
def of_proposal(number: int) -> Response:
    """404 while the group is not born."""
    return redirect(url_for(".show", number=read.group_of(db.session(), number)), 303)


@blueprint.route("/groupes/<int:number>/rejoindre", methods=["GET", "POST"])
@guard(Action.GROUP_JOIN)
def join(number: int) -> Answer:
    row, person = read.group(db.session(), number), me()
    form = JoinForm(structures=proposals.mandates(db.session(), person.id) if person else ())
    if form.validate_on_submit():
        try:
            new = do(groups.join, number, form.structure.data, GroupRole(form.role.data))
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Vous êtes dans le groupe, bienvenue.") if new else _("Vous êtes déjà dans le groupe."), "done")
            return back(number)
    return render_template("groups/join.html", row=row, form=form), 422 if request.method == "POST" else 200


@blueprint.route("/groupes/<int:number>/quitter", methods=["GET", "POST"])
@guard(Action.GROUP_JOIN)
@keyed(lambda _made, number: url_for(".show", number=number))
def leave(number: int) -> Answer:
    row = read.group(db.session(), number)
    if request.method == "GET":
        return render_template("groups/leave.html", row=row)
    try:
        do(groups.leave, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("Vous n’êtes plus dans le groupe. Ce que vous y avez fait reste."), "done")
    return back(number)


@blueprint.post("/engagements/<int:number>")
@guard(Action.COMMITMENT_SETTLE)
def settle(number: int) -> Response:
    """Accepted, done or dropped, by the person; back to the meeting where it was said."""
    row, form = read.commitment(db.session(), number), SettleForm()
    try:
        if not form.validate():
            raise Refused("commitment_is_settled")
        do(commitments.settle, number, CommitmentState(form.state.data))
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("C’est noté."), "done")
    if request.form.get("stay") == "meeting" and row.meeting_id:
        return redirect(url_for(".meeting", number=row.meeting_id) + "#engagements", 303)
    return back(row.group_id, "#engagements")
