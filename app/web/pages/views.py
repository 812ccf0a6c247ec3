"""Help, who may do what, the rules in force, and the pages the law asks for."""

from flask import abort, current_app, render_template, send_file
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from app.rules.charter.sentences import sentences
from app.rules.permissions import Action
from app.settings import Settings
from app.web.costs import WHOLE, costs
from app.web.doors import guard
from app.web.locale import chosen
from app.web.pages import who
from app.web.pages.blueprint import blueprint
from app.web.pages.source import NAME, archive
from app.web.reference import contact, reference
from app.web.statement import statement

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
    return render_template("pages/permissions.html", tables=who.tables(), roles=who.roles())


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
