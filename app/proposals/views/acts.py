"""The blueprint of proposals, and which of them somebody may read."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.kinds import ContentState, Role
from app.core.permissions import Action
from app.core.texts import address_key
from app.core.unit_of_work import Refused
from app.core.web.act import act
from app.core.web.authentication import me
from app.core.web.doors import actor, actor_on, do, guard
from app.core.web.languages import sentence
from app.core.web.paging import number_asked
from app.core.web.sent_forms import keyed
from app.extensions import db
from app.proposals.queries import proposals
from app.proposals.service import carrying as carriers, merging, proposals as service_proposals
from app.proposals.views.forms import InviteForm, MergeForm, ReasonForm, StructureForm

blueprint = Blueprint("proposals", __name__)


# Where a condition's next act is done: the link beside each line of a gate's report.

Act = tuple[str, str]


def act_links(row: Any) -> dict[str, Act]:
    """From the report's act to an address and the words of its button."""
    here = url_for("proposals.show", number=row.id)
    pact = url_for("experiments.pact", number=row.id)
    group = url_for("groups.of_proposal", number=row.id)
    return {
        "support": (f"{here}#soutenir", _("Soutenir")),
        "invite_carrier": (url_for("proposals.carrying", number=row.id), _("Porter à plusieurs")),
        "fill_fields": (url_for("proposals.complete", number=row.id), _("Compléter")),
        "join_group": (group, _("Voir le groupe")),
        "give_role": (group, _("Voir le groupe")),
        "hold_meeting": (group, _("Voir les réunions")),
        "publish_minutes": (group, _("Voir les réunions")),
        "add_indicator": (f"{pact}#indicateurs", _("Voir le pacte")),
        "add_measure": (url_for("experiments.show", number=row.id), _("Voir les mesures")),
        "share_risk": (url_for("experiments.sharing", number=row.id) + "#risques", _("Voir les risques")),
        "pledge": (url_for("experiments.sharing", number=row.id) + "#contributions", _("Promettre une contribution")),
        "attach_document": (url_for("experiments.sharing", number=row.id) + "#documents", _("Voir les documents")),
        "lift_objection": (here, _("Voir les décisions")),
        "answer_question": (f"{here}#discussion", _("Voir les questions")),
    }


# A proposal that whoever is there may read, or nothing.

def may_see(row: Any) -> bool:
    """Its author and the moderators read what was hidden; nobody else."""
    person = me()
    return person is not None and (person.id == row.author_id or Role.MODERATOR in actor().roles)


def readable(number: int) -> Any:
    """For the pages beside its own: a hidden one is not there at all."""
    row = proposals.page(db.session(), number)
    if row.state is ContentState.HIDDEN and not may_see(row):
        abort(404)
    return row


# Acts on one proposal: support, change, withdraw, merge, wake.

Answer = str | tuple[str, int] | Response


def back(number: int, anchor: str = "") -> Response:
    return redirect(url_for(".show", number=number) + anchor, 303)


@blueprint.get("/propositions/<int:number>/soutenir")
@guard(Action.PROPOSAL_SUPPORT)
def support_page(number: int) -> str:
    """For who comes from the sign-in page: what supporting means, and the button."""
    person = me()
    form = StructureForm(structures=proposals.mandates(db.session(), person.id) if person else ())
    return render_template("proposals/support.html", row=readable(number), form=form)


@blueprint.post("/propositions/<int:number>/soutenir")
@guard(Action.PROPOSAL_SUPPORT)
def support(number: int) -> Response:
    person = me()
    form = StructureForm(structures=proposals.mandates(db.session(), person.id) if person else ())
    return act(
        lambda: do(service_proposals.support, number, form.structure.data if form.validate() else None),
        to=back(number),
        said=_("C’est compté, merci. Vous recevrez les nouvelles. Vous pouvez revenir en arrière à tout moment."))


