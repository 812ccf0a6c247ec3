"""Help, who may do what, the rules in force, and the pages the law asks for."""

from flask import abort, render_template
from flask_babel import lazy_gettext as _

from app.rules.permissions import Action
from app.web.doors import guard
from app.web.pages import who
from app.web.pages.blueprint import blueprint
from app.web.pages.charter import said
from app.web.reference import reference

ARTICLES = {
    "premiers-pas": (_("Premiers pas"), _("Lire, se connecter, dire «\u00a0Moi aussi\u00a0».")),
    "ecrire-un-besoin": (_("Écrire un besoin"), _("Trois champs, et ce qui le rend collectif.")),
    "soutenir-suivre-decider": (_("Soutenir, suivre, décider"), _("Trois gestes différents, et ce que chacun engage.")),
    "du-besoin-a-l-experimentation": (_("D’un besoin à une expérimentation"), _("Les étapes, et qui ouvre chaque porte.")),
    "groupe-de-travail": (_("Le groupe de travail"), _("Y entrer, se réunir, remplir le pacte.")),
    "moderation-et-recours": (_("Modération et recours"), _("Signaler, et répondre quand on est masqué.")),
    "vie-privee": (_("Vie privée"), _("Ce que le site garde, montre et efface.")),
    "comite-de-pilotage": (_("Le comité de pilotage"), _("Qui il est, ce qu’il décide, en combien de temps.")),
}


@blueprint.get("/aide")
@guard(Action.SITE_READ)
def help() -> str:  # noqa: A001  (the endpoint's name)
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
    return render_template("pages/rules.html", space=space, charter=charter, parts=said(charter))


@blueprint.get("/mentions-legales")
@guard(Action.SITE_READ)
def legal() -> str:
    return render_template("pages/legal.html")


@blueprint.get("/accessibilite")
@guard(Action.SITE_READ)
def accessibility() -> str:
    return render_template("pages/accessibility.html")


@blueprint.get("/code-source")
@guard(Action.SITE_READ)
def source() -> str:
    return render_template("pages/source.html")
