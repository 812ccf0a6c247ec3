"""Proposals as cards: a stage in words, a colour and a drawing, from what the charter says of the stage.

Lists are the hottest pages of the house: addresses are put together by their beginning, and a card is drawn once for
each state of its row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from flask import abort, current_app, redirect, render_template, url_for
from flask_babel import format_date, gettext as _, lazy_gettext as _l, ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.core.kinds import Status
from app.core.paging import Asked, Page, Shown, Sort
from app.core.permissions import Action
from app.core.texts import alphabetical
from app.core.web import paging
from app.core.web.doors import guard
from app.core.web.filters import kept, place_zone
from app.core.web.languages import chosen, localised, reference
from app.core.web.requests import SEARCH, costs
from app.extensions import db
from app.governance.charter.model import Charter, Feature, Localised, Stage
from app.proposals.queries import lists
from app.proposals.views.acts import blueprint
from app.territory.reference import Reference

Card = dict[str, Any]
TONES = ((Feature.OUTCOME, "outcome"), (Feature.MEASURES, "experiment"), (Feature.GROUP, "group"),
         (Feature.CARRIERS, "idea"))
SEEN = 170  # signs of an excerpt: three lines of a card
NAMED = 2  # communes named on a card; beyond, they are counted


def tone_of(charter: Charter, track: str, stage: str) -> str:
    """From what the stage opens, never from its name: a charter may call it otherwise. Also the name of its drawing."""
    return tone(charter.tracks[track].stages[stage])


def tone(stage: Stage | None) -> str:
    return next((name for feature, name in TONES if stage is not None and feature in stage.features), "need")


def short_cards(rows: Iterable[Any]) -> list[Card]:
    """Rows with id, title, lang, track, stage and charter_id; supports and comments where they are there."""
    known, lang, start = reference(), chosen(), _start()
    return [_short(row, known, lang, start) for row in rows]


def drawn(rows: Iterable[Any]) -> list[Markup]:
    """The cards themselves, for lists: made once for each state of a row, and kept."""
    known, lang, start = reference(), chosen(), _start()
    return [kept("card", known, *row, caller=partial(_draw, row, known, lang, start)) for row in rows]


def _draw(row: Any, known: Reference, lang: str, start: str) -> str:
    """With the macro `card` of journey.html, without a page around it."""
    shapes: Any = current_app.jinja_env.get_template("_shared/journey.html").module
    return str(shapes.card(_card(row, known, lang, start)))


def _start() -> str:
    """How the address of every proposal begins."""
    return url_for("proposals.show", number=0)[:-1]


def _short(row: Any, known: Reference, lang: str, start: str) -> Card:
    stage = known.stage(row.charter_id, row.track, row.stage)
    look = tone(stage)
    return {
        "sample": row.id in known.samples, "id": row.id,
        "code": getattr(row, "reference", None), "url": f"{start}{row.id}", "title": row.title,
        "lang": row.lang, "tone": look, "icon": look,
        "kind": _kind(row, known, stage).said(lang) if stage is not None else row.stage,
        "backing": _backing(row.track, getattr(row, "supports", 0) or 0),
        "comments": _comments(getattr(row, "comments", 0) or 0),
    }


def _kind(row: Any, known: Reference, stage: Stage) -> Localised:
    """« Besoin » says more than « Publié » while nothing has happened to it."""
    track = known.charters[row.charter_id].tracks[row.track]
    return track.names if stage is track.start and tone(stage) == "need" else stage.names


def _card(row: Any, known: Reference, lang: str, start: str) -> Card:
    card = _short(row, known, lang, start)
    theme = known.theme_by_id(row.theme_id)
    card |= {
        "summary": _short_text(row.excerpt), "theme": localised(theme.name) if theme is not None else None,
        "place": place_words(row, known, lang), "by": _carried(row.carriers), "note": status_words(row.status),
        "when": _signed(row, lang),
    }
    return card


def _short_text(text: str) -> str:
    return text if len(text) <= SEEN else f"{text[:SEEN].rsplit(' ', 1)[0].rstrip(' ,;:.…')}…"


def place_words(row: Any, known: Reference, lang: str) -> str:
    if row.whole_territory:
        return _whole()
    ids = [int(n) for n in (row.place_ids or "").split(",") if n]
    names = sorted((known.places[n].name for n in ids if n in known.places), key=alphabetical)
    if not names:
        return str(row.where_text)
    return some(names, NAMED)


def some(names: Sequence[str], most: int) -> str:
    """« Gap, Embrun et 38 autres »: one more than `most` is named rather than counted as one other."""
    named = names if len(names) <= most + 1 else names[:most]
    told = ", ".join(named)
    return told if len(named) == len(names) else f"{told} {_others(len(names) - most)}"


def _signed(row: Any, lang: str) -> str:
    """The day it was published, and by whom where one alone carries it."""
    day = _day(_date(row.published_at))
    return f"{day}, {row.author}" if row.author and row.carriers < 2 else day


def status_words(status: Status) -> str | None:
    match status:
        case Status.DORMANT:
            return str(_("En sommeil"))
        case Status.WITHDRAWN:
            return str(_("Retirée"))
        case Status.MERGED:
            return str(_("Réunie à une autre"))
    return None


def _date(moment: datetime) -> date:
    return moment.astimezone(place_zone()).date()


def _day(day: date) -> str:
    return str(format_date(day, "d MMM y"))


def _backing(track: str, n: int) -> str | None:
    if not n:
        return None
    if track == "need":
        return str(ngettext("%(num)d personne concernée", "%(num)d personnes concernées", n))
    return str(ngettext("%(num)d soutien", "%(num)d soutiens", n))


def _comments(n: int) -> str | None:
    return str(ngettext("%(num)d commentaire", "%(num)d commentaires", n)) if n else None


def _carried(n: int) -> str | None:
    return str(ngettext("portée par %(num)d personne", "portée par %(num)d personnes", n)) if n > 1 else None


def _others(n: int) -> str:
    return str(ngettext("et %(num)d autre", "et %(num)d autres", n))


def _whole() -> str:
    return str(_("Tout le territoire"))


# The two lists, of needs and of projects: searched, filtered and sorted in the address, a page at a time.

Choices = list[tuple[str, str]]
NEEDS = {
    "here": "needs", "icon": "need", "title": _l("Besoins"), "act": _l("Écrire un besoin"),
    "lead": _l("Ce que des gens d’ici vivent et qui manque. Dites «\u00a0moi aussi\u00a0», ou écrivez le vôtre."),
    "none": _l("Aucun besoin pour le moment"), "search": _l("Chercher dans les besoins"),
    "first": _l("Quelque chose manque dans votre commune\u00a0? Trois champs suffisent pour le dire."),
}
PROJECTS = {
    "here": "projects", "icon": "idea", "title": _l("Projets"), "act": _l("Proposer une idée"),
    "lead": _l("Des idées qui répondent à un besoin, des groupes qui y travaillent, des essais et leurs bilans."),
    "none": _l("Aucun projet pour le moment"), "search": _l("Chercher dans les projets"),
    "first": _l("Une idée répond à un besoin\u00a0? Écrivez-la, puis invitez d’autres personnes à la porter."),
}


@blueprint.get("/besoins")
@costs(SEARCH, only_with="q")
@guard(Action.SITE_READ)
def needs() -> str | Response:
    return _list("need", NEEDS)


@blueprint.get("/projets")
@costs(SEARCH, only_with="q")
@guard(Action.SITE_READ)
def projects() -> str | Response:
    return _list("project", PROJECTS)


def _list(track: str, words: Mapping[str, Any]) -> str | Response:
    known, told = reference(), paging.read_asked()
    if told.view:
        return redirect(on_map(track, told)) if told.view == "carte" else abort(400)
    what, unknown = paging.wanted(told, track, known)
    page = lists.page(db.session(), what, told.sort, paging.cursor_of(told, track)) if what else Page((), None, None)
    return render_template(
        "proposals/list.html", words=words, track=track, told=told, unknown=unknown, cards=drawn(page.rows),
        known=known, choices=lambda: _choices(known, track), previous=paging.address(page.previous, told, track),
        next=paging.address(page.next, told, track), more_asked=_folded(told), map_url=on_map(track, told))


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
