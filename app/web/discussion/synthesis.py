"""The synthesis of a discussion: written over messages one picks, read with every version before it."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.extensions import db
from app.operations import Refused, syntheses
from app.queries import syntheses as read
from app.rules.permissions import Action, refusal
from app.web.discussion.blueprint import Answer, blueprint, proposal, talks
from app.web.discussion.forms import STANCES, SynthesisForm
from app.web.doors import actor_on, do, guard
from app.web.idempotency import keyed
from app.web.locale import chosen
from app.web.reasons import sentence

LISTED = 300


@blueprint.get("/propositions/<int:number>/synthese")
@guard(Action.SYNTHESIS_WRITE)
def synthesis(number: int) -> str:
    row = proposal(number)
    last = read.newest(db.session(), number)
    total, newest = read.visible(db.session(), number)
    form = SynthesisForm(data={"body": read.text(db.session(), number), "again": last is not None, "up_to": newest})
    return _page(row, form, last, total)


@blueprint.post("/propositions/<int:number>/synthese")
@guard(Action.SYNTHESIS_WRITE)
@keyed(lambda _made, number: url_for(".index", number=number, _anchor="synthese"))
def send_synthesis(number: int) -> Answer:
    row, form = proposal(number), SynthesisForm()
    if form.validate():
        try:
            do(syntheses.write, number, form.body.data, chosen(), form.covers.data,
               up_to=form.up_to.data if form.everything.data else None, again=bool(form.again.data))
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("La synthèse est publiée, en tête de la discussion."), "done")
            return redirect(url_for(".index", number=number, _anchor="synthese"), 303)
    return _page(row, form, read.newest(db.session(), number), read.visible(db.session(), number)[0]), 422


def _page(row: Any, form: SynthesisForm, last: Any, total: int) -> str:
    """The roles held on the proposal are asked here; the operation asks again."""
    if refusal(Action.SYNTHESIS_WRITE, actor_on(row.id)) is not None:
        abort(403)
    picked = set(form.covers.data or ())
    if not form.is_submitted() and last is not None:
        picked = set(read.covers(db.session(), row.id, last.number))
    return render_template("discussion/synthesis_form.html", form=form, last=last, total=total, picked=picked,
                           messages=read.to_cover(db.session(), row.id), stances=STANCES, **talks(row))


@blueprint.get("/propositions/<int:number>/syntheses")
@guard(Action.PROPOSAL_READ)
def synthesis_versions(number: int) -> str:
    row = proposal(number)
    every = read.all_of(db.session(), number)
    if not every:
        abort(404)
    return render_template("discussion/syntheses.html", every=every, **talks(row))


@blueprint.get("/propositions/<int:number>/syntheses/<int:version>")
@guard(Action.PROPOSAL_READ)
def synthesis_covers(number: int, version: int) -> str:
    """Which messages a version covers, each with its address."""
    row = proposal(number)
    covers = read.covers(db.session(), number, version)
    return render_template("discussion/covered.html", version=version, covers=covers[:LISTED],
                           rest=len(covers) - LISTED, **talks(row))
