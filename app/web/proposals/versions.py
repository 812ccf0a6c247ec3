"""A new version, and the ones before."""

from typing import Any

from flask import flash, render_template, url_for
from flask import redirect as go
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, proposals
from app.queries import charters, places, reference
from app.queries import proposals as read
from app.rules.permissions import Action, refusal
from app.rules.revisions import MINOR_WORDS
from app.web.doors import actor_on, do, guard
from app.web.proposals.acts import back
from app.web.proposals.blueprint import blueprint
from app.web.proposals.forms import ProposalForm, ReviseForm, form_for
from app.web.proposals.readable import readable
from app.web.proposals.writing import text_of
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def _form(row: Any, **given: Any) -> ProposalForm:
    charter = charters.charter_by_id(db.session(), row.charter_id)
    return form_for(charter.tracks[row.track].stages[row.stage], themes=reference.themes(db.session()), **given)


@blueprint.get("/propositions/<int:number>/completer")
@guard(Action.PROPOSAL_READ)
def complete(number: int) -> Response:
    """Where a missing field is written: the pact for a group, the text otherwise."""
    row = readable(number)
    stage = charters.charter_by_id(db.session(), row.charter_id).tracks[row.track].stages[row.stage]
    if "outcome_form" in stage.features:
        return go(url_for("experiments.outcome", number=number), 303)
    if "pact" in stage.features:
        return go(url_for("experiments.pact", number=number), 303)
    return go(url_for(".edit", number=number), 303)


@blueprint.get("/propositions/<int:number>/modifier")
@guard(Action.PROPOSAL_EDIT)
def edit(number: int) -> Answer:
    row = readable(number)
    if (reason := refusal(Action.PROPOSAL_EDIT, actor_on(number))) is not None:
        flash(sentence(reason.code, reason.params), "error")
        return back(number)
    there = ", ".join(p.name for p in read.places(db.session(), number))
    form = _form(
        row,
        formdata=MultiDict(
            {
                **row.fields,
                "title": row.title,
                "places": there,
                "theme": row.theme_id or "",
                "version": row.version,
                **({"whole_territory": "y"} if row.whole_territory else {}),
            }
        ),
        meta={"csrf": True},
    )
    return render_template(
        "proposals/edit.html", row=row, form=form, note=ReviseForm(formdata=None), communes=places.names(db.session()),
        minor_words=MINOR_WORDS
    )


@blueprint.post("/propositions/<int:number>/modifier")
@guard(Action.PROPOSAL_EDIT)
def revise(number: int) -> Answer:
    row, note = readable(number), ReviseForm()
    form = _form(row)
    fine = [form.validate(), note.validate()]
    text = text_of(form) if all(fine) else None
    if text is not None:
        minor = bool(note.minor.data)
        try:
            do(proposals.revise, number, text, note.note.data or "",
               form.version.data or 0, minor=minor)
        except Refused as refused:
            (note if refused.field in ("minor", "note") else form).refuse(
                refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("La correction est publiée.") if minor else _("La nouvelle version est publiée."), "done")
            return back(number)
    return render_template(
        "proposals/edit.html", row=row, form=form, note=note, communes=places.names(db.session()),
        minor_words=MINOR_WORDS
    ), 422


@blueprint.get("/propositions/<int:number>/soutiens")
@guard(Action.PROPOSAL_READ)
def supporters(number: int) -> str:
    from flask import request

    after = request.args.get("apres", "0")
    row = readable(number)
    found = read.supporters(db.session(), number, int(after) if after.isdecimal() and len(after) < 12 else 0)
    return render_template("proposals/supporters.html", row=row, supporters=found)
