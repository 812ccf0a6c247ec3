"""Pages that say what this site is: help, rules, who may do what, legal, accessibility, its source."""

import os
import tarfile
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Blueprint, abort, current_app, render_template, send_file
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from app.config import Settings
from app.core.kinds import Role
from app.core.permissions import ALLOWED, EVERYBODY, SIGNED_IN, Action
from app.core.private import open_private
from app.core.resources import DATA, TREE
from app.core.web.doors import guard
from app.core.web.languages import chosen, contact, localised, reference
from app.core.web.requests import WHOLE, costs
from app.governance.charter.sentences import sentences
from app.site.rules import Evaluation, State, count, read

blueprint = Blueprint("pages", __name__)


# Every action and every role in words: the page « Qui peut quoi » is made from the permissions table with these.

THINGS = {
    "proposal": _("Besoins et projets"),
    "amendment": _("Suggestions de modification"),
    "design": _("Aspect du site"),
    "draft": _("Brouillons"),
    "attachment": _("Images et documents"),
    "carrier": _("Porter à plusieurs"),
    "link": _("Liens entre propositions"),
    "likeness": _("Ressemblances"),
    "paper": _("Besoins écrits sur papier"),
    "comment": _("Discussion"),
    "synthesis": _("Synthèses des discussions"),
    "debate": _("Débats"),
    "line": _("Listes sous les besoins"),
    "follow": _("Suivre"),
    "notification": _("Nouvelles"),
    "gate": _("Décisions du comité de pilotage"),
    "steering": _("File du comité de pilotage"),
    "decision": _("Décisions"),
    "delegation": _("Délégations"),
    "group": _("Groupes de travail"),
    "meeting": _("Réunions"),
    "commitment": _("Engagements"),
    "experiment": _("Expérimentations"),
    "factor": _("Seconde preuve"),
    "content": _("Signaler et répondre"),
    "case": _("Modération"),
    "structure": _("Structures"),
    "mandate": _("Mandats"),
    "person": _("Son propre compte"),
    "session": _("Entrer sur le site"),
    "role": _("Rôles"),
    "staff": _("Actes à plusieurs"),
    "journal": _("Journal"),
    "charter": _("Règles du jeu"),
    "site": _("Le site"),
    "mail": _("Démonstration"),
}

