"""The home page, what was begun before the sign-in, the choice of language."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _, ngettext
from werkzeug.wrappers import Response

from app.accounts.queries.own import Waiting, waiting
from app.accounts.views.sign_in import came_from, own_path
from app.core.permissions import Action
from app.core.web import sent_forms
from app.core.web.authentication import me
from app.core.web.doors import actor, guard, now
from app.core.web.languages import COOKIE, here, localised, spoken
from app.extensions import db
from app.proposals.queries import lists
from app.proposals.views.lists import drawn
from app.site.views.years import knots
from app.territory.queries import places
from app.territory.reference import PlaceRef, Reference
from app.territory.views import map
from app.territory.views.map import Drawing, drawn as views_drawn
from app.territory.views.places import open_calls

blueprint = Blueprint("home", __name__)


# The territory in small, on the first page: where something is alive, and the way to the map and to its table.

LISTED = 5  # communes named beside the drawing
Rows = list[tuple[PlaceRef, str]]


@dataclass(frozen=True, slots=True)
class SmallMap:
    """`key`: what it is made from, so that the drawing is made once as long as nothing changes."""

    key: Hashable
    draw: Callable[[], tuple[Drawing | None, Rows, dict[str, str]]]


def small_map() -> SmallMap | None:
    """None where nothing is alive in any commune: an empty map says nothing. The figures are those of the territory's
    page, counted again only when a journal went on."""
    there = here()
    known = there.reference
    figures = map.figures(places.spread(db.session(), there.heads), map.Asked(), known)
    local = {key: n for key, n in figures.items() if key is not None}
    if not local:
        return None
    return SmallMap((known, tuple(sorted(local.items()))), lambda: _drawn(known, local))


def _drawn(known: Reference, figures: Mapping[int, map.Figures]) -> tuple[Drawing | None, Rows, dict[str, str]]:
    places = [place for place in known.places.values() if not place.retired]
    lively = sorted((place for place in places if place.id in figures),
                    key=lambda place: (-sum(figures[place.id]), place.key))
    said = {place.code: map.said(figures[place.id]) for place in lively}
    picture = views_drawn(places, {key: sum(n) for key, n in figures.items()})
    return picture, [(place, said[place.code]) for place in lively[:LISTED]], said


# Choosing a language in this browser: a cookie that holds two letters, set by this click alone.

YEAR = 31_536_000


@blueprint.get("/langue/<code>")
@guard(Action.SITE_READ)
def language(code: str) -> Response:
    """Back to the page that was left; never to another site."""
    told = current_app.config["CORDEE"]
    if code not in spoken():
        abort(404)
    answer = redirect(own_path(request.args.get("suite")) or came_from() or "/", 303)
    answer.set_cookie(COOKIE, code, max_age=YEAR, samesite="Lax", secure=told.secure, httponly=True)
    return answer


# After the sign-in: what was being written, to read again and send. Never sent by itself.

@blueprint.get("/reprendre")
@guard(Action.PERSON_READ_SELF)
def resume() -> str | Response:
    waiting = sent_forms.waiting()
    if waiting is None:
        return redirect(url_for("people.own_space"), 303)
    path, fields = waiting
    return render_template("people/resume.html", path=path, fields=dict(fields.lists()))


@blueprint.post("/reprendre/laisser")
@guard(Action.PERSON_READ_SELF)
def drop() -> Response:
    sent_forms.forget()
    flash(_("C’est laissé de côté et effacé."), "info")
    return redirect(url_for("people.own_space"), 303)


@blueprint.after_app_request
def forget_once_sent(response: Response) -> Response:
    """Whoever accepted the form answers by sending the browser on (303); a refusal shows it again, and it stays."""
    sent_on = request.method == "POST" and response.status_code == 303 and not g.get("held")
    if sent_on and sent_forms.KEY in session and me() is not None:
        waiting = sent_forms.waiting()
        if waiting is None or waiting[0].partition("?")[0] == request.path:
            sent_forms.forget()
    return response


# The first page: what this is, three doors, the rope of this month, what waits for me, what is alive now.

Things = list[dict[str, Any]]


@blueprint.get("/")
@guard(Action.SITE_READ)
def index() -> str:
    known, session = here().reference, db.session()
    rows = lists.alive(session)
    mine, meetings = waiting(session, actor(), now()) if actor().is_person else (None, lists.meetings(session, now()))
    return render_template(
        "home/index.html", territory=localised(known.territory.name) if known.territory else "", known=known,
        knots=knots(here()), doors=_doors, mine=_mine(mine) if mine else [], meetings=meetings,
        new=drawn(row for row in rows if row.section == 0), moved=drawn(row for row in rows if row.section == 1),
        calls=open_calls(known), map=small_map())


def _doors() -> Things:
    return [
        {"title": _("Valoriser"), "icon": "outcome", "tone": "group", "url": url_for("proposals.projects"),
         "text": _("Voir ce qui existe déjà\u00a0: les projets en cours, les essais, et ce qu’ils ont appris."),
         "action": _("Voir les projets")},
        {"title": _("Échanger"), "icon": "comment", "tone": "need", "url": url_for("proposals.needs"),
         "text": _("Dire ce qui manque près de chez vous, répondre «\u00a0moi aussi\u00a0», en parler."),
         "action": _("Voir les besoins")},
        {"title": _("Coopérer"), "icon": "people", "tone": "experiment", "url": url_for("spaces.territory"),
         "text": _("Rejoindre un groupe, porter une idée à plusieurs, répondre à un appel, au nom de votre structure ou"
                   " du vôtre."),
         "action": _("Trouver avec qui")},
    ]


def _mine(there: Waiting) -> Things:
    """The seam with the person's own space, which says each thing in full."""
    own = url_for("people.own_space")
    lines = [
        (there.decisions, "check", url_for("decisions.index"), ngettext(
            "%(num)d décision en cours vous concerne", "%(num)d décisions en cours vous concernent",
            there.decisions)),
        (there.invitations, "people", own, ngettext(
            "%(num)d invitation à porter une idée", "%(num)d invitations à porter une idée", there.invitations)),
        (there.commitments, "check", own, ngettext(
            "%(num)d engagement proposé", "%(num)d engagements proposés", there.commitments)),
        (there.meetings, "calendar", own, ngettext(
            "%(num)d réunion à venir", "%(num)d réunions à venir", there.meetings)),
        (there.cases, "flag", url_for("moderation.queue"), ngettext(
            "%(num)d signalement à traiter", "%(num)d signalements à traiter", there.cases)),
        (there.ready, "clock", url_for("steering.queue"), ngettext(
            "%(num)d proposition attend le comité", "%(num)d propositions attendent le comité", there.ready)),
        (there.drafts, "edit", url_for("proposals.drafts"), ngettext(
            "%(num)d brouillon", "%(num)d brouillons", there.drafts)),
    ]
    return [{"icon": icon, "url": url, "text": text} for n, icon, url, text in lines if n]
