"""How one signs in: open browsers, a password, the address."""

import json
from contextlib import suppress
from pathlib import Path

from flask import Response as Answered, current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _, ngettext
from werkzeug.wrappers import Response

from app.accounts import refusals
from app.accounts.queries import accounts, own, roles as read
from app.accounts.rules import code_in
from app.accounts.service import erasure, roles, signing_in
from app.accounts.views import sign_in
from app.accounts.views.own import (
    CodeForm,
    EraseForm,
    NewAddressForm,
    PasswordForm,
    RemovePasswordForm,
    blueprint,
    own_id,
)
from app.accounts.views.sign_in import secret
from app.core import limits
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web import authentication
from app.core.web.act import act
from app.core.web.authentication import me
from app.core.web.doors import do, grave, guard, now
from app.core.web.headers import forget_device
from app.core.web.languages import chosen, sentence
from app.core.web.requests import WHOLE, costs
from app.core.web.sent_forms import keyed
from app.extensions import db, limiter, sessions as app_sessions
from app.site import erasure_list
from app.site.views.pages import ROLES

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
    return accounts.profile(db.session(), own_id())[0].password_hash is not None


@blueprint.get("/mon-espace/connexions")
@guard(Action.PERSON_READ_SELF)
def sessions() -> str:
    rows = accounts.sessions_of(db.session(), own_id(), now())
    return render_template("people/sessions.html", rows=rows, here=_here(), has_one=_has_password())


@blueprint.post("/mon-espace/connexions/<int:number>/fermer")
@guard(Action.PERSON_EDIT_SELF)
def close_session(number: int) -> Response:
    if number == _here():
        return redirect(url_for("people.sessions"), 303)  # this browser has its own button: « Se déconnecter »
    do(signing_in.close, number, forget=True)
    flash(_("Cet appareil est déconnecté."), "done")
    return redirect(url_for("people.sessions"), 303)


@blueprint.post("/mon-espace/connexions/fermer-les-autres")
@grave
@guard(Action.PERSON_EDIT_SELF)
def close_others() -> Response:
    closed = do(signing_in.close_others, _here())
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
    if form.validate_on_submit() and (ended := act(
            lambda: do(roles.set_password, str(form.password.data), form.current.data or "", _here()), form=form,
            to=url_for("people.sessions"),
            said=_("Votre mot de passe est enregistré. Vos autres appareils sont déconnectés."))):
        return ended
    page = render_template("people/set_password.html", form=form, has_one=_has_password())
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/mon-espace/mot-de-passe/retirer", methods=["GET", "POST"])
@limiter.limit(TRIES, key_func=_account, methods=["POST"])
@grave
@guard(Action.PERSON_EDIT_SELF)
@keyed(lambda _made: url_for("people.sessions"))
def remove_password() -> Answer:
    form = RemovePasswordForm()
    if form.validate_on_submit() and (
        ended := act(
            lambda: do(roles.remove_password, form.current.data or "", _here()),
            form=form,
            to=url_for("people.sessions"),
            said=_("Le mot de passe est retiré. Vous entrerez avec un code reçu par courriel."),
        )
    ):
        return ended
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
            sent = do(signing_in.ask, email, chosen(), secret(), form.current.data or "", _here())
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            if sent.what != "nothing":
                session[NEW_ADDRESS] = email
                return redirect(url_for("people.address_code"), 303)
            form.refuse("email", sentence(refusals.TOO_MANY_CODES, {"most": limits.CODES_OF_A_PERSON}))
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
        reason = do(signing_in.confirm, email, code_in(str(form.code.data)), secret(), _here())
        if reason is None:
            session.pop(NEW_ADDRESS)
            flash(_("Votre adresse est changée. L’ancienne en est prévenue par courriel."), "done")
            return redirect(url_for("people.settings"), 303)
        form.refuse("code", sentence(reason))
    return render_template("people/address_code.html", form=form, email=email), 422 if form.is_submitted() else 200


# One's data in a file, and leaving for good.

@blueprint.get("/mon-espace/mes-donnees")
@guard(Action.PERSON_READ_SELF)
def data() -> str:
    return render_template("people/data.html")


@blueprint.get("/mon-espace/mes-donnees.json")
@costs(WHOLE)
@grave
@guard(Action.PERSON_READ_SELF)
def data_file() -> Answered:
    """Only one's own, made at once: no link that somebody else could follow."""
    told = own.everything(db.session(), own_id(), now())
    answer = Answered(json.dumps(told, ensure_ascii=False, indent=2), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/mon-espace/effacer", methods=["GET", "POST"])
@grave
@guard(Action.PERSON_READ_SELF)
def erase() -> Answer:
    form = EraseForm()
    if form.validate_on_submit():
        do(erasure.erase)
        with suppress(OSError):  # a full disk: the jobs try again
            erasure_list.note(Path(current_app.instance_path), app_sessions(), now())
        authentication.sign_out()
        gone = _("Votre compte est effacé. Ce que vous avez publié reste, sans votre nom. Merci d’avoir participé.")
        flash(gone, "done")
        return sign_in.forget(forget_device(redirect("/", 303)))
    lonely = [str(ROLES[role][0]) for role in read.lonely(db.session(), own_id())]
    return render_template("people/erase.html", form=form, lonely=lonely), 422 if form.is_submitted() else 200
