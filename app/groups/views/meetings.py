"""A meeting: its page, planning it, moving it, cancelling it, saying whether one comes, and its file for a calendar."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Response as Plain, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.attachments.queries import of_meeting
from app.core import refusals
from app.core.kinds import MeetingState
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.act import act
from app.core.web.authentication import me
from app.core.web.doors import do, guard, now
from app.core.web.languages import sentence
from app.core.web.requests import FEED, costs
from app.core.web.sent_forms import keyed, lands_on
from app.extensions import db
from app.groups import queries as read, service as meetings
from app.groups.calendar_files import Event, event_file
from app.groups.views.group import ComesForm, MeetingForm, MinutesForm, around, back, blueprint

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
    return act(
        lambda: do(meetings.cancel, number), to=back(row.group_id),
        said=_("La réunion est annulée\u00a0: le groupe est prévenu."))


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


# Writing the minutes of a meeting, and amending them in sight of everybody.

def _mark(row: Any) -> str:
    """When the minutes that are shown were written, "" for none yet."""
    written = row.minutes_edited_at or row.minutes_at
    return written.isoformat() if written else ""


def _said(form: MinutesForm) -> meetings.Said:
    promises = [meetings.Promise(person.data, text.data, due.data) for person, text, due in form.lines() if person.data]
    return meetings.Said(text=form.minutes.data or "", present=form.present.data or [], promises=promises)


def _seen(form: MinutesForm) -> datetime | None:
    try:
        moment = datetime.fromisoformat(form.seen.data or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _page(row: Any, form: MinutesForm, code: int, newer: bool = False) -> Answer:
    return render_template("groups/minutes.html", **around(row), form=form, newer=newer,
                           commitments=read.commitments_of(db.session(), row.id)), code


@blueprint.get("/reunions/<int:number>/compte-rendu")
@guard(Action.MEETING_HOLD)
def minutes(number: int) -> Answer:
    session = db.session()
    row = read.meeting(session, number)
    coming = [a.person_id for a in read.attendance(session, number) if a.present]
    form = MinutesForm(people=read.everybody(session, row.group_id),
                       data={"minutes": row.minutes or row.agenda, "present": coming, "seen": _mark(row)})
    return _page(row, form, 200)


@blueprint.post("/reunions/<int:number>/compte-rendu")
@guard(Action.MEETING_HOLD)
@keyed(lambda _made, number: url_for(".meeting", number=number))
def publish(number: int) -> Answer:
    """Minutes that somebody else wrote meanwhile are shown beside; sending again is then a choice."""
    row = read.meeting(db.session(), number)
    form = MinutesForm(people=read.everybody(db.session(), row.group_id))
    if not form.validate():
        return _page(row, form, 422)
    try:
        first = do(meetings.write, number, _said(form), _seen(form))
    except Refused as refused:
        newer = refused.code == refusals.CHANGED_MEANWHILE
        form.refuse(refused.field, sentence(refused.code, refused.params))
        row = read.meeting(db.session(), number)
        if newer:
            form.seen.process(MultiDict({"seen": _mark(row)}))
        return _page(row, form, 422, newer)
    flash(_("Le compte rendu est publié.") if first
          else _("Le compte rendu est modifié\u00a0: cela se voit sur la page."), "done")
    return there_now(number)
