"""Drafts: the list, one taken up again, one thrown away."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import drafts as write
from app.queries import places
from app.queries import proposals as read
from app.rules import limits
from app.rules.permissions import Action
from app.web.doors import actor_on, do, guard, may, me, now
from app.web.idempotency import keyed
from app.web.proposals.blueprint import blueprint
from app.web.proposals.editing import readable_draft
from app.web.proposals.writing import answered, from_draft


def _mine() -> list[Any]:
    person = me()
    return read.drafts(db.session(), person.id if person else 0)


@blueprint.get("/brouillons")
@guard(Action.DRAFT_WRITE)
def drafts() -> str:
    """With the days that are left where its person was, or soon is, written to about it."""
    there = _mine()
    left = {row.id: (row.expires_at - now()).days for row in there}
    soon = {number: days for number, days in left.items() if days < limits.DRAFT_NOTICES[0]}
    return render_template("proposals/drafts.html", drafts=there, soon=soon)


@blueprint.get("/brouillons/<int:number>")
@guard(Action.DRAFT_WRITE)
def draft(number: int) -> str | Response:
    person = me()
    row = read.draft(db.session(), number, person.id if person else 0)
    if row.proposal_id is not None:
        return _change(row)
    kept, form = from_draft(number)
    known = read.titles(db.session(), list(answered(form)))
    return render_template("proposals/write.html", form=form, track=kept.track, draft_id=number, answers=known.values(),
                           communes=places.names(db.session()))


def _change(draft: Any) -> str | Response:
    """Where it is written; who carries it no more finds their words again, to take elsewhere."""
    if may(Action.PROPOSAL_EDIT, actor_on(draft.proposal_id)):
        return redirect(url_for(".edit", number=draft.proposal_id, reprise=1), 303)
    row = read.page(db.session(), draft.proposal_id)
    return render_template("proposals/edit_left.html", row=row, draft=draft, words=readable_draft(row, draft))


@blueprint.get("/brouillons/<int:number>/effacer")
@guard(Action.DRAFT_WRITE)
def ask_to_drop(number: int) -> str:
    row = next((row for row in _mine() if row.id == number), None) or abort(404)
    return render_template("proposals/draft_drop.html", draft=row)


def _left() -> str:
    """The published text whose change it was, else the list."""
    on = request.form.get("on", "")
    return url_for(".edit", number=int(on)) if on.isdecimal() and len(on) < 12 else url_for(".drafts")


@blueprint.post("/brouillons/<int:number>/effacer")
@guard(Action.DRAFT_WRITE)
@keyed(lambda _made, number: _left())
def drop(number: int) -> Response:
    do(write.drop, number)
    flash(_("Brouillon effacé."), "done")
    return redirect(_left(), 303)
