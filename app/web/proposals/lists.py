"""The two lists, of needs and of projects: searched, filtered and sorted in the address, a page at a time."""

from collections.abc import Mapping
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import lists
from app.queries.reference import Reference
from app.rules.listing import Asked, Shown, Sort
from app.rules.paging import Page
from app.rules.permissions import Action
from app.web import listing
from app.web.cards import drawn
from app.web.costs import SEARCH, costs
from app.web.doors import guard
from app.web.locale import chosen, localised
from app.web.reference import reference

Choices = list[tuple[str, str]]
NEEDS = {
    "here": "needs", "icon": "need", "title": lazy("Besoins"), "act": lazy("Écrire un besoin"),
    "lead": lazy("Ce que des gens d’ici vivent et qui manque. Dites «\u00a0moi aussi\u00a0», ou écrivez le vôtre."),
    "none": lazy("Aucun besoin pour le moment"), "search": lazy("Chercher dans les besoins"),
    "first": lazy("Quelque chose manque dans votre commune\u00a0? Trois champs suffisent pour le dire."),
}
PROJECTS = {
    "here": "projects", "icon": "idea", "title": lazy("Projets"), "act": lazy("Proposer une idée"),
    "lead": lazy("Des idées qui répondent à un besoin, des groupes qui y travaillent, des essais et leurs bilans."),
    "none": lazy("Aucun projet pour le moment"), "search": lazy("Chercher dans les projets"),
    "first": lazy("Une idée répond à un besoin\u00a0? Écrivez-la, puis invitez d’autres personnes à la porter."),
}


@costs(SEARCH, only_with="q")
@guard(Action.SITE_READ)
def needs() -> str | Response:
    return _list("need", NEEDS)


@costs(SEARCH, only_with="q")
@guard(Action.SITE_READ)
def projects() -> str | Response:
    return _list("project", PROJECTS)


def _list(track: str, words: Mapping[str, Any]) -> str | Response:
    known, told = reference(), listing.read_asked()
    if told.view:
        return redirect(on_map(track, told)) if told.view == "carte" else abort(400)
    what, unknown = listing.wanted(told, track, known)
    page = lists.page(db.session(), what, told.sort, listing.cursor_of(told, track)) if what else Page((), None, None)
    return render_template(
        "proposals/list.html", words=words, track=track, told=told, unknown=unknown, cards=drawn(page.rows),
        known=known, choices=lambda: _choices(known, track), previous=listing.address(page.previous, told, track),
        next=listing.address(page.next, told, track), more_asked=_folded(told), map_url=on_map(track, told))


def on_map(track: str, told: Asked) -> str:
    """The same choices on the territory's map, as far as it has them."""
    kind = "besoins" if track == "need" else "projets"
    return url_for("spaces.territory", quoi=kind, theme=told.theme or None, etape=told.stage or None, _anchor="carte")


def _folded(told: Asked) -> bool:
    """On a narrow screen what narrows is folded away, unless it is in use."""
    return bool(told.theme or told.place or told.stage or told.shown or told.space or told.sort is not Sort.RECENT)


def _choices(known: Reference, track: str) -> dict[str, Choices]:
    lang = chosen()
    return {
        "themes": [("", _("Tous les thèmes")), *((theme.slug, localised(theme.name)) for theme in known.themes)],
        "stages": [("", _("Toutes les étapes")),
                   *((stage.key, stage.names.said(lang)) for stage in known.stages(track).values())],
        "spaces": [("", _("Tous les espaces")), *((space.slug, localised(space.name)) for space in known.spaces)],
        "shown": [(Shown.ALL.value, _("Tout ce qui vit")), (Shown.OPEN.value, _("En cours")),
                  (Shown.DORMANT.value, _("En sommeil")), (Shown.DONE.value, _("Achevées")),
                  (Shown.GONE.value, _("Retirées ou réunies"))],
        "sorts": [(Sort.RECENT.value, _("Les plus récents")), (Sort.SUPPORTED.value, _("Les plus soutenus")),
                  (Sort.ACTIVE.value, _("Là où cela bouge"))],
    }
