"""Passkeys on pages: made and named on « Sécurité », used on the page that asks for the second factor."""

from datetime import timedelta

from flask import Response as Answered
from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired

from app.extensions import db, limiter
from app.models.factors import Passkey
from app.operations import Refused
from app.operations import passkeys as write
from app.outside.passkeys import ANSWER_BYTES, RelyingParty, relying_party
from app.queries import passkeys as read
from app.queries.factors import Opening, kept
from app.rules import limits
from app.rules.permissions import Action
from app.settings import Settings
from app.web import authentication
from app.web.doors import do, do_as, do_beside, fresh, grave, guard, me, now
from app.web.factors.blueprint import blueprint
from app.web.factors.challenge import page_of, passed
from app.web.factors.forms import ProofForm
from app.web.factors.security import done, next_page
from app.web.forms import Form
from app.web.frame import Site
from app.web.idempotency import keyed, lands_on
from app.web.people.browser import label
from app.web.people.forms import NEEDED, short
from app.web.people.settings import own_id
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response
TRIES = "30 per 15 minutes"  # nobody finds a key by trying: only the work is bounded
AGAIN = timedelta(minutes=1)


class RenameForm(Form):
    name = StringField(lazy_gettext("Son nom"), [DataRequired(NEEDED), short(limits.NAME)])


class PasskeyForm(RenameForm):
    answer = HiddenField()


def _party() -> RelyingParty | None:
    """None where browsers know no passkeys: the site has no name, or is not over https."""
    told: Settings = current_app.config["CORDEE"]
    return relying_party(told.base_url, Site().name)


def _session_key() -> str:
    shown = authentication.in_question()
    person = me()
    return f"passkey-{shown.session_id if shown else person.session_id if person else 0}"


def _answer() -> str:
    """Longer than any is cut, and refused then."""
    return request.form.get("answer", "")[:ANSWER_BYTES + 1]


@blueprint.post("/connexion/second-facteur/cle/defi")
@limiter.limit(TRIES, key_func=_session_key)
@guard(Action.SESSION_OPEN)
def passkey_options() -> Answered | tuple[Answered, int]:
    """What the browser is to make or to sign, for the script of the page. It says nothing to whoever is not at least
    half way in."""
    party, person, shown = _party(), me(), authentication.in_question()
    if party is not None and request.form.get("act") == "create" and person is not None:
        drawn = do(write.draw_challenge, person.session_id)
        return jsonify(read.to_make(db.session(), person.id, party, drawn))
    if party is not None and request.form.get("act") == "get" and shown is not None:
        drawn = do_as(shown.person_id, write.draw_challenge, shown.session_id)
        return jsonify(read.to_use(db.session(), shown.person_id, party, drawn))
    return jsonify({}), 403


@blueprint.route("/connexion/second-facteur/cle", methods=["GET", "POST"])
@limiter.limit(TRIES, key_func=_session_key, methods=["POST"])
@guard(Action.SESSION_OPEN)
def use_passkey() -> Answer:
    shown = authentication.in_question()
    if shown is None or request.method == "GET":
        return redirect(url_for("factors.challenge"), 303)
    if shown.strong_at is not None and shown.strong_at > now() - AGAIN:
        return passed(shown)  # the same form a second time, or another factor just before
    reason = _used(shown)
    if reason is None:
        return passed(shown)
    return page_of(shown, ProofForm(formdata=None), sentence(reason)), 422


def _used(shown: Opening) -> str | None:
    party, answer = _party(), _answer()
    if party is None:
        return "passkeys_need_a_name"
    if not answer:
        return "passkey_was_not_given"
    challenge = do_as(shown.person_id, write.take_challenge, shown.session_id)
    if challenge is None:
        return "passkey_is_over"
    return do_as(shown.person_id, write.use, shown.session_id, party, challenge, answer)


@blueprint.route("/mon-espace/securite/cles/ajouter", methods=["GET", "POST"])
@limiter.limit(TRIES, key_func=_session_key, methods=["POST"])
@fresh
@guard(Action.PERSON_EDIT_SELF)
@keyed()
def add_passkey() -> Answer:
    form = PasskeyForm(data={"name": label()})
    if form.validate_on_submit():
        lands_on(next_page())
        try:
            _add(str(form.name.data))
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            return done(_("La clé d’accès est enregistrée. Elle sera demandée à votre prochaine connexion."))
    return render_template("factors/passkey_add.html", form=form), 422 if form.is_submitted() else 200


def _add(name: str) -> None:
    party, answer, person = _party(), _answer(), me()
    assert person is not None
    if party is None:
        raise Refused("passkeys_need_a_name")
    if not answer:
        raise Refused("passkey_was_not_given")
    challenge = do_beside(write.take_challenge, person.session_id)
    if challenge is None:
        raise Refused("passkey_is_over")
    do(write.add, person.session_id, party, challenge, answer, name)


@blueprint.route("/mon-espace/securite/cles/<int:number>/renommer", methods=["GET", "POST"])
@guard(Action.PERSON_EDIT_SELF)
def rename_passkey(number: int) -> Answer:
    key = read.one_of(db.session(), own_id(), number)
    form = RenameForm(data={"name": key.name})
    if form.validate_on_submit():
        try:
            do(write.rename, number, str(form.name.data))
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Le nom de la clé d’accès est enregistré."), "done")
            return redirect(url_for("factors.security"), 303)
    return render_template("factors/passkey_rename.html", form=form, key=key), 422 if form.is_submitted() else 200


@blueprint.route("/mon-espace/securite/cles/<int:number>/retirer", methods=["GET", "POST"])
@grave
@guard(Action.PERSON_EDIT_SELF)
@keyed(lambda _made, number: url_for("factors.security"))
def remove_passkey(number: int) -> Answer:
    key = read.one_of(db.session(), own_id(), number)
    if request.method == "POST":
        do(write.remove, number)
        flash(_("La clé d’accès est retirée. Un courriel vous le confirme."), "done")
        return redirect(url_for("factors.security"), 303)
    return render_template("factors/passkey_remove.html", key=key, kept=kept(db.session(), own_id()))


@blueprint.app_template_global("passkeys_of")
def _passkeys_of(person_id: int) -> list[Passkey]:
    return read.of_person(db.session(), person_id)


@blueprint.app_template_global("passkey_origin")
def _origin() -> str:
    """The one address that passkeys of this site are good at; empty where there can be none."""
    party = _party()
    return party.origin if party is not None else ""


@blueprint.app_template_global("most_passkeys")
def _most() -> int:
    return limits.PASSKEYS
