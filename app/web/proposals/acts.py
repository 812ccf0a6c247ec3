"""Acts on one proposal: support, change, withdraw, merge, wake, link."""

import re
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, links, merging, proposals
from app.queries import proposals as read
from app.queries import search
from app.rules.kinds import LinkKind
from app.rules.permissions import Action
from app.web.doors import do, guard, me
from app.web.proposals.blueprint import blueprint
from app.web.proposals.forms import LinkForm, MergeForm, ReasonForm, StructureForm
from app.web.proposals.readable import readable
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response
LINKS = (LinkKind.ANSWERS_NEED, LinkKind.CONTINUES, LinkKind.INSPIRED_BY, LinkKind.DEPENDS_ON, LinkKind.DUPLICATES)


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
def withdraw(number: int) -> Answer:
    return _reasoned(
        number, "proposals/withdraw.html", ReasonForm(), proposals.withdraw, _("La proposition est retirée.")
    )


@blueprint.route("/propositions/<int:number>/reunir", methods=["GET", "POST"])
@guard(Action.PROPOSAL_MERGE)
def merge(number: int) -> Answer:
    form = MergeForm()
    row = readable(number)
    form.into.choices = [("", _("Choisir")), *_others(row)]
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
    near = search.alike(db.session(), row.title, " ".join(row.fields.values()), row.lang, (row.track,), exclude=row.id)
    found = {one.id: one for one in read.mergeable(db.session(), row.track, row.id, near)}
    order = [*(n for n in near if n in found), *(n for n in found if n not in near)]
    return [(n, f"{found[n].reference} – {found[n].title}") for n in order]


@blueprint.post("/propositions/<int:number>/separer")
@guard(Action.PROPOSAL_MERGE)
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
def wake(number: int) -> Response:
    do(proposals.wake, number)
    flash(_("La proposition est réveillée."), "done")
    return back(number)


def _number_in(typed: str) -> int | None:
    """« 12 », or an address that ends with it."""
    found = re.search(r"(\d{1,9})(?:[/?#].*)?$", typed.strip())
    return int(found[1]) if found else None


@blueprint.route("/propositions/<int:number>/relier", methods=["GET", "POST"])
@guard(Action.LINK_MAKE)
def link(number: int) -> Answer:
    form, row = LinkForm(), readable(number)
    form.kind.choices = [(k.value, _link_words(k)) for k in LINKS]
    if form.validate_on_submit():
        other = _number_in(form.other.data or "")
        try:
            if other is None or other not in read.titles(db.session(), [other]):
                raise Refused("not_linkable", field="other")
            do(links.tie, number, other, LinkKind(form.kind.data))
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Le lien est fait\u00a0: il se voit sur les deux pages."), "done")
            return back(number)
    return render_template("proposals/link.html", row=row, form=form), 422 if request.method == "POST" else 200


@blueprint.post("/propositions/<int:number>/delier/<int:link_id>")
@guard(Action.LINK_MAKE)
def unlink(number: int, link_id: int) -> Response:
    do(links.untie, number, link_id)
    flash(_("Le lien est défait."), "done")
    return back(number)


def _link_words(kind: LinkKind) -> str:
    words: dict[LinkKind, str] = {
        LinkKind.ANSWERS_NEED: _("répond au besoin"),
        LinkKind.CONTINUES: _("prolonge"),
        LinkKind.INSPIRED_BY: _("s’inspire de"),
        LinkKind.DEPENDS_ON: _("dépend de"),
        LinkKind.DUPLICATES: _("dit la même chose que"),
    }
    return words[kind]
