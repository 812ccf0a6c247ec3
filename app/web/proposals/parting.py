"""A part of a proposal goes on as another one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, splitting
from app.queries import charters
from app.rules import amending
from app.rules.easy_read import KEY as EASY
from app.rules.permissions import Action, refusal
from app.web.doors import actor_on, do, guard
from app.web.forms import Form
from app.web.idempotency import keyed
from app.web.locale import localised
from app.web.proposals.acts import back
from app.web.proposals.blueprint import blueprint
from app.web.proposals.readable import readable
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def _fields(row: Any) -> list[tuple[str, list[dict[str, str]]]]:
    """(label, paragraphs) of each field that says something, with the value its box sends."""
    stages = charters.charter_by_id(db.session(), row.charter_id).tracks[row.track].stages
    answers = {field.key for stage in stages.values() for field in stage.fields if not field.is_text} | {EASY}
    names = {field.key: localised(field.names) for stage in stages.values() for field in stage.fields}
    return [(names.get(key, key), [{"value": f"{key}:{one.number}", "text": one.text}
                                   for one in amending.paragraphs(text)])
            for key, text in row.fields.items() if text and key not in answers]


def _chosen() -> list[tuple[str, int]]:
    parts = [value.rpartition(":") for value in request.form.getlist("chosen")]
    return [(key, int(number)) for key, _colon, number in parts if number.isdecimal() and len(number) < 6]


@blueprint.route("/propositions/<int:number>/scinder", methods=["GET", "POST"])
@guard(Action.PROPOSAL_EDIT)
@keyed(lambda made, number: url_for(".draft", number=made))
def split(number: int) -> Answer:
    row, form = readable(number), Form()
    if (reason := refusal(Action.PROPOSAL_EDIT, actor_on(number))) is not None:
        flash(sentence(reason.code, reason.params), "error")
        return back(number)
    if form.validate_on_submit():
        seen = request.form.get("seen", "")
        try:
            draft = do(splitting.begin, number, _chosen(), int(seen) if seen.isdecimal() and len(seen) < 9 else 0)
        except Refused as refused:
            form.refuse(None, sentence(refused.code, refused.params))
        else:
            flash(_("Le brouillon est commencé\u00a0: complétez-le, puis publiez-le."), "done")
            return redirect(url_for(".draft", number=draft), 303)
    return render_template("proposals/split.html", row=row, form=form, fields=_fields(row),
                           ticked=request.form.getlist("chosen")), 422 if request.method == "POST" else 200
