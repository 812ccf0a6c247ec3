"""Asking for the second factor: at a sign-in, and again before a grave act."""

from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db, limiter
from app.operations import Refused, factors
from app.outside.factor_key import FactorKey
from app.queries import factors as read
from app.queries.factors import Opening
from app.rules.permissions import Action
from app.web import authentication, security_log
from app.web.doors import do_as, guard, me
from app.web.factors.blueprint import blueprint
from app.web.factors.forms import ProofForm
from app.web.people import known
from app.web.people.browser import own_path
from app.web.people.sign_in import BY_PLACE, NEXT, entered, onwards, secret
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def key() -> FactorKey:
    return FactorKey.of(Path(current_app.instance_path))


def passed(shown: Opening) -> Response:
    """The factor was right, and the session is marked (operations/_factors.py, mark_strong): in, or back to the act
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
        security_log.note("authn_login_fail", reason=reason, session=shown.session_id)
        if reason == "factor_is_worn_out":
            return _begin_again()
        form.refuse("code", sentence(reason))
    return page_of(shown, form), 422 if form.is_submitted() else 200


def page_of(shown: Opening, form: ProofForm, passkey_refusal: str = "") -> str:
    return render_template("factors/challenge.html", form=form, shown=shown,
                           kept=read.kept(db.session(), shown.person_id), passkey_refusal=passkey_refusal)


def _try(shown: Opening, typed: str) -> str | None:
    try:
        return do_as(shown.person_id, factors.show, shown.session_id, typed, key(), secret(), known.device())
    except Refused as refused:  # the session was closed from elsewhere meanwhile
        return "factor_is_worn_out" if refused.code == "sign_in_first" else refused.code


def _begin_again() -> Response:
    """The session is closed; what was being written is still there for the next one."""
    authentication.sign_out_but_keep()
    flash(_("Trop de codes faux à la suite\u00a0: cette connexion est fermée. Recommencez depuis le début."), "error")
    return redirect(url_for("people.sign_in"), 303)
