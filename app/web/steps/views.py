"""The list of first steps: nobody ticks a box, the site looks."""

from dataclasses import dataclass

from flask import current_app, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.exports import backups
from app.extensions import db
from app.queries import ballot_boxes, factors, site
from app.queries.schema.state import number_of
from app.rules.permissions import Action
from app.rules.retention import LATE
from app.settings import VERSION
from app.web.doors import guard, now
from app.web.filters import moment
from app.web.reference import reference
from app.web.schema_check import is_well
from app.web.steps.blueprint import blueprint

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


FAULTS = {
    "room": lazy_gettext("il n’y a pas assez de place libre sur le disque des copies"),
    "full": lazy_gettext("le disque des copies est plein"),
    "tool": lazy_gettext("l’outil de PostgreSQL (pg_dump) manque sur le serveur, ou il est trop vieux"),
    "unsound": lazy_gettext("la copie n’était pas bonne, et n’a pas été gardée"),
    "other": lazy_gettext("la commande ci-dessous dit pourquoi"),
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
        told.append(_("Le dernier essai n’a rien donné\u00a0: %(why)s.", why=FAULTS.get(tried.fault, FAULTS["other"])))
    told.append(_("Gardez aussi des copies sur une autre machine."))
    fresh = bool(copies) and now() - copies[0].at < LATE
    return Step(fresh, _("Sauvegarder"), " ".join(told), command="" if fresh else "flask backup make")


def _mail(done: site.Done) -> Step:
    told, set_by_file = reference().site, current_app.config["CORDEE"].mail_url != ""
    if not (told.mail_host or set_by_file):
        text = _("Rien ne part\u00a0: personne d’autre que vous ne peut entrer.")
    elif done.mail_tried:
        text = _("Un serveur a pris un courriel de ce site.")
    else:
        text = _("Le serveur est réglé, mais aucun courriel n’est encore parti.")
    return Step(done.mail_tried and bool(told.mail_host or set_by_file), _("Essayer les courriels"), text,
                url_for("steps.mail"), _("Régler et essayer"))


def _committee(done: site.Done) -> Step:
    said = ngettext("%(num)d personne a ce rôle. Deux au moins répondent mieux qu’une.",
                    "%(num)d personnes ont ce rôle.", done.committee) if done.committee else _(
        "Personne n’a encore ce rôle\u00a0: ce qui est prêt n’aurait pas de réponse.")
    if done.asked:
        said += " " + ngettext("%(num)d invitation attend.", "%(num)d invitations attendent.", done.asked)
    return Step(done.committee >= COMMITTEE, _("Inviter le comité"), said, url_for("roles.page", role="steering"),
                _("Inviter par courriel"))


def _votes() -> list[Step]:
    """Only where one is interrupted."""
    stopped = ballot_boxes.keyless(db.session())
    if not stopped:
        return []
    return [Step(False, _("Rendre sa clé à un vote"), _(
        "%(votes)s\u00a0: la clé n’est pas dans le dossier des clés. Rien n’est gardé ni compté."
        " Remettez le dossier\u00a0; si la clé est perdue, le vote s’annule depuis sa page.",
        votes=", ".join(stopped)), command="flask site check")]


def _factors() -> list[Step]:
    """Only where the team is asked for one (setting `second_factor`)."""
    grace, without = current_app.config["CORDEE"].grace, factors.team_without(db.session())
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
    done = site.done(db.session(), now())
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
