"""« Préparer la suite »: what the next stage asks, written ahead by those who carry, and how far that is.

Nobody else reads it before the passage: it is work in hand, not yet what people are asked to support.
"""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.core.kinds import Status
from app.core.permissions import Action, refusal
from app.core.unit_of_work import Refused
from app.core.web.doors import actor_on, do, guard, may
from app.core.web.languages import chosen, localised, sentence
from app.core.web.paging import whole
from app.core.web.sent_forms import keyed
from app.extensions import db
from app.governance.charter.editing import told_all
from app.governance.charter.model import Charter
from app.governance.charter.sentences import gate_sentences
from app.governance.gates import Ahead, Completeness, ahead, completeness, prepared, questions
from app.proposals import refusals
from app.proposals.queries import proposals
from app.proposals.service import writing
from app.proposals.views.acts import back
from app.proposals.views.blueprint import blueprint, readable
from app.proposals.views.forms import AskedForm, ahead_form, typed_in
from app.territory.queries import charters

Answer = str | tuple[str, int] | Response


def _coming(row: Any) -> tuple[Charter, tuple[Ahead, ...]]:
    charter = charters.charter_by_id(db.session(), row.charter_id)
    return charter, ahead(charter, charters.in_force(db.session(), row.space_id)[1], row.track, row.stage)


def coming_up(row: Any, there: Any) -> Completeness | None:
    """For the page of a proposal: how far what comes next is prepared. None for who does not carry it, or where
    nothing more will be asked."""
    if there is None or not may(Action.PROPOSAL_EDIT, there) or row.status not in (Status.OPEN, Status.DORMANT):
        return None
    _charter, found = _coming(row)
    kept = proposals.preparation(db.session(), row.id) if questions(found) else None
    return prepared(found, kept.fields if kept else {}) if questions(found) else None


@blueprint.get("/propositions/<int:number>/preparer")
@guard(Action.PROPOSAL_EDIT)
def prepare(number: int) -> Answer:
    row = readable(number)
    if (reason := refusal(Action.PROPOSAL_EDIT, actor_on(number))) is not None:
        flash(sentence(reason.code, reason.params), "error")
        return back(number)
    _charter, found = _coming(row)
    if not questions(found):
        flash(sentence(refusals.NOTHING_TO_PREPARE), "info")
        return back(number)
    kept = proposals.preparation(db.session(), number)
    typed = typed_in(questions(found), kept.fields if kept else {})
    return _preparing_page(row, ahead_form(questions(found), formdata=MultiDict(typed), meta={"csrf": True}), kept)


def _preparing_page(row: Any, form: AskedForm, kept: Any, code: int = 200, *, theirs: Any = None) -> Answer:
    charter, found = _coming(row)
    asking = [each for each in found if each.fields]
    now = completeness(charter, row.track, row.stage, row.fields)
    return render_template(
        "proposals/prepare.html", row=row, form=form, kept=kept, theirs=theirs,
        to=[localised(each.stage.names) for each in asking], now=now, coming=prepared(found, form.written()),
        further=[gate_sentences(each.rules, gate, chosen()) for each in asking for gate in each.further]), code


@blueprint.post("/propositions/<int:number>/preparer")
@guard(Action.PROPOSAL_EDIT)
@keyed(lambda _made, number: url_for(".prepare", number=number))
def keep_ahead(number: int) -> Answer:
    row = readable(number)
    fields = questions(_coming(row)[1]) or abort(404)
    form, seen = ahead_form(fields), whole(request.form.get("seen")) or 0
    if (reason := refusal(Action.PROPOSAL_EDIT, actor_on(number))) is not None:
        abort(403, reason.code)
    if form.validate():
        try:
            do(writing.prepare, number, form.written(), seen)
        except Refused as refused:
            return _refused(row, form, refused)
        flash(_("C’est gardé. Ce sera publié au passage à l’étape suivante."), "done")
        return redirect(url_for(".prepare", number=number), 303)
    return _preparing_page(row, form, proposals.preparation(db.session(), number), 422)


def _refused(row: Any, form: AskedForm, refused: Refused) -> Answer:
    """Where another carrier was before, both texts are on the page."""
    form.refuse(refused.field, sentence(refused.code, refused.params))
    kept = proposals.preparation(db.session(), row.id)
    if refused.code != refusals.PREPARED_MEANWHILE or kept is None:
        return _preparing_page(row, form, kept, 422)
    words = told_all({field.key: field for field in form.asked}, kept.fields, chosen())
    theirs = [(localised(field.names), words[field.key]) for field in form.asked if words.get(field.key)]
    return _preparing_page(row, form, kept, 409, theirs=theirs)
