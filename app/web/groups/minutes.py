"""Writing the minutes of a meeting, and amending them in sight of everybody."""

from datetime import datetime
from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused
from app.operations import minutes as write
from app.queries import groups as read
from app.rules.permissions import Action
from app.web.doors import do, guard
from app.web.groups.blueprint import blueprint
from app.web.groups.forms import MinutesForm
from app.web.groups.meetings import there_now
from app.web.groups.show import around
from app.web.idempotency import keyed
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def _mark(row: Any) -> str:
    """When the minutes that are shown were written, "" for none yet."""
    written = row.minutes_edited_at or row.minutes_at
    return written.isoformat() if written else ""


def _said(form: MinutesForm) -> write.Said:
    promises = [write.Promise(person.data, text.data, due.data) for person, text, due in form.lines() if person.data]
    return write.Said(text=form.minutes.data or "", present=form.present.data or [], promises=promises)


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
        first = do(write.write, number, _said(form), _seen(form))
    except Refused as refused:
        newer = refused.code == "changed_meanwhile"
        form.refuse(refused.field, sentence(refused.code, refused.params))
        row = read.meeting(db.session(), number)
        if newer:
            form.seen.process(MultiDict({"seen": _mark(row)}))
        return _page(row, form, 422, newer)
    flash(_("Le compte rendu est publié.") if first
          else _("Le compte rendu est modifié\u00a0: cela se voit sur la page."), "done")
    return there_now(number)
