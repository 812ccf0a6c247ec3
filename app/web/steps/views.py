"""The list of first steps: nobody ticks a box, the site looks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.queries import ballot_boxes, site
from app.queries.schema.state import number_of
from app.rules.permissions import Action
from app.settings import VERSION
from app.web.doors import guard, now
from app.web.filters import moment
from app.web.reference import reference
from app.web.schema_check import is_well
from app.web.steps.blueprint import blueprint

FRESH = timedelta(days=2)
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


def _last_backup() -> datetime | None:
    """The newest copy of the folder; a copy made elsewhere, or by PostgreSQL's own tool, is not seen from here."""
    files = (Path(current_app.instance_path) / "backups").glob("*.db")
    newest = max((file.stat().st_mtime for file in files), default=None)
    return datetime.fromtimestamp(newest, UTC) if newest is not None else None


def _backup() -> Step:
    last = _last_backup()
    if db.engine.dialect.name != "sqlite":
        return Step(False, _("Sauvegarder"), _("Ce site est sur PostgreSQL\u00a0: sa sauvegarde ne se voit pas d’ici."),
                    command="pg_dump -Fc")
    said = _("Dernière copie\u00a0: %(when)s.", when=moment(last)) if last else _(
        "Aucune copie encore. Tapez cette commande sur le serveur, dans le dossier du site, puis faites-la répéter"
        " chaque heure. Gardez aussi une copie ailleurs.")
    return Step(last is not None and now() - last < FRESH, _("Sauvegarder"), said, command="flask backup")


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


def steps() -> list[Step]:
    """A vote that is interrupted does not wait. Without mails nobody enters, so they come next; then those who will
    answer."""
    done = site.done(db.session(), now())
    return [
        *_votes(), _mail(done), _committee(done), _backup(),
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
