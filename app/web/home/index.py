"""The first page: what this is, three doors, the rope of this month, what waits for me, what is alive now."""

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.queries import lists
from app.queries.waiting import Waiting, waiting
from app.rules.permissions import Action
from app.web.cards import drawn
from app.web.doors import actor, guard, now
from app.web.home.blueprint import blueprint
from app.web.home.small_map import small_map
from app.web.locale import localised
from app.web.reference import here
from app.web.spaces.calls import open_calls
from app.web.years.rope import knots

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
