"""How mails go out, changed by an operator after the set-up, and tried at once."""

from typing import Any
from urllib.parse import unquote

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db, limiter
from app.operations import Refused
from app.operations import site as operations
from app.outside.addresses import parted
from app.queries import delivery
from app.queries import site as read
from app.rules.permissions import Action
from app.settings import Settings
from app.web.doors import do, grave, guard, me, now
from app.web.idempotency import keyed
from app.web.mail_trial import tried, why
from app.web.reasons import sentence
from app.web.setup.forms import MailForm, mail_data
from app.web.steps.blueprint import blueprint

SHOWN = 20
Answer = str | tuple[str, int] | Response


def _password(url: str) -> str:
    """What is kept, for a form that comes back without it; never shown."""
    return unquote(parted(url).password or "")


@blueprint.route("/et-maintenant/courriels", methods=["GET", "POST"])
@limiter.limit("30 per hour", methods=["POST"])
@grave
@guard(Action.SITE_OPERATE)
@keyed(lambda _made: url_for(".mail"))
def mail() -> Answer:
    """The settings file wins: where it speaks, this page only tries."""
    told: Settings = current_app.config["CORDEE"]
    kept, person = read.mail(db.session()), me()
    form = MailForm(data={**mail_data(kept.url, kept.sender), "trial": person.email if person else ""})
    if form.validate_on_submit() and not told.mail_url:
        if not form.password.data and form.host.data == mail_data(kept.url, "")["host"]:
            form.password.data = _password(kept.url)
        try:
            do(operations.set_mail, form.url, form.sender.data or "")
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Le réglage des courriels est enregistré."), "done")
            if request.form.get("vers") == "essai":
                _try(form.url, form.sender.data or "", form.trial.data or "", kept.name)
            return redirect(url_for(".mail"), 303)
    return render_template("steps/mail.html", form=form, settled=bool(told.mail_url), has_password=bool(
        _password(kept.url)), kept=kept, lost=_lost()), 422 if form.is_submitted() else 200


def _lost() -> list[dict[str, Any]]:
    """Those that will not leave, and why; the first of them that waits for its server."""
    session = db.session()
    return [{"name": row.name, "person_id": row.person_id, "at": row.created_at, "why": why(row.fault)}
            for row in delivery.given_up(session, SHOWN)] + [
            {"name": None, "person_id": None, "at": None, "why": why(row.fault)}
            for row in delivery.kept_waiting(session, now())]


@blueprint.post("/et-maintenant/courriels/essai")
@limiter.limit("30 per hour")
@guard(Action.SITE_OPERATE)
def trial() -> Response:
    """To oneself, with the settings in force."""
    told: Settings = current_app.config["CORDEE"]
    kept, person = read.mail(db.session()), me()
    url, sender = (told.mail_url, told.mail_from) if told.mail_url else (kept.url, kept.sender)
    _try(url, sender, person.email if person else "", kept.name)
    return redirect(url_for(".mail"), 303)


def _try(url: str, sender: str, to: str, name: str) -> None:
    fault: Any = _("Réglez d’abord le serveur d’envoi.") if not url else tried(url, sender, to, name or "Cordée")
    if fault is not None:
        flash(fault, "error")
        return
    do(operations.mail_was_tried)
    flash(_("Le serveur a pris le courriel d’essai. Regardez s’il arrive à %(to)s.", to=to), "done")
