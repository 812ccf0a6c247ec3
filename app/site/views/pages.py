"""Pages that say what this site is: help, rules, who may do what, legal, accessibility, its source."""

import os
import tarfile
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Blueprint, abort, current_app, render_template, send_file
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from app.config import Settings
from app.core.kinds import Role
from app.core.permissions import ALLOWED, EVERYBODY, SIGNED_IN, Action
from app.core.resources import DATA, TREE
from app.core.secrets import open_private
from app.core.web.doors import guard
from app.core.web.languages import chosen, contact, localised, reference
from app.core.web.requests import WHOLE, costs
from app.governance.charter.sentences import sentences
from app.site.rules import Evaluation, State, count, read

blueprint = Blueprint("pages", __name__)


# Every action and every role in words: the page « Qui peut quoi » is made from the permissions table with these.

THINGS = {
    "proposal": _l("Besoins et projets"),
    "amendment": _l("Suggestions de modification"),
    "design": _l("Aspect du site"),
    "draft": _l("Brouillons"),
    "attachment": _l("Images et documents"),
    "carrier": _l("Porter à plusieurs"),
    "link": _l("Liens entre propositions"),
    "likeness": _l("Ressemblances"),
    "paper": _l("Besoins écrits sur papier"),
    "comment": _l("Discussion"),
    "synthesis": _l("Synthèses des discussions"),
    "debate": _l("Débats"),
    "line": _l("Listes sous les besoins"),
    "follow": _l("Suivre"),
    "notification": _l("Nouvelles"),
    "gate": _l("Décisions du comité de pilotage"),
    "steering": _l("File du comité de pilotage"),
    "decision": _l("Décisions"),
    "delegation": _l("Délégations"),
    "group": _l("Groupes de travail"),
    "meeting": _l("Réunions"),
    "commitment": _l("Engagements"),
    "experiment": _l("Expérimentations"),
    "factor": _l("Seconde preuve"),
    "content": _l("Signaler et répondre"),
    "case": _l("Modération"),
    "structure": _l("Structures"),
    "mandate": _l("Mandats"),
    "person": _l("Son propre compte"),
    "session": _l("Entrer sur le site"),
    "role": _l("Rôles"),
    "staff": _l("Actes à plusieurs"),
    "journal": _l("Journal"),
    "charter": _l("Règles du jeu"),
    "site": _l("Le site"),
    "mail": _l("Démonstration"),
}

