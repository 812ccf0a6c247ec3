"""A meeting: its page, planning it, moving it, cancelling it, saying whether one comes, and its file for a calendar."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Response as Plain
from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.exports.calendar import Event, event_file
from app.extensions import db
from app.operations import Refused, meetings
from app.queries import groups as read
from app.queries.attachments import of_meeting
from app.rules.kinds import MeetingState
from app.rules.permissions import Action
from app.web.costs import FEED, costs
from app.web.doors import do, guard, me, now
from app.web.groups.blueprint import blueprint
from app.web.groups.forms import ComesForm, MeetingForm
from app.web.groups.show import around, back
from app.web.idempotency import keyed, lands_on
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def there_now(number: int) -> Response:
    return redirect(url_for(".meeting", number=number), 303)


@blueprint.get("/reunions/<int:number>")
@guard(Action.PROPOSAL_READ)
def meeting(number: int) -> str:
    session, person = db.session(), me()
    row = read.meeting(session, number)
    answers = read.attendance(session, number)
    return render_template(
        "groups/meeting.html", **around(row), attachments=of_meeting(session, number),
        coming=[a for a in answers if a.present], away=[a for a in answers if not a.present],
        commitments=read.commitments_of(session, number),
        mine=next((a.present for a in answers if person and a.person_id == person.id), None),
        is_member=person is not None and read.is_member(session, row.group_id, person.id))


def _plan_of(form: MeetingForm) -> meetings.Plan:
    return meetings.Plan(title=form.title.data, day=form.day.data, starts=form.starts.data, ends=form.ends.data,
                         where=form.where.data, agenda=form.agenda.data or "")


def _sent(form: MeetingForm, act: Callable[[meetings.Plan], Any]) -> Any:
    """What the operation gives back; None where the form is shown again."""
    if not form.validate_on_submit():
        return None
    try:
        return act(_plan_of(form))
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return None


def _form_page(row: Any, form: MeetingForm, meeting_id: int | None) -> Answer:
    page = render_template("groups/plan.html", row=row, form=form, meeting_id=meeting_id)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/groupes/<int:number>/reunions/nouvelle", methods=["GET", "POST"])
@guard(Action.MEETING_HOLD)
@keyed(lambda made, number: url_for(".meeting", number=made))
def plan(number: int) -> Answer:
    row, form = read.group(db.session(), number), MeetingForm()
    made = _sent(form, lambda plan: do(meetings.plan, number, plan))
    if made is not None:
        flash(_("La réunion est prévue\u00a0: le groupe est prévenu."), "done")
        return there_now(made)
    return _form_page(row, form, None)


@blueprint.route("/reunions/<int:number>/modifier", methods=["GET", "POST"])
@guard(Action.MEETING_HOLD)
def change(number: int) -> Answer:
    row = read.meeting(db.session(), number)
    zone = ZoneInfo(row.timezone)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    form = MeetingForm(data={"title": row.title, "day": starts.date(), "starts": starts.time(), "ends": ends.time(),
                             "where": row.where_text, "agenda": row.agenda})
    moved = _sent(form, lambda plan: do(meetings.change, number, plan))
    if moved is not None:
        flash(_("La réunion est déplacée\u00a0: le groupe est prévenu, chacun redit s’il vient.") if moved
              else _("C’est enregistré."), "done")
        return there_now(number)
    return _form_page(row, form, number)


@blueprint.route("/reunions/<int:number>/annuler", methods=["GET", "POST"])
@guard(Action.MEETING_HOLD)
@keyed()
def cancel(number: int) -> Answer:
    row = read.meeting(db.session(), number)
    if request.method == "GET":
        return render_template("groups/cancel.html", **around(row))
    lands_on(url_for(".show", number=row.group_id))
    try:
        do(meetings.cancel, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("La réunion est annulée\u00a0: le groupe est prévenu."), "done")
    return back(row.group_id)


@blueprint.post("/reunions/<int:number>/presence")
@guard(Action.GROUP_JOIN)
def attend(number: int) -> Response:
    form = ComesForm()
    try:
        if form.validate():
            do(meetings.attend, number, form.comes.data == "yes")
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("Merci, c’est noté."), "done")
    return there_now(number)


@blueprint.get("/reunions/<int:number>.ics")
@costs(FEED)
@guard(Action.PROPOSAL_READ)
def ics(number: int) -> Response:
    """One meeting, for any calendar."""
    row = read.meeting(db.session(), number)
    base: str = current_app.config["CORDEE"].origin
    url, host = base + url_for(".meeting", number=number), urlsplit(base).hostname or "localhost"
    told = Event(uid=f"meeting-{number}@{host}", at=now(), starts_at=row.starts_at, ends_at=row.ends_at,
                 title=row.title, where=row.where_text, about=f"{row.name}\n\n{row.agenda}".strip(), url=url,
                 cancelled=row.state is MeetingState.CANCELLED)
    return Plain(event_file(told), mimetype="text/calendar",
                 headers={"Content-Disposition": f'attachment; filename="reunion-{number}.ics"'})
