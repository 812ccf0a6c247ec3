"""« Sécurité »: the second factors one has, and having one more or one less."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db, limiter
from app.operations import Refused, factors
from app.outside import totp as codes
from app.outside.qr import square
from app.queries import factors as read
from app.rules import second_factor as rules
from app.rules.permissions import Action
from app.web.doors import do, fresh, grave, guard, me
from app.web.factors.blueprint import blueprint
from app.web.factors.challenge import key
from app.web.factors.forms import ProofForm
from app.web.frame import Site
from app.web.idempotency import keyed
from app.web.people.settings import own_id
from app.web.people.sign_in import secret
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response
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
    return render_template("factors/security.html", kept=read.kept(db.session(), own_id()), form=form,
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
    return _home() if read.recovery_left(db.session(), own_id()) else url_for("factors.recovery")


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
    row = read.kept(db.session(), own_id()).totp
    shared = key().open(row.sealed, own_id()) if row is not None and row.confirmed_at is None else None
    if shared is None:
        return redirect(_home(), 303)
    person = me()
    address = codes.address(shared, person.email if person else "", Site().name)
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
    return render_template("factors/remove.html", what=what, kept=read.kept(db.session(), own_id()))


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
    return render_template("factors/recovery.html", kept=read.kept(db.session(), own_id()))
