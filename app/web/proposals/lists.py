"""The two lists, of needs and of projects: searched, filtered and sorted in the address, a page at a time."""

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from app.extensions import db
from app.queries import lists
from app.queries.reference import Reference
from app.rules.listing import Asked, Shown, Sort
from app.rules.paging import Page
from app.rules.permissions import Action
from app.web import listing
from app.web.cards import cards
from app.web.doors import guard
from app.web.locale import chosen, localised
from app.web.reference import reference

Choices = list[tuple[str, str]]


@guard(Action.SITE_READ)
def needs() -> str:
    return _list("need", _needs_words())


@guard(Action.SITE_READ)
def projects() -> str:
    return _list("project", _projects_words())


def _list(track: str, words: dict[str, str]) -> str:
    known, told = reference(), listing.read_asked()
    what, unknown = listing.wanted(told, track, known)
    page = lists.page(db.session(), what, told.sort, listing.cursor_of(told, track)) if what else Page((), None, None)
    return render_template(
        "proposals/list.html", words=words, track=track, told=told, unknown=unknown, cards=cards(page.rows),
        choices=_choices(known, track), previous=listing.address(page.previous, told, track),
        next=listing.address(page.next, told, track), more_asked=_folded(told))


def _folded(told: Asked) -> bool:
    """The rarer filters are folded away, unless one of them is in use."""
    return bool(told.stage or told.shown or told.space or told.sort is not Sort.RECENT)


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


def _needs_words() -> dict[str, Any]:
    return {
        "here": "needs", "title": _("Besoins"), "act": _("Écrire un besoin"),
        "lead": _("Ce que des gens d’ici vivent et qui manque. Dites «\u00a0moi aussi\u00a0», ou écrivez le vôtre."),
        "none": _("Aucun besoin pour le moment"),
        "first": _("Quelque chose manque dans votre commune\u00a0? Trois champs suffisent pour le dire."),
        "search": _("Chercher dans les besoins"),
    }


def _projects_words() -> dict[str, Any]:
    return {
        "here": "projects", "title": _("Projets"), "act": _("Proposer une idée"),
        "lead": _("Des idées qui répondent à un besoin, des groupes qui y travaillent, des essais et leurs bilans."),
        "none": _("Aucun projet pour le moment"),
        "first": _("Une idée répond à un besoin\u00a0? Écrivez-la, puis invitez d’autres personnes à la porter."),
        "search": _("Chercher dans les projets"),
    }
