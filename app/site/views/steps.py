"""A mail sent at once, to see whether it leaves; and what went wrong, in words."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from werkzeug.wrappers import Response

from app.accounts.queries import accounts
from app.config import VERSION, Settings
from app.core.addresses import parted
from app.core.permissions import Action
from app.core.schema.state import number_of
from app.core.secrets import uid
from app.core.unit_of_work import Refused
from app.core.web.authentication import me
from app.core.web.doors import do, grave, guard, now
from app.core.web.filters import moment
from app.core.web.languages import chosen, reference, sentence
from app.core.web.sent_forms import keyed
from app.decisions.queries import rolls
from app.extensions import db, limiter
from app.notifications import mail as notifications_mail, queries as delivery
from app.site import backups, queries as read
from app.site.rules import LATE
from app.site.service import settings
from app.site.views.health import is_well
from app.site.views.setup_forms import MailForm, mail_data

SECONDS = 5.0  # for each step: somebody waits for the page, and a thread with them
MAIL_FAULTS: dict[str, Any] = {
    "SMTPAuthenticationError": _l("Le serveur refuse cet identifiant ou ce mot de passe."),
    "gaierror": _l("Ce serveur est introuvable\u00a0: vérifiez son nom."),
    "ConnectionRefusedError": _l("Le serveur n’ouvre pas ce port\u00a0: vérifiez la protection et le port."),
    "TimeoutError": _l("Le serveur ne répond pas\u00a0: vérifiez son nom, la protection et le port."),
    "SSLCertVerificationError": _l("Le certificat du serveur n’est pas valable pour ce nom."),
    "SSLError": _l("La protection choisie n’est pas celle du serveur."),
    "SMTPRecipientsRefused": _l("Le serveur refuse l’adresse de l’essai."),
    "SMTPSenderRefused": _l("Le serveur refuse l’adresse d’envoi."),
    "too_old": _l("Le serveur d’envoi n’a pas répondu pendant cinq jours."),
    "bad address": _l("L’adresse de l’essai n’est pas une adresse de courriel."),
}
REFUSED: dict[str, Any] = {
    "550": _l("Cette adresse n’existe pas, ou son serveur refuse ce courriel."),
    "552": _l("Cette boîte est pleine, ou le courriel trop lourd."),
    "5": _l("Le serveur refuse ce courriel, et le refusera toujours."),
}


def why(fault: str) -> str:
    """What the sending jobs kept of a mail that did not leave, in words."""
    word, _space, code = fault.partition(" ")
    said = REFUSED.get(code) or MAIL_FAULTS.get(word) or (REFUSED["5"] if code.startswith("5") else None)
    return f"{said} ({fault})" if said else fault


def tried(url: str, sender: str, to: str, name: str) -> str | None:
    """None where a server took it; else why not, and what to look at."""
    told = current_app.config["CORDEE"]
    post = notifications_mail.sender(
        url,
        Path(current_app.instance_path) / "mail",
        notifications_mail.signed(name, sender),
        urlsplit(told.base_url).hostname or "localhost",
        SECONDS,
    )
    body = _("Bonjour,\n\nCe courriel d’essai est bien parti de %(name)s. Rien d’autre à faire.\n", name=name)
    try:
        post.send(notifications_mail.Letter(to, _("Essai d’envoi"), body, f"trial-{uid()}", chosen()))
    except notifications_mail.NotSent as fault:
        word = fault.word
        return str(MAIL_FAULTS.get(word) or _("Le serveur n’a pas pris le courriel (%(word)s).", word=word))
    finally:
        post.close()
    return None



blueprint = Blueprint("steps", __name__)


# How mails go out, changed by an operator after the set-up, and tried at once.

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
            do(settings.set_mail, form.url, form.sender.data or "")
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
    do(settings.mail_was_tried)
    flash(_("Le serveur a pris le courriel d’essai. Regardez s’il arrive à %(to)s.", to=to), "done")


# The list of first steps: nobody ticks a box, the site looks.

COMMITTEE = 2  # people at least: one alone is no committee


@dataclass(frozen=True, slots=True)
class Step:
    """`command`: what is typed on the server, where a page does not do it."""

    done: bool
    title: str
    text: str
    url: str = ""
    act: str = ""
    command: str = ""


COPY_FAULTS = {
    "room": _l("il n’y a pas assez de place libre sur le disque des copies"),
    "full": _l("le disque des copies est plein"),
    "tool": _l("l’outil de PostgreSQL (pg_dump) manque sur le serveur, ou il est trop vieux"),
    "unsound": _l("la copie n’était pas bonne, et n’a pas été gardée"),
    "other": _l("la commande ci-dessous dit pourquoi"),
}


def _backup() -> Step:
    """The newest of the folder; a copy made elsewhere, by other means, is not seen from here."""
    here = backups.Instance.of(current_app)
    copies, tried = backups.listed(here.copies), backups.last_try(here.copies)
    told = []
    if copies:
        told.append(_("Dernière bonne copie\u00a0: %(when)s.", when=moment(copies[0].at)))
        told.append(ngettext("%(num)d copie est gardée.", "%(num)d copies sont gardées.", len(copies)))
        if not copies[0].encrypted:
            told.append(_("Elle n’est pas chiffrée\u00a0: voyez «\u00a0backup_recipient\u00a0» dans le guide."))
    elif here.settings.makes_backups:
        told.append(_("Aucune copie encore\u00a0: le site fait la première dans l’heure."))
    else:
        told.append(_("Ce site ne fait pas ses copies lui-même. Celles qui se font ailleurs ne se voient pas d’ici."))
    if tried is not None and tried.fault:
        told.append(
            _("Le dernier essai n’a rien donné\u00a0: %(why)s.", why=COPY_FAULTS.get(tried.fault, COPY_FAULTS["other"]))
        )
    told.append(_("Gardez aussi des copies sur une autre machine."))
    fresh = bool(copies) and now() - copies[0].at < LATE
    return Step(fresh, _("Sauvegarder"), " ".join(told), command="" if fresh else "flask backup make")


def _mail(done: read.Done) -> Step:
    told, set_by_file = reference().site, current_app.config["CORDEE"].mail_url != ""
    if not (told.mail_host or set_by_file):
        text = _("Rien ne part\u00a0: personne d’autre que vous ne peut entrer.")
    elif done.mail_tried:
        text = _("Un serveur a pris un courriel de ce site.")
    else:
        text = _("Le serveur est réglé, mais aucun courriel n’est encore parti.")
    return Step(done.mail_tried and bool(told.mail_host or set_by_file), _("Essayer les courriels"), text,
                url_for("steps.mail"), _("Régler et essayer"))


def _committee(done: read.Done) -> Step:
    said = ngettext("%(num)d personne a ce rôle. Deux au moins répondent mieux qu’une.",
                    "%(num)d personnes ont ce rôle.", done.committee) if done.committee else _(
        "Personne n’a encore ce rôle\u00a0: ce qui est prêt n’aurait pas de réponse.")
    if done.asked:
        said += " " + ngettext("%(num)d invitation attend.", "%(num)d invitations attendent.", done.asked)
    return Step(done.committee >= COMMITTEE, _("Inviter le comité"), said, url_for("roles.page", role="steering"),
                _("Inviter par courriel"))


def _votes() -> list[Step]:
    """Only where one is interrupted."""
    stopped = rolls.keyless(db.session())
    if not stopped:
        return []
    return [Step(False, _("Rendre sa clé à un vote"), _(
        "%(votes)s\u00a0: la clé n’est pas dans le dossier des clés. Rien n’est gardé ni compté."
        " Remettez le dossier\u00a0; si la clé est perdue, le vote s’annule depuis sa page.",
        votes=", ".join(stopped)), command="flask site check")]


def _factors() -> list[Step]:
    """Only where the team is asked for one (setting `second_factor`)."""
    grace, without = current_app.config["CORDEE"].grace, accounts.team_without(db.session())
    if grace is None:
        return []
    said = ngettext("%(num)d personne de l’équipe n’en a pas encore.", "%(num)d personnes de l’équipe n’en ont pas"
                    " encore.", without) if without else _("Toute l’équipe en a une.")
    said += " " + ngettext("Le délai\u00a0: %(num)d jour après avoir reçu un rôle, puis ce rôle attend.",
                           "Le délai\u00a0: %(num)d jours après avoir reçu un rôle, puis ce rôle attend.", grace.days)
    return [Step(not without, _("Une seconde preuve pour toute l’équipe"), said, url_for("factors.security"),
                 _("Voir la mienne"))]


def steps() -> list[Step]:
    """A vote that is interrupted does not wait. Without mails nobody enters, so they come next; then those who will
    answer."""
    done = read.done(db.session(), now())
    return [
        *_votes(), _mail(done), _committee(done), _backup(), *_factors(),
        Step(done.charter_read, _("Lire les règles du jeu, et les adapter"), _(
            "La charte livrée convient pour commencer. Un brouillon, une simulation, une décision la changent."),
            url_for("pages.rules"), _("Lire les règles")),
        Step(done.written, _("Publier un premier besoin"), _(
            "Un vrai, le vôtre ou celui d’une voisine\u00a0: un site vide n’invite pas à écrire."),
            url_for("proposals.new", track="need"), _("Écrire un besoin")),
    ]


@blueprint.get("/et-maintenant")
@guard(Action.SITE_OPERATE)
def page() -> str:
    listed = steps()
    first = next((step for step in listed if not step.done and step.url), None)
    return render_template("steps/page.html", steps=listed, met=sum(step.done for step in listed), first=first,
                           samples=len(reference().samples), version=VERSION,
                           schema=number_of(db.session.connection()), well=is_well(db.session.connection()))
