"""Carrying together: who does, inviting, offering oneself, answering."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, carriers
from app.queries import proposals as read
from app.rules.names import address_key
from app.rules.permissions import Action
from app.web.doors import actor_on, do, guard, me
from app.web.idempotency import keyed
from app.web.proposals.blueprint import blueprint
from app.web.proposals.forms import InviteForm, StructureForm
from app.web.proposals.readable import readable
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def _page(number: int, form: InviteForm, code: int = 200) -> Answer:
    person, session = me(), db.session()
    mine = read.mandates(session, person.id) if person else []
    return render_template(
        "proposals/carrying.html", row=readable(number), carriers=read.carriers(session, number), form=form,
        there=actor_on(number), supporters=read.supporters(session, number, limit=60),
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
    form = StructureForm(structures=read.mandates(db.session(), person.id) if person else ())
    structure = form.structure.data if form.validate() else None
    return _act(number, _("C’est accepté\u00a0: vous êtes encordés."), carriers.accept, carrier_id, structure)


@blueprint.post("/propositions/<int:number>/porter/<int:carrier_id>/decliner")
@guard(Action.CARRIER_ANSWER)
@keyed(_end)
def decline(number: int, carrier_id: int) -> Response:
    return _act(number, _("Réponse enregistrée."), carriers.decline, carrier_id)


def _act(number: int, done: str, act: object, *args: object) -> Response:
    try:
        do(act, *args)  # type: ignore[arg-type]
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(done, "done")
    return redirect(_end(None, number), 303)