ACTIONS = {
    Action.AMENDMENT_ANSWER: _("Intégrer ou refuser une suggestion, sur une proposition que l’on porte"),
    Action.AMENDMENT_MAKE: _("Suggérer une modification d’un paragraphe, et la retirer"),
    Action.AMENDMENT_SUPPORT: _("Soutenir une suggestion"),
    Action.ATTACHMENT_ADD: _("Joindre une image ou un document à ce que l’on porte"),
    Action.ATTACHMENT_REMOVE: _("Retirer une image ou un document"),
    Action.CARRIER_ANSWER: _("Répondre à une invitation à porter"),
    Action.CARRIER_INVITE: _("Inviter quelqu’un à porter avec soi"),
    Action.CASE_JUDGE: _("Classer un signalement, masquer ou rétablir un contenu, avec un motif"),
    Action.CASE_READ: _("Lire les signalements et leur contexte"),
    Action.CHARTER_PROPOSE: _("Préparer de nouvelles règles, les simuler, les soumettre à une décision"),
    Action.CHARTER_READ: _("Lire les règles en vigueur et leurs versions"),
    Action.COMMENT_EDIT: _("Modifier son propre commentaire"),
    Action.COMMENT_MARK: _("Dire qu’un message est utile"),
    Action.COMMENT_POST: _("Commenter et répondre"),
    Action.COMMITMENT_SETTLE: _("Accepter, tenir ou laisser un engagement qui vous est proposé"),
    Action.CONTENT_ANSWER: _("Répondre à la modération quand son propre contenu est masqué"),
    Action.CONTENT_REPORT: _("Signaler un contenu"),
    Action.DEBATE_RUN: _("Ouvrir un débat sur un besoin, le conclure, le rouvrir"),
    Action.DECISION_ANSWER: _("Répondre à une décision, si l’on est sur sa liste"),
    Action.DECISION_OPEN: _("Ouvrir une décision, ou poser une question à son groupe"),
    Action.DECISION_READ: _("Lire les décisions, leurs règles et leurs résultats"),
    Action.DECISION_RUN: _("Déplacer la fin d’une décision, compléter sa liste, l’annuler, faire avancer un tour"),
    Action.DELEGATION_GIVE: _("Confier sa voix pour un thème, si la charte le permet, et la reprendre"),
    Action.DESIGN_READ: _("Voir la page de toutes les pièces du site"),
    Action.DRAFT_WRITE: _("Écrire un brouillon, que personne d’autre ne lit"),
    Action.EXPERIMENT_EDIT: _("Remplir le pacte, les jalons, les mesures, les points d’étape et le bilan"),
    Action.FACTOR_RESET: _("Retirer, à deux, la seconde preuve que quelqu’un a perdue"),
    Action.FOLLOW: _("Suivre pour recevoir des nouvelles"),
    Action.GATE_APPEAL: _("Contester un refus devant l’assemblée que la charte désigne"),
    Action.GATE_CONFIRM: _("Confirmer ou contester ce qui est noté d’une réunion où l’on était"),
    Action.GATE_DECIDE: _("Faire passer une étape ou refuser, avec un motif public"),
    Action.GROUP_JOIN: _("Rejoindre ou quitter un groupe de travail"),
    Action.GROUP_MANAGE: _("Donner un rôle dans le groupe"),
    Action.JOURNAL_READ: _("Lire le journal public"),
    Action.JOURNAL_READ_ALL: _("Lire aussi les lignes du journal réservées à l’équipe"),
    Action.LIKENESS_DISMISS: _("Dire que deux propositions qui se ressemblent ne sont pas la même chose"),
    Action.LIKENESS_READ: _("Voir les propositions qui se ressemblent"),
    Action.LINE_WRITE: _("Ajouter une ligne à une liste, retirer la sienne"),
    Action.LINK_MAKE: _("Relier deux propositions, ou défaire un lien"),
    Action.MAIL_READ_DEMO: _("Lire les courriels d’un site de démonstration (nulle part ailleurs)"),
    Action.MANDATE_ASK: _("Demander à parler au nom d’une structure, ou y mettre fin"),
    Action.MANDATE_CONFIRM: _("Confirmer ou refuser la demande d’une autre personne, pour sa structure"),
    Action.MEETING_HOLD: _("Organiser une réunion et en publier le compte rendu"),
    Action.NOTIFICATION_READ: _("Lire ses nouvelles"),
    Action.PAPER_ENTER: _("Saisir un besoin écrit sur papier par quelqu’un d’autre, imprimer des fiches"),
    Action.PERSON_EDIT_SELF: _("Changer ses réglages"),
    Action.PERSON_READ_SELF: _("Voir son espace, emporter ses données, effacer son compte"),
    Action.PROPOSAL_EDIT: _("Modifier une proposition que l’on porte"),
    Action.PROPOSAL_MERGE: _("Réunir deux propositions en une"),
    Action.PROPOSAL_READ: _("Lire les besoins et les projets"),
    Action.PROPOSAL_SUBMIT: _("Publier un besoin ou une idée"),
    Action.PROPOSAL_SUPPORT: _("Soutenir, ou dire «\u00a0Moi aussi\u00a0»"),
    Action.PROPOSAL_WAKE: _("Réveiller une proposition en sommeil"),
    Action.PROPOSAL_WITHDRAW: _("Retirer une proposition que l’on porte, avec un motif"),
    Action.ROLE_GRANT: _("Donner ou retirer un rôle"),
    Action.SESSION_OPEN: _("Se connecter, s’inscrire, se déconnecter"),
    Action.SITE_BRAND: _("Choisir le nom, les couleurs et le logo du site"),
    Action.SITE_HEALTH: _("Savoir si le service est en bonne santé"),
    Action.SITE_OPERATE: _("Suivre les premiers pas du site, régler et essayer les courriels"),
    Action.SITE_READ: _("Lire les pages du site"),
    Action.SITE_SAMPLES: _("Ajouter des exemples, les retirer"),
    Action.SITE_SETUP: _("Mettre le site en service, une seule fois, avec le code du premier démarrage"),
    Action.STAFF_SECOND: _("Donner son accord à un acte de l’équipe, le refuser, ou revenir dessus"),
    Action.STEERING_READ: _("Voir ce qui attend une réponse"),
    Action.STRUCTURE_CREATE: _("Inscrire une structure"),
    Action.STRUCTURE_EDIT: _("Modifier la page d’une structure"),
    Action.STRUCTURE_READ: _("Lire la liste et la page des structures"),
    Action.SYNTHESIS_WRITE: _("Écrire la synthèse d’une discussion"),
}

