"""Drafts: the list, one taken up again, one thrown away."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import drafts as write
from app.queries import places
from app.queries import proposals as read
from app.rules.permissions import Action
from app.web.doors import do, guard, me
from app.web.proposals.blueprint import blueprint
from app.web.proposals.writing import answered, from_draft


@blueprint.get("/brouillons")
@guard(Action.DRAFT_WRITE)
def drafts() -> str:
    person = me()
    return render_template("proposals/drafts.html", drafts=read.drafts(db.session(), person.id if person else 0))


@blueprint.get("/brouillons/<int:number>")
@guard(Action.DRAFT_WRITE)
def draft(number: int) -> str:
    kept, form = from_draft(number)
    known = read.titles(db.session(), list(answered(form)))
    return render_template("proposals/write.html", form=form, track=kept.track, draft_id=number, answers=known.values(),
                           communes=places.names(db.session()))


@blueprint.post("/brouillons/<int:number>/effacer")
@guard(Action.DRAFT_WRITE)
def drop(number: int) -> Response:
    do(write.drop, number)
    flash(_("Brouillon effacé."), "done")
    return redirect(url_for(".drafts"), 303)