ACTIONS = {
    Action.AMENDMENT_ANSWER: _l("Intégrer ou refuser une suggestion, sur une proposition que l’on porte"),
    Action.AMENDMENT_MAKE: _l("Suggérer une modification d’un paragraphe, et la retirer"),
    Action.AMENDMENT_SUPPORT: _l("Soutenir une suggestion"),
    Action.ATTACHMENT_ADD: _l("Joindre une image ou un document à ce que l’on porte"),
    Action.ATTACHMENT_REMOVE: _l("Retirer une image ou un document"),
    Action.CARRIER_ANSWER: _l("Répondre à une invitation à porter"),
    Action.CARRIER_INVITE: _l("Inviter quelqu’un à porter avec soi"),
    Action.CASE_JUDGE: _l("Classer un signalement, masquer ou rétablir un contenu, avec un motif"),
    Action.CASE_READ: _l("Lire les signalements et leur contexte"),
    Action.CHARTER_PROPOSE: _l("Préparer de nouvelles règles, les simuler, les soumettre à une décision"),
    Action.CHARTER_READ: _l("Lire les règles en vigueur et leurs versions"),
    Action.COMMENT_EDIT: _l("Modifier son propre commentaire"),
    Action.COMMENT_MARK: _l("Dire qu’un message est utile"),
    Action.COMMENT_POST: _l("Commenter et répondre"),
    Action.COMMITMENT_SETTLE: _l("Accepter, tenir ou laisser un engagement qui vous est proposé"),
    Action.CONTENT_ANSWER: _l("Répondre à la modération quand son propre contenu est masqué"),
    Action.CONTENT_REPORT: _l("Signaler un contenu"),
    Action.DEBATE_RUN: _l("Ouvrir un débat sur un besoin, le conclure, le rouvrir"),
    Action.DECISION_ANSWER: _l("Répondre à une décision, si l’on est sur sa liste"),
    Action.DECISION_OPEN: _l("Ouvrir une décision, ou poser une question à son groupe"),
    Action.DECISION_READ: _l("Lire les décisions, leurs règles et leurs résultats"),
    Action.DECISION_RUN: _l("Déplacer la fin d’une décision, compléter sa liste, l’annuler, faire avancer un tour"),
    Action.DELEGATION_GIVE: _l("Confier sa voix pour un thème, si la charte le permet, et la reprendre"),
    Action.DESIGN_READ: _l("Voir la page de toutes les pièces du site"),
    Action.DRAFT_WRITE: _l("Écrire un brouillon, que personne d’autre ne lit"),
    Action.EXPERIMENT_EDIT: _l("Remplir le pacte, les jalons, les mesures, les points d’étape et le bilan"),
    Action.FACTOR_RESET: _l("Retirer, à deux, la seconde preuve que quelqu’un a perdue"),
    Action.FOLLOW: _l("Suivre pour recevoir des nouvelles"),
    Action.GATE_APPEAL: _l("Contester un refus devant l’assemblée que la charte désigne"),
    Action.GATE_CONFIRM: _l("Confirmer ou contester ce qui est noté d’une réunion où l’on était"),
    Action.GATE_DECIDE: _l("Faire passer une étape ou refuser, avec un motif public"),
    Action.GROUP_JOIN: _l("Rejoindre ou quitter un groupe de travail"),
    Action.GROUP_MANAGE: _l("Donner un rôle dans le groupe"),
    Action.JOURNAL_READ: _l("Lire le journal public"),
    Action.JOURNAL_READ_ALL: _l("Lire aussi les lignes du journal réservées à l’équipe"),
    Action.LIKENESS_DISMISS: _l("Dire que deux propositions qui se ressemblent ne sont pas la même chose"),
    Action.LIKENESS_READ: _l("Voir les propositions qui se ressemblent"),
    Action.LINE_WRITE: _l("Ajouter une ligne à une liste, retirer la sienne"),
    Action.LINK_MAKE: _l("Relier deux propositions, ou défaire un lien"),
    Action.MAIL_READ_DEMO: _l("Lire les courriels d’un site de démonstration (nulle part ailleurs)"),
    Action.MANDATE_ASK: _l("Demander à parler au nom d’une structure, ou y mettre fin"),
    Action.MANDATE_CONFIRM: _l("Confirmer ou refuser la demande d’une autre personne, pour sa structure"),
    Action.MEETING_HOLD: _l("Organiser une réunion et en publier le compte rendu"),
    Action.NOTIFICATION_READ: _l("Lire ses nouvelles"),
    Action.PAPER_ENTER: _l("Saisir un besoin écrit sur papier par quelqu’un d’autre, imprimer des fiches"),
    Action.PERSON_EDIT_SELF: _l("Changer ses réglages"),
    Action.PERSON_READ_SELF: _l("Voir son espace, emporter ses données, effacer son compte"),
    Action.PROPOSAL_EDIT: _l("Modifier une proposition que l’on porte"),
    Action.PROPOSAL_MERGE: _l("Réunir deux propositions en une"),
    Action.PROPOSAL_READ: _l("Lire les besoins et les projets"),
    Action.PROPOSAL_SUBMIT: _l("Publier un besoin ou une idée"),
    Action.PROPOSAL_SUPPORT: _l("Soutenir, ou dire «\u00a0Moi aussi\u00a0»"),
    Action.PROPOSAL_WAKE: _l("Réveiller une proposition en sommeil"),
    Action.PROPOSAL_WITHDRAW: _l("Retirer une proposition que l’on porte, avec un motif"),
    Action.ROLE_GRANT: _l("Donner ou retirer un rôle"),
    Action.SESSION_OPEN: _l("Se connecter, s’inscrire, se déconnecter"),
    Action.SITE_BRAND: _l("Choisir le nom, les couleurs et le logo du site"),
    Action.SITE_HEALTH: _l("Savoir si le service est en bonne santé"),
    Action.SITE_OPERATE: _l("Suivre les premiers pas du site, régler et essayer les courriels"),
    Action.SITE_READ: _l("Lire les pages du site"),
    Action.SITE_SAMPLES: _l("Ajouter des exemples, les retirer"),
    Action.SITE_SETUP: _l("Mettre le site en service, une seule fois, avec le code du premier démarrage"),
    Action.STAFF_SECOND: _l("Donner son accord à un acte de l’équipe, le refuser, ou revenir dessus"),
    Action.STEERING_READ: _l("Voir ce qui attend une réponse"),
    Action.STRUCTURE_CREATE: _l("Inscrire une structure"),
    Action.STRUCTURE_EDIT: _l("Modifier la page d’une structure"),
    Action.STRUCTURE_READ: _l("Lire la liste et la page des structures"),
    Action.SYNTHESIS_WRITE: _l("Écrire la synthèse d’une discussion"),
}

ROLES = {
    Role.VISITOR: (_l("Toute personne de passage"), _l("Lit tout ce qui est public, sans compte.")),
    Role.PARTICIPANT: (_l("Personne inscrite"), _l("A un compte\u00a0: une adresse de courriel et un nom à montrer.")),
    Role.MEMBER: (_l("Membre"), _l("Appartient à l’association ou parle pour une de ses structures.")),
    Role.REPRESENTATIVE: (_l("Voix d’une structure"), _l("A un mandat confirmé, pour cette structure seulement.")),
    Role.CARRIER: (_l("Personne qui porte"), _l("Porte cette proposition, avec d’autres ou en les cherchant.")),
    Role.LEAD: (_l("Responsable du groupe"), _l("Tient ce groupe de travail, à la demande de ses membres.")),
    Role.FACILITATOR: (_l("Animation du groupe"), _l("Anime ou tient le secrétariat de ce groupe de travail.")),
    Role.RELAY: (_l("Relais"), _l("Saisit ce que d’autres ont écrit sur papier, et leur rend un reçu.")),
    Role.MODERATOR: (_l("Modération"), _l("Traite les signalements, jamais les siens ni ceux qui la visent.")),
    Role.STEERING: (_l("Comité de pilotage"), _l("Répond à ce qui est prêt, avec un motif public.")),
    Role.OPERATOR: (_l("Équipe technique"), _l("Fait tourner le site et donne les rôles.")),
}