ROLES = {
    Role.VISITOR: (_("Toute personne de passage"), _("Lit tout ce qui est public, sans compte.")),
    Role.PARTICIPANT: (_("Personne inscrite"), _("A un compte\u00a0: une adresse de courriel et un nom à montrer.")),
    Role.MEMBER: (_("Membre"), _("Appartient à l’association ou parle pour une de ses structures.")),
    Role.REPRESENTATIVE: (_("Voix d’une structure"), _("A un mandat confirmé, pour cette structure seulement.")),
    Role.CARRIER: (_("Personne qui porte"), _("Porte cette proposition, avec d’autres ou en les cherchant.")),
    Role.LEAD: (_("Responsable du groupe"), _("Tient ce groupe de travail, à la demande de ses membres.")),
    Role.FACILITATOR: (_("Animation du groupe"), _("Anime ou tient le secrétariat de ce groupe de travail.")),
    Role.RELAY: (_("Relais"), _("Saisit ce que d’autres ont écrit sur papier, et leur rend un reçu.")),
    Role.MODERATOR: (_("Modération"), _("Traite les signalements, jamais les siens ni ceux qui la visent.")),
    Role.STEERING: (_("Comité de pilotage"), _("Répond à ce qui est prêt, avec un motif public.")),
    Role.OPERATOR: (_("Équipe technique"), _("Fait tourner le site et donne les rôles.")),
}


# « Qui peut quoi », made from the very table that the doors and the operations ask: it cannot disagree with them.

def who(allowed: frozenset[Role]) -> str:
    if allowed == EVERYBODY:
        return str(gettext("Tout le monde, même sans compte"))
    if allowed == SIGNED_IN:
        return str(gettext("Toute personne inscrite"))
    return ", ".join(str(ROLES[role][0]) for role in Role if role in allowed)


def tables() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(key, thing, [(what, who)…]) in the order people meet things."""
    return [(thing, str(name), [(str(ACTIONS[action]), who(ALLOWED[action])) for action in Action
                                if action.value.startswith(f"{thing}:")]) for thing, name in THINGS.items()]


def roles() -> list[tuple[str, str]]:
    return [(str(name), str(about)) for name, about in ROLES.values()]


# The accessibility statement that French law asks for, made from app/data/accessibility.toml.

STATEMENT = DATA / "accessibility.toml"
STATES = {State.FULL: _("totalement conforme"), State.PARTIAL: _("partiellement conforme"),
          State.NONE: _("non conforme")}
PAGES = {
    "home.index": _("L’accueil"), "people.sign_in": _("La connexion"), "pages.legal": _("Les mentions légales"),
    "pages.accessibility": _("Cette déclaration"), "pages.help": _("L’aide"), "pages.help_page": _("Une page d’aide"),
    "proposals.needs": _("La liste des besoins"), "proposals.projects": _("La liste des projets"),
    "proposals.show": _("Une proposition"), "proposals.new": _("Écrire un besoin ou une idée"),
    "discussion.index": _("Une discussion"), "decisions.show": _("Une décision et son résultat"),
    "decisions.answer": _("Répondre à une décision"), "groups.show": _("Un groupe de travail"),
    "experiments.show": _("Une expérimentation"), "search.index": _("La recherche"),
    "spaces.territory": _("Le territoire et sa carte"), "people.own_space": _("L’espace d’une personne"),
    "people.settings": _("Les réglages"), "steering.queue": _("Le travail du comité de pilotage"),
    "moderation.queue": _("Le travail de la modération"),
}


@cache
def evaluation() -> Evaluation:
    return read(STATEMENT.read_text())


def state() -> str:
    """In a word, as every page must say it."""
    return str(STATES[count(evaluation().rgaa).state])


def statement() -> dict[str, Any]:
    """All that its page says, in the reader's language."""
    told = evaluation()
    rgaa, wcag = count(told.rgaa), count(told.wcag)
    return {
        "told": told, "rgaa": rgaa, "wcag": wcag, "state": state(), "full": rgaa.state is State.FULL,
        "gaps": [(localised(gap.words), gap) for gap in told.gaps], "pages": [PAGES[name] for name in told.pages],
        "checks": [localised(words) for words in told.checks.values()],
    }


# The source of what runs here in one file, made at the first demand. Only named folders: never the instance.

