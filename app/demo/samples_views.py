"""The examples of this site: what will go and what will stay, said before; then gone in one click."""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from werkzeug.wrappers import Response

from app.core.kinds import Held
from app.core.permissions import Action
from app.core.web.act import act
from app.core.web.doors import do, guard
from app.core.web.languages import spoken
from app.core.web.sent_forms import keyed
from app.demo import samples
from app.extensions import db
from app.site.views.setup_answers import sample_texts

blueprint = Blueprint("samples", __name__)
WORDS = {
    Held.COMMENTS: _l("des messages"), Held.AMENDMENTS: _l("des suggestions de modification"),
    Held.LINES: _l("des lignes sous le besoin"), Held.DEBATES: _l("un débat ou une synthèse"),
    Held.ATTACHMENTS: _l("une pièce jointe"), Held.CARRIERS: _l("une offre de porter"),
    Held.LINKS: _l("un lien avec une vraie proposition"), Held.DRAFTS: _l("un brouillon"),
    Held.CASES: _l("un signalement"), Held.DECISIONS: _l("une décision"),
    Held.PASSAGES: _l("un passage d’étape"),
}


def why(held: dict[Held, int]) -> str:
    """« des messages (3), un lien avec une vraie proposition (1) »"""
    return ", ".join(f"{WORDS[kind]} ({held[kind]})" for kind in Held if kind in held)


@blueprint.get("/exemples")
@guard(Action.SITE_SAMPLES)
def page() -> str:
    there = samples.here(db.session())
    going = [each for each in there if not each.stays]
    return render_template(
        "samples/page.html", going=going, staying=[(each, why(dict(each.held))) for each in there if each.stays],
        comments=sum(each.comments for each in going), supports=sum(each.supports for each in going))


@blueprint.post("/exemples/retirer")
@guard(Action.SITE_SAMPLES)
@keyed(lambda _made: url_for(".page"))
def remove() -> Response:
    return act(
        lambda: do(samples.remove), to=url_for(".page"),
        said=lambda gone: ngettext("%(num)d exemple est retiré.", "%(num)d exemples sont retirés.", gone.proposals))


@blueprint.post("/exemples/ajouter")
@guard(Action.SITE_SAMPLES)
@keyed(lambda _made: url_for(".page"))
def add() -> Response:
    return act(
        lambda: do(samples.add, sample_texts(), spoken()[0]), to=url_for(".page"),
        said=lambda made: _("%(num)s exemples sont sur le site, marqués comme tels.", num=made))
