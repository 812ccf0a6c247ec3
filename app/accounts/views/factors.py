"""The blueprint that each file of this folder hangs its views on."""

from datetime import timedelta
from pathlib import Path

from flask import (
    Blueprint,
    Response as Answered,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from app.accounts import credentials, refusals, rules
from app.accounts.credentials import ANSWER_BYTES, FactorKey, RelyingParty, relying_party
from app.accounts.models import Passkey
from app.accounts.queries import accounts
from app.accounts.queries.accounts import Opening, kept
from app.accounts.service import factors
from app.accounts.views import sign_in
from app.accounts.views.own import NEEDED, own_id, short
from app.accounts.views.sign_in import BY_PLACE, NEXT, entered, label, onwards, own_path, secret
from app.config import Settings
from app.core import limits
from app.core.permissions import Action
from app.core.refusals import SIGN_IN_FIRST, Refusal
from app.core.unit_of_work import Refused
from app.core.web import authentication, requests
from app.core.web.act import Form, act
from app.core.web.authentication import me
from app.core.web.doors import do, do_as, do_beside, fresh, grave, guard, now
from app.core.web.frame import Site
from app.core.web.languages import sentence
from app.core.web.sent_forms import keyed, lands_on
from app.extensions import db, limiter
from app.proposals.square_codes import square

blueprint = Blueprint("factors", __name__)


# Shape of the forms of the second factor.

class ProofForm(Form):
    """Whatever was typed: six digits, a code of a sheet, a recovery code. The page says which it waits for."""

    code = StringField(_l("Votre code"), [DataRequired(NEEDED), Length(max=400)])


# Asking for the second factor: at a sign-in, and again before a grave act.

Answer = str | tuple[str, int] | Response


def key() -> FactorKey:
    return FactorKey.of(Path(current_app.instance_path))


def passed(shown: Opening) -> Response:
    """The factor was right, and the session is marked (accounts/service/shared.py, mark_strong): in, or back to the act
    that asked for it."""
    if me() is None:
        return entered(session[authentication.HALF])
    return redirect(onwards(), 303)


@blueprint.route("/connexion/second-facteur", methods=["GET", "POST"])
@limiter.limit(BY_PLACE, methods=["POST"])
@guard(Action.SESSION_OPEN)
def challenge() -> Answer:
    """For whoever is half way in, or is asked again; to anybody else it is the sign-in page."""
    shown = authentication.in_question()
    if shown is None:
        return redirect(url_for("people.sign_in"), 303)
    if (suite := own_path(request.args.get("suite"))) is not None:
        session[NEXT] = suite
    form = ProofForm()
    if form.validate_on_submit():
        reason = _try(shown, str(form.code.data))
        if reason is None:
            return passed(shown)
        requests.note("authn_login_fail", reason=reason, session=shown.session_id)
        if reason == refusals.FACTOR_IS_WORN_OUT:
            return _begin_again()
        form.refuse("code", sentence(reason))
    return page_of(shown, form), 422 if form.is_submitted() else 200


def page_of(shown: Opening, form: ProofForm, passkey_refusal: str = "") -> str:
    return render_template("factors/challenge.html", form=form, shown=shown,
                           kept=accounts.kept(db.session(), shown.person_id), passkey_refusal=passkey_refusal)


def _try(shown: Opening, typed: str) -> Refusal | None:
    try:
        return do_as(shown.person_id, factors.show, shown.session_id, typed, key(), secret(), sign_in.device())
    except Refused as refused:  # the session was closed from elsewhere meanwhile
        return refusals.FACTOR_IS_WORN_OUT if refused.code == SIGN_IN_FIRST else refused.code


def _begin_again() -> Response:
    """The session is closed; what was being written is still there for the next one."""
    authentication.sign_out_but_keep()
    flash(_("Trop de codes faux à la suite\u00a0: cette connexion est fermée. Recommencez depuis le début."), "error")
    return redirect(url_for("people.sign_in"), 303)


# « Sécurité »: the second factors one has, and having one more or one less.

TRIES = "20 per 15 minutes"


def _account() -> str:
    person = me()
    return f"account-{person.id if person else 0}"


def _here() -> int:
    person = me()
    assert person is not None
    return person.session_id


def _home(_made: object = None) -> str:
    return url_for("factors.security")


def _page(form: ProofForm, code: int = 200) -> Answer:
    return render_template("factors/security.html", kept=accounts.kept(db.session(), own_id()), form=form,
                           few=rules.FEW), code


@blueprint.get("/mon-espace/securite")
@guard(Action.PERSON_READ_SELF)
def security() -> Answer:
    return _page(ProofForm(formdata=None))


def done(said: str) -> Response:
    flash(said, "done")
    return redirect(next_page(), 303)


def next_page() -> str:
    """A first factor is not enough: the way back comes with it."""
    return _home() if accounts.recovery_left(db.session(), own_id()) else url_for("factors.recovery")


# An application that makes codes


@blueprint.post("/mon-espace/securite/application/commencer")
@fresh
@guard(Action.PERSON_EDIT_SELF)
def begin_totp() -> Response:
    try:
        do(factors.begin_totp, key())
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        return redirect(_home(), 303)
    return redirect(url_for("factors.totp"), 303)


@blueprint.route("/mon-espace/securite/application", methods=["GET", "POST"])
@limiter.limit(TRIES, key_func=_account, methods=["POST"])
@guard(Action.PERSON_EDIT_SELF)
def totp() -> Answer:
    """The key is shown until a code of it was typed, never again afterwards."""
    form = ProofForm()
    if form.validate_on_submit():
        reason = do(factors.confirm_totp, str(form.code.data), key(), _here(), secret())
        if reason is None:
            return done(_("L’application est en service\u00a0: un code vous sera demandé à chaque connexion."))
        form.refuse("code", sentence(reason))
    row = accounts.kept(db.session(), own_id()).totp
    shared = key().open(row.sealed, own_id()) if row is not None and row.confirmed_at is None else None
    if shared is None:
        return redirect(_home(), 303)
    person = me()
    address = credentials.address(shared, person.email if person else "", Site().name)
    page = render_template("factors/totp.html", form=form, square=square(address), address=address,
                           shared=" ".join(shared[n:n + 4] for n in range(0, len(shared), 4)))
    return page, 422 if form.is_submitted() else 200


# A printed sheet


@blueprint.post("/mon-espace/securite/feuille")
@limiter.limit(TRIES, key_func=_account)
@fresh
@guard(Action.PERSON_EDIT_SELF)
@keyed(_home)
def draw_sheet() -> Answer:
    """The page to print is this answer, and nothing shows it again."""
    number, drawn = do(factors.draw_sheet, key())
    return render_template("factors/sheet.html", number=number, codes=drawn)


@blueprint.post("/mon-espace/securite/feuille/activer")
@limiter.limit(TRIES, key_func=_account)
@guard(Action.PERSON_EDIT_SELF)
def put_in_force() -> Answer:
    form = ProofForm()
    if not form.validate():
        return _page(form, 422)
    reason = do(factors.put_sheet_in_force, str(form.code.data), key(), _here(), secret())
    if reason is not None:
        form.refuse("code", sentence(reason))
        return _page(form, 422)
    return done(_("La feuille est en service. Rayez le code n°\u00a01\u00a0: il a servi."))


REMOVERS = {"application": factors.remove_totp, "feuille": factors.remove_sheet}


@blueprint.route("/mon-espace/securite/<any(application, feuille):what>/retirer", methods=["GET", "POST"])
@grave
@guard(Action.PERSON_EDIT_SELF)
def remove(what: str) -> Answer:
    if request.method == "POST":
        do(REMOVERS[what])
        flash(_("C’est retiré. Un courriel vous le confirme."), "done")
        return redirect(_home(), 303)
    return render_template("factors/remove.html", what=what, kept=accounts.kept(db.session(), own_id()))


# Recovery codes


@blueprint.route("/mon-espace/securite/codes-de-secours", methods=["GET", "POST"])
@limiter.limit(TRIES, key_func=_account, methods=["POST"])
@grave
@guard(Action.PERSON_EDIT_SELF)
@keyed(lambda _made: url_for("factors.recovery"))
def recovery() -> Answer:
    """Drawn by a POST, whose answer alone shows them."""
    if request.method == "POST":
        try:
            return render_template("factors/recovery_codes.html", codes=do(factors.draw_recovery))
        except Refused as refused:
            flash(sentence(refused.code, refused.params), "error")
            return redirect(_home(), 303)
    return render_template("factors/recovery.html", kept=accounts.kept(db.session(), own_id()))


# Passkeys on pages: made and named on « Sécurité », used on the page that asks for the second factor.

PASSKEYS_TRIES = "30 per 15 minutes"  # nobody finds a key by trying: only the work is bounded
AGAIN = timedelta(minutes=1)


class RenameForm(Form):
    name = StringField(_l("Son nom"), [DataRequired(NEEDED), short(limits.NAME)])


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
@limiter.limit(PASSKEYS_TRIES, key_func=_session_key)
@guard(Action.SESSION_OPEN)
def passkey_options() -> Answered | tuple[Answered, int]:
    """What the browser is to make or to sign, for the script of the page. It says nothing to whoever is not at least
    half way in."""
    party, person, shown = _party(), me(), authentication.in_question()
    if party is not None and request.form.get("act") == "create" and person is not None:
        drawn = do(factors.draw_challenge, person.session_id)
        return jsonify(accounts.to_make(db.session(), person.id, party, drawn))
    if party is not None and request.form.get("act") == "get" and shown is not None:
        drawn = do_as(shown.person_id, factors.draw_challenge, shown.session_id)
        return jsonify(accounts.to_use(db.session(), shown.person_id, party, drawn))
    return jsonify({}), 403


@blueprint.route("/connexion/second-facteur/cle", methods=["GET", "POST"])
@limiter.limit(PASSKEYS_TRIES, key_func=_session_key, methods=["POST"])
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


def _used(shown: Opening) -> Refusal | None:
    party, answer = _party(), _answer()
    if party is None:
        return refusals.PASSKEYS_NEED_A_NAME
    if not answer:
        return refusals.PASSKEY_WAS_NOT_GIVEN
    challenge = do_as(shown.person_id, factors.take_challenge, shown.session_id)
    if challenge is None:
        return refusals.PASSKEY_IS_OVER
    return do_as(shown.person_id, factors.use, shown.session_id, party, challenge, answer)


@blueprint.route("/mon-espace/securite/cles/ajouter", methods=["GET", "POST"])
@limiter.limit(PASSKEYS_TRIES, key_func=_session_key, methods=["POST"])
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
        raise Refused(refusals.PASSKEYS_NEED_A_NAME)
    if not answer:
        raise Refused(refusals.PASSKEY_WAS_NOT_GIVEN)
    challenge = do_beside(factors.take_challenge, person.session_id)
    if challenge is None:
        raise Refused(refusals.PASSKEY_IS_OVER)
    do(factors.add, person.session_id, party, challenge, answer, name)


@blueprint.route("/mon-espace/securite/cles/<int:number>/renommer", methods=["GET", "POST"])
@guard(Action.PERSON_EDIT_SELF)
def rename_passkey(number: int) -> Answer:
    key = accounts.one_of(db.session(), own_id(), number)
    form = RenameForm(data={"name": key.name})
    if form.validate_on_submit() and (ended := act(
            lambda: do(factors.rename, number, str(form.name.data)), form=form, to=url_for("factors.security"),
            said=_("Le nom de la clé d’accès est enregistré."))):
        return ended
    return render_template("factors/passkey_rename.html", form=form, key=key), 422 if form.is_submitted() else 200


@blueprint.route("/mon-espace/securite/cles/<int:number>/retirer", methods=["GET", "POST"])
@grave
@guard(Action.PERSON_EDIT_SELF)
@keyed(lambda _made, number: url_for("factors.security"))
def remove_passkey(number: int) -> Answer:
    key = accounts.one_of(db.session(), own_id(), number)
    if request.method == "POST":
        do(factors.remove, number)
        flash(_("La clé d’accès est retirée. Un courriel vous le confirme."), "done")
        return redirect(url_for("factors.security"), 303)
    return render_template("factors/passkey_remove.html", key=key, kept=kept(db.session(), own_id()))


@blueprint.app_template_global("passkeys_of")
def _passkeys_of(person_id: int) -> list[Passkey]:
    return accounts.of_person(db.session(), person_id)


@blueprint.app_template_global("passkey_origin")
def _origin() -> str:
    """The one address that passkeys of this site are good at; empty where there can be none."""
    party = _party()
    return party.origin if party is not None else ""


@blueprint.app_template_global("most_passkeys")
def _most() -> int:
    return limits.PASSKEYS


# The way back of somebody who lost everything: two of the team together.

@blueprint.route("/personnes/<int:number>/second-facteur", methods=["GET", "POST"])
@grave
@guard(Action.FACTOR_RESET)
@keyed(lambda _made, number: url_for("people.person", number=number))
def reset(number: int) -> Answer:
    person, form = accounts.public(db.session(), number), Form()
    if form.validate_on_submit():
        try:
            do(factors.reset_factors, number)
        except Refused as refused:
            form.refuse(None, sentence(refused.code, refused.params))
        else:
            flash(_("C’est demandé. Une autre personne de l’équipe doit donner son accord\u00a0: elle le lit dans ses"
                    " nouvelles."), "done")
            return redirect(url_for("people.person", number=number), 303)
    return render_template("factors/reset.html", person=person, form=form), 422 if form.is_submitted() else 200