NAME = "cordee.tar.gz"
MAKING, MADE = Lock(), dict[str, Path]()  # by instance
PACKED = ("app", "tests", "docs", "benchmarks", "LICENSE", "README.md", "CHANGELOG.md",
        "Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "wsgi.py")


def _without_traces(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """No compiled file, no hidden one, and nothing about the machine or its users."""
    name = Path(member.name).name
    plain = member.isdir() or member.isfile()
    if name == "__pycache__" or name.startswith(".") or name.endswith(".pyc") or not plain:
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def archive(instance: str) -> Path | None:
    """In the instance's folder; made again at each start, since the code may have changed. It takes seconds: one thread
    makes it, and meanwhile the others are told to come back (None) rather than to wait."""
    if (made := MADE.get(instance)) is not None and made.exists():
        return made
    if not MAKING.acquire(blocking=False):
        return None
    try:
        MADE[instance] = _made(Path(instance) / NAME)
    finally:
        MAKING.release()
    return MADE[instance]


def _made(file: Path) -> Path:
    half = file.with_suffix(f".{os.getpid()}.part")
    half.unlink(missing_ok=True)
    with open_private(half) as out, tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name in PACKED:
            if (TREE / name).exists():
                tar.add(TREE / name, f"cordee/{name}", filter=_without_traces)
    return half.rename(file)


# Help, who may do what, the rules in force, and the pages the law asks for.

ARTICLES = {
    "premiers-pas": (_("Premiers pas"), _("Lire, se connecter, dire «\u00a0Moi aussi\u00a0».")),
    "ecrire-un-besoin": (_("Écrire un besoin"), _("Trois champs, et ce qui le rend collectif.")),
    "mettre-en-forme": (_("Mettre en forme"), _("Quelques signes, ce que vous collez, ce que vous joignez.")),
    "ecrire-facile-a-lire": (_("Écrire facile à lire"), _("Des phrases courtes, pour que tout le monde comprenne.")),
    "ecrire-a-plusieurs": (
        _("Écrire à plusieurs"),
        _("Suggérer une modification, lire ce qui a changé, confirmer un soutien."),
    ),
    "soutenir-suivre-decider": (_("Soutenir, suivre, décider"), _("Trois gestes différents, et ce que chacun engage.")),
    "discuter-ensemble": (_("Discuter ensemble"), _("Messages utiles, débats, synthèses, et ce que chacun apporte.")),
    "du-besoin-a-l-experimentation": (
        _("D’un besoin à une expérimentation"), _("Les étapes, et qui ouvre chaque porte.")),
    "decider-ensemble": (
        _("Décider ensemble"), _("Répondre, comprendre un résultat, suivre un tour de consentement.")),
    "groupe-de-travail": (_("Le groupe de travail"), _("Y entrer, se réunir, remplir le pacte.")),
    "chercher": (_("Chercher"), _("Une boîte pour tout, et quatre signes qui aident.")),
    "moderation-et-recours": (_("Modération et recours"), _("Signaler, et répondre quand un texte est masqué.")),
    "vie-privee": (_("Vie privée"), _("Ce que le site garde, montre et efface.")),
    "comite-de-pilotage": (_("Le comité de pilotage"), _("Qui il est, ce qu’il décide, en combien de temps.")),
    "glossaire": (_("Les mots d’ici"), _("Besoin, pacte, consentement, quorum\u00a0: une phrase pour chacun.")),
}


@blueprint.get("/aide")
@guard(Action.SITE_READ)
def help() -> str:
    return render_template("pages/help.html", articles=ARTICLES)


@blueprint.get("/aide/<slug>")
@guard(Action.SITE_READ)
def help_page(slug: str) -> str:
    if slug not in ARTICLES:
        abort(404)
    slugs = list(ARTICLES)
    after = slugs[slugs.index(slug) + 1] if slug != slugs[-1] else None
    return render_template("pages/help_page.html", slug=slug, articles=ARTICLES, after=after)


@blueprint.get("/qui-peut-quoi")
@guard(Action.SITE_READ)
def permissions() -> str:
    return render_template("pages/permissions.html", tables=tables(), roles=roles())


@blueprint.get("/regles")
@guard(Action.CHARTER_READ)
def rules() -> str:
    """The charter in force on the territory, as sentences made from its data."""
    known = reference()
    space = known.territory or abort(404)
    charter = known.charters.get(space.charter_id or 0) or abort(404)
    return render_template("pages/rules.html", space=space, charter=charter, parts=sentences(charter, chosen()))


def _told() -> Settings:
    found: Settings = current_app.config["CORDEE"]
    return found


@blueprint.get("/mentions-legales")
@guard(Action.SITE_READ)
def legal() -> str:
    return render_template("pages/legal.html", told=_told(), contact=contact())


@blueprint.get("/accessibilite")
@guard(Action.SITE_READ)
def accessibility() -> str:
    told = _told()
    publisher = told.publisher or reference().site.association or gettext("L’exploitant du site")
    return render_template("pages/accessibility.html", contact=contact(), address=told.base_url, publisher=publisher,
                           **statement())


@blueprint.get("/code-source")
@guard(Action.SITE_READ)
def source() -> str:
    return render_template("pages/source.html")


@blueprint.get("/code-source.tar.gz")
@costs(WHOLE)
@guard(Action.SITE_READ)
def source_file() -> Response:
    """The version that runs here, as the licence asks: offered to whoever uses the site, at once and for nothing."""
    file = archive(current_app.instance_path)
    if file is None:
        raise ServiceUnavailable(retry_after=10)
    return send_file(file, "application/gzip", as_attachment=True, download_name=NAME)
