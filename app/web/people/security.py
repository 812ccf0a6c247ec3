"""How one signs in: open browsers, a password, the address."""

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.extensions import db, limiter
from app.operations import Refused, addresses, people
from app.operations import sessions as write
from app.queries import accounts as read
from app.rules import limits
from app.rules.permissions import Action
from app.rules.sign_in import code_in
from app.web.doors import do, grave, guard, me, now
from app.web.idempotency import keyed
from app.web.locale import chosen
from app.web.people.blueprint import blueprint
from app.web.people.forms import CodeForm, NewAddressForm, PasswordForm, RemovePasswordForm
from app.web.people.settings import own_id
from app.web.people.sign_in import secret
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response
NEW_ADDRESS = "new_address"
TRIES = "10 per 15 minutes"


def _here() -> int:
    person = me()
    assert person is not None
    return person.session_id


def _account() -> str:
    person = me()
    return f"account-{person.id if person else 0}"


def _has_password() -> bool:
    return read.profile(db.session(), own_id())[0].password_hash is not None


@blueprint.get("/mon-espace/connexions")
@guard(Action.PERSON_READ_SELF)
def sessions() -> str:
    rows = read.sessions_of(db.session(), own_id(), now())
    return render_template("people/sessions.html", rows=rows, here=_here(), has_one=_has_password())


@blueprint.post("/mon-espace/connexions/<int:number>/fermer")
@guard(Action.PERSON_EDIT_SELF)
def close_session(number: int) -> Response:
    if number == _here():
        return redirect(url_for("people.sessions"), 303)  # this browser has its own button: « Se déconnecter »
    do(write.close, number, forget=True)
    flash(_("Cet appareil est déconnecté."), "done")
    return redirect(url_for("people.sessions"), 303)


@blueprint.post("/mon-espace/connexions/fermer-les-autres")
@grave
@guard(Action.PERSON_EDIT_SELF)
def close_others() -> Response:
    closed = do(write.close_others, _here())
    told = ngettext("%(num)d autre appareil est déconnecté.", "%(num)d autres appareils sont déconnectés.", closed)
    flash(told, "done")
    return redirect(url_for("people.sessions"), 303)


@blueprint.route("/mon-espace/mot-de-passe", methods=["GET", "POST"])
@limiter.limit(TRIES, key_func=_account, methods=["POST"])
@grave
@guard(Action.PERSON_EDIT_SELF)
@keyed(lambda _made: url_for("people.sessions"))
def set_password() -> Answer:
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            do(people.set_password, str(form.password.data), form.current.data or "", _here())
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Votre mot de passe est enregistré. Vos autres appareils sont déconnectés."), "done")
            return redirect(url_for("people.sessions"), 303)
    page = render_template("people/set_password.html", form=form, has_one=_has_password())
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/mon-espace/mot-de-passe/retirer", methods=["GET", "POST"])
@limiter.limit(TRIES, key_func=_account, methods=["POST"])
@grave
@guard(Action.PERSON_EDIT_SELF)
@keyed(lambda _made: url_for("people.sessions"))
def remove_password() -> Answer:
    form = RemovePasswordForm()
    if form.validate_on_submit():
        try:
            do(people.remove_password, form.current.data or "", _here())
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Le mot de passe est retiré. Vous entrerez avec un code reçu par courriel."), "done")
            return redirect(url_for("people.sessions"), 303)
    return render_template("people/remove_password.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/mon-espace/courriel", methods=["GET", "POST"])
@limiter.limit(TRIES, key_func=_account, methods=["POST"])
@grave
@guard(Action.PERSON_EDIT_SELF)
def address() -> Answer:
    form = NewAddressForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        email = str(form.email.data)
        try:
            sent = do(addresses.ask, email, chosen(), secret(), form.current.data or "", _here())
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            if sent.what != "nothing":
                session[NEW_ADDRESS] = email
                return redirect(url_for("people.address_code"), 303)
            form.refuse("email", sentence("too_many_codes", {"most": limits.CODES_OF_A_PERSON}))
            status = 429
    return render_template("people/address.html", form=form, has_one=_has_password()), status


@blueprint.route("/mon-espace/courriel/code", methods=["GET", "POST"])
@limiter.limit(TRIES, key_func=_account, methods=["POST"])
@grave
@guard(Action.PERSON_EDIT_SELF)
def address_code() -> Answer:
    if (email := session.get(NEW_ADDRESS)) is None:
        return redirect(url_for("people.address"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        reason = do(addresses.confirm, email, code_in(str(form.code.data)), secret(), _here())
        if reason is None:
            session.pop(NEW_ADDRESS)
            flash(_("Votre adresse est changée. L’ancienne en est prévenue par courriel."), "done")
            return redirect(url_for("people.settings"), 303)
        form.refuse("code", sentence(reason))
    return render_template("people/address_code.html", form=form, email=email), 422 if form.is_submitted() else 200
