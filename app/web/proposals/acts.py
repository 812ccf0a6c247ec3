"""Acts on one proposal: support, change, withdraw, merge, wake."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, merging, proposals
from app.queries import proposals as read
from app.queries import ties
from app.rules.permissions import Action
from app.web.doors import do, guard, me
from app.web.idempotency import keyed
from app.web.paging import number_asked
from app.web.proposals.blueprint import blueprint
from app.web.proposals.forms import MergeForm, ReasonForm, StructureForm
from app.web.proposals.readable import readable
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def back(number: int, anchor: str = "") -> Response:
    return redirect(url_for(".show", number=number) + anchor, 303)


@blueprint.get("/propositions/<int:number>/soutenir")
@guard(Action.PROPOSAL_SUPPORT)
def support_page(number: int) -> str:
    """For who comes from the sign-in page: what supporting means, and the button."""
    person = me()
    form = StructureForm(structures=read.mandates(db.session(), person.id) if person else ())
    return render_template("proposals/support.html", row=readable(number), form=form)


@blueprint.post("/propositions/<int:number>/soutenir")
@guard(Action.PROPOSAL_SUPPORT)
def support(number: int) -> Response:
    person = me()
    form = StructureForm(structures=read.mandates(db.session(), person.id) if person else ())
    try:
        do(proposals.support, number, form.structure.data if form.validate() else None)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(
            _("C’est compté, merci. Vous recevrez les nouvelles. Vous pouvez revenir en arrière à tout moment."), "done"
        )
    return back(number)


@blueprint.post("/propositions/<int:number>/ne-plus-soutenir")
@guard(Action.PROPOSAL_SUPPORT)
def unsupport(number: int) -> Response:
    try:
        do(proposals.unsupport, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("Votre soutien est retiré."), "done")
    return back(number)


def _reasoned(number: int, template: str, form: ReasonForm, act: Callable[..., Any], done: str, *extra: Any) -> Answer:
    """A page with a reason: shown, then acted on; a refusal comes back beside its field."""
    row = readable(number)
    if request.method == "POST" and form.validate():
        try:
            run: Any = do  # the operations differ by one argument
            run(act, number, *(e() for e in extra), form.reason.data)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(done, "done")
            return back(number)
    return render_template(template, row=row, form=form), 422 if request.method == "POST" else 200


@blueprint.route("/propositions/<int:number>/retirer", methods=["GET", "POST"])
@guard(Action.PROPOSAL_WITHDRAW)
@keyed(lambda _made, number: url_for(".show", number=number))
def withdraw(number: int) -> Answer:
    return _reasoned(
        number, "proposals/withdraw.html", ReasonForm(), proposals.withdraw, _("La proposition est retirée.")
    )


@blueprint.route("/propositions/<int:number>/reunir", methods=["GET", "POST"])
@guard(Action.PROPOSAL_MERGE)
@keyed(lambda _made, number: url_for(".show", number=number))
def merge(number: int) -> Answer:
    form = MergeForm()
    row = readable(number)
    form.into.choices = [("", _("Choisir")), *_others(row)]
    if request.method == "GET":
        form.into.data = number_asked("avec")
    return _reasoned(
        number,
        "proposals/merge.html",
        form,
        merging.merge,
        _("Les deux propositions sont réunies. Les porteurs sont invités, les soutiens comptés une fois."),
        lambda: form.into.data,
    )


def _others(row: Any) -> list[tuple[int, str]]:
    """What it may be merged into: those that say nearly the same, then the most lively."""
    near = [one.id for one in ties.near(db.session(), row, (row.track,))]
    if (asked := number_asked("avec")) is not None:
        near.insert(0, asked)
    found = {one.id: one for one in read.mergeable(db.session(), row.track, row.id, near)}
    order = [*(n for n in dict.fromkeys(near) if n in found), *(n for n in found if n not in near)]
    return [(n, f"{found[n].reference} – {found[n].title}") for n in order]


@blueprint.post("/propositions/<int:number>/separer")
@guard(Action.PROPOSAL_MERGE)
@keyed(lambda _made, number: url_for(".show", number=number))
def unmerge(number: int) -> Response:
    """The way back from a merge, for a week."""
    try:
        do(merging.undo, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        return redirect(url_for(".show", number=number, origine=1), 303)
    flash(_("La réunion est défaite\u00a0: chaque proposition retrouve ses soutiens."), "done")
    return back(number)


@blueprint.post("/propositions/<int:number>/reveiller")
@guard(Action.PROPOSAL_WAKE)
@keyed(lambda _made, number: url_for(".show", number=number))
def wake(number: int) -> Response:
    do(proposals.wake, number)
    flash(_("La proposition est réveillée."), "done")
    return back(number)