# « Qui peut quoi », made from the very table that the doors and the operations ask: it cannot disagree with them.

def who(allowed: frozenset[Role]) -> str:
    if allowed == EVERYBODY:
        return str(_("Tout le monde, même sans compte"))
    if allowed == SIGNED_IN:
        return str(_("Toute personne inscrite"))
    return ", ".join(str(ROLES[role][0]) for role in Role if role in allowed)


def tables() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(key, thing, [(what, who)…]) in the order people meet things."""
    return [(thing, str(name), [(str(ACTIONS[action]), who(ALLOWED[action])) for action in Action
                                if action.value.startswith(f"{thing}:")]) for thing, name in THINGS.items()]


def roles() -> list[tuple[str, str]]:
    return [(str(name), str(about)) for name, about in ROLES.values()]


# The accessibility statement that French law asks for, made from app/data/accessibility.toml.

STATEMENT = DATA / "accessibility.toml"
STATES = {State.FULL: _l("totalement conforme"), State.PARTIAL: _l("partiellement conforme"),
          State.NONE: _l("non conforme")}
PAGES = {
    "home.index": _l("L’accueil"), "people.sign_in": _l("La connexion"), "pages.legal": _l("Les mentions légales"),
    "pages.accessibility": _l("Cette déclaration"), "pages.help": _l("L’aide"),
    "pages.help_page": _l("Une page d’aide"),
    "proposals.needs": _l("La liste des besoins"), "proposals.projects": _l("La liste des projets"),
    "proposals.show": _l("Une proposition"), "proposals.new": _l("Écrire un besoin ou une idée"),
    "discussion.index": _l("Une discussion"), "decisions.show": _l("Une décision et son résultat"),
    "decisions.answer": _l("Répondre à une décision"), "groups.show": _l("Un groupe de travail"),
    "experiments.show": _l("Une expérimentation"), "search.index": _l("La recherche"),
    "spaces.territory": _l("Le territoire et sa carte"), "people.own_space": _l("L’espace d’une personne"),
    "people.settings": _l("Les réglages"), "steering.queue": _l("Le travail du comité de pilotage"),
    "moderation.queue": _l("Le travail de la modération"),
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
    "premiers-pas": (_l("Premiers pas"), _l("Lire, se connecter, dire «\u00a0Moi aussi\u00a0».")),
    "ecrire-un-besoin": (_l("Écrire un besoin"), _l("Trois champs, et ce qui le rend collectif.")),
    "mettre-en-forme": (_l("Mettre en forme"), _l("Quelques signes, ce que vous collez, ce que vous joignez.")),
    "ecrire-facile-a-lire": (_l("Écrire facile à lire"), _l("Des phrases courtes, pour que tout le monde comprenne.")),
    "ecrire-a-plusieurs": (
        _l("Écrire à plusieurs"),
        _l("Suggérer une modification, lire ce qui a changé, confirmer un soutien."),
    ),
    "soutenir-suivre-decider": (
        _l("Soutenir, suivre, décider"), _l("Trois gestes différents, et ce que chacun engage."),
    ),
    "discuter-ensemble": (_l("Discuter ensemble"), _l("Messages utiles, débats, synthèses, et ce que chacun apporte.")),
    "du-besoin-a-l-experimentation": (
        _l("D’un besoin à une expérimentation"), _l("Les étapes, et qui ouvre chaque porte.")),
    "decider-ensemble": (
        _l("Décider ensemble"), _l("Répondre, comprendre un résultat, suivre un tour de consentement.")),
    "groupe-de-travail": (_l("Le groupe de travail"), _l("Y entrer, se réunir, remplir le pacte.")),
    "chercher": (_l("Chercher"), _l("Une boîte pour tout, et quatre signes qui aident.")),
    "moderation-et-recours": (_l("Modération et recours"), _l("Signaler, et répondre quand un texte est masqué.")),
    "vie-privee": (_l("Vie privée"), _l("Ce que le site garde, montre et efface.")),
    "comite-de-pilotage": (_l("Le comité de pilotage"), _l("Qui il est, ce qu’il décide, en combien de temps.")),
    "glossaire": (_l("Les mots d’ici"), _l("Besoin, pacte, consentement, quorum\u00a0: une phrase pour chacun.")),
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
    publisher = told.publisher or reference().site.association or _("L’exploitant du site")
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