@blueprint.post("/propositions/<int:number>/ne-plus-soutenir")
@guard(Action.PROPOSAL_SUPPORT)
def unsupport(number: int) -> Response:
    return act(lambda: do(service_proposals.unsupport, number), to=back(number), said=_("Votre soutien est retiré."))


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
        number, "proposals/withdraw.html", ReasonForm(), service_proposals.withdraw, _("La proposition est retirée.")
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
    near = [one.id for one in proposals.near(db.session(), row, (row.track,))]
    if (asked := number_asked("avec")) is not None:
        near.insert(0, asked)
    found = {one.id: one for one in proposals.mergeable(db.session(), row.track, row.id, near)}
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
    do(service_proposals.wake, number)
    flash(_("La proposition est réveillée."), "done")
    return back(number)


# Carrying together: who does, inviting, offering oneself, answering.

def _page(number: int, form: InviteForm, code: int = 200) -> Answer:
    person, session = me(), db.session()
    mine = proposals.mandates(session, person.id) if person else []
    return render_template(
        "proposals/carrying.html", row=readable(number), carriers=proposals.carriers(session, number), form=form,
        there=actor_on(number), supporters=proposals.supporters(session, number, limit=60),
        structures=StructureForm(structures=mine, formdata=None)), code


@blueprint.get("/propositions/<int:number>/porter")
@guard(Action.FOLLOW)
def carrying(number: int) -> Answer:
    return _page(number, InviteForm())


@blueprint.post("/propositions/<int:number>/porter/inviter")
@guard(Action.CARRIER_INVITE)
@keyed(lambda _made, number: url_for(".carrying", number=number))
def invite(number: int) -> Answer:
    """By address: the answer is the same whether somebody has it or not."""
    form = InviteForm()
    if not form.validate():
        return _page(number, form, 422)
    try:
        do(carriers.invite, number, address_key(form.email.data or ""))
    except Refused as refused:
        form.refuse("email", sentence(refused.code, refused.params))
        return _page(number, form, 422)
    flash(_("Si cette personne a un compte ici, elle reçoit votre invitation."), "done")
    return redirect(url_for(".carrying", number=number), 303)


def _end(_made: object, number: int, **_given: int) -> str:
    return url_for(".carrying" if request.form.get("stay") else ".show", number=number)


@blueprint.post("/propositions/<int:number>/porter/inviter/<int:person_id>")
@guard(Action.CARRIER_INVITE)
@keyed(_end)
def invite_person(number: int, person_id: int) -> Response:
    return _act(number, _("Invitation envoyée."), carriers.invite_person, number, person_id)


@blueprint.post("/propositions/<int:number>/porter/proposer")
@guard(Action.FOLLOW)
@keyed(_end)
def offer(number: int) -> Response:
    return _act(number, _("C’est noté\u00a0: les personnes qui portent vont vous répondre."), carriers.offer, number)


@blueprint.post("/propositions/<int:number>/porter/quitter")
@guard(Action.CARRIER_ANSWER)
@keyed(_end)
def leave(number: int) -> Response:
    return _act(number, _("Vous ne portez plus cette proposition."), carriers.leave, number)


@blueprint.post("/propositions/<int:number>/porter/<int:carrier_id>/accepter")
@guard(Action.CARRIER_ANSWER)
@keyed(_end)
def accept(number: int, carrier_id: int) -> Response:
    person = me()
    form = StructureForm(structures=proposals.mandates(db.session(), person.id) if person else ())
    structure = form.structure.data if form.validate() else None
    return _act(number, _("C’est accepté\u00a0: vous êtes encordés."), carriers.accept, carrier_id, structure)


@blueprint.post("/propositions/<int:number>/porter/<int:carrier_id>/decliner")
@guard(Action.CARRIER_ANSWER)
@keyed(_end)
def decline(number: int, carrier_id: int) -> Response:
    return _act(number, _("Réponse enregistrée."), carriers.decline, carrier_id)


def _act(number: int, done: str, operation: Any, *args: object) -> Response:
    return act(lambda: do(operation, *args), to=_end(None, number), said=done)
