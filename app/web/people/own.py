"""« Mon espace »: what waits for this person first, then what they carry, support and follow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.queries import accounts, own, starters
from app.queries.own import ToDo
from app.rules.charter.words import Delegating
from app.rules.permissions import Action
from app.web.cards import short_cards
from app.web.doors import actor, guard, now
from app.web.filters import day, moment
from app.web.people.blueprint import blueprint
from app.web.people.settings import own_id
from app.web.reference import reference


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do, in words."""

    icon: str
    text: str
    url: str
    act: str
    title: str = ""
    lang: str = ""
    when: str = ""


def _proposal(item: ToDo) -> str:
    return url_for("proposals.show", number=item.number)


def _commitment(item: ToDo) -> str:
    meeting_id = item.more["meeting_id"]
    return url_for("groups.meeting", number=meeting_id) if meeting_id else url_for("groups.show", number=item.number)


def _by(item: ToDo) -> str:
    return _("pour le %(day)s", day=day(item.at)) if item.at else ""


def _until(item: ToDo) -> str:
    return _("jusqu’au %(day)s inclus", day=day(item.at)) if item.at else ""


def _moment(item: ToDo) -> str:
    return _("jusqu’au %(when)s", when=moment(item.at)) if isinstance(item.at, datetime) else ""


def _since(item: ToDo) -> str:
    return _("depuis le %(day)s", day=day(item.at)) if item.at else ""


def _many(n: int) -> str:
    told: str = ngettext("%(num)d question attend votre réponse", "%(num)d questions attendent votre réponse", n)
    return told


Sayer = Callable[[ToDo], Line]
SAYERS: dict[str, Sayer] = {
    "meeting_answer": lambda i: Line("check", _("Une réponse donnée en réunion, où vous étiez"),
                                     url_for("steering.meeting_answer", number=i.number), _("Confirmer ou contester"),
                                     i.title, i.lang, _moment(i)),
    "staff_act": lambda i: Line("people", _("Un acte de l’équipe attend votre accord"),
                                url_for("roles.act", number=i.number), _("Voir et répondre"), when=_by(i)),
    "staff_act_done": lambda i: Line("people", _("Un acte fait par une seule personne\u00a0: à vous de voir"),
                                     url_for("roles.act", number=i.number), _("Voir"), when=_moment(i)),
    "decision": lambda i: Line("check", _("Votre réponse est demandée"), url_for("decisions.show", number=i.number),
                               _("Répondre"), i.title, i.lang, _until(i)),
    "invitation": lambda i: Line("people", _("On vous invite à porter"), url_for("proposals.carrying", number=i.number),
                                 _("Répondre"), i.title, i.lang, _since(i)),
    "offer": lambda i: Line("people", _("Quelqu’un offre de porter avec vous"),
                            url_for("proposals.carrying", number=i.number), _("Répondre"), i.title, i.lang, _since(i)),
    "commitment_offered": lambda i: Line("check", _("Une réunion vous propose un engagement"), _commitment(i),
                                         _("Répondre"), i.title, "", _by(i)),
    "commitment_accepted": lambda i: Line("check", _("Votre engagement"), _commitment(i), _("Voir"), i.title, "",
                                          _by(i)),
    "questions": lambda i: Line("help", _many(i.more["n"]), url_for("discussion.comment", number=i.more["first"]),
                                _("Répondre"), i.title, i.lang, _since(i)),
    "support": lambda i: Line("support", _("Le texte que vous soutenez a changé"),
                              url_for("proposals.confirm", number=i.number), _("Voir et répondre"), i.title, i.lang),
    "debate": lambda i: Line("comment", _("Un débat attend sa conclusion"),
                             url_for("starters.conclude", number=i.number), _("Conclure"), i.title, i.lang, _since(i)),
    "meeting": lambda i: Line("calendar", _("Réunion à venir"), url_for("groups.meeting", number=i.number), _("Voir"),
                              i.title, "", moment(i.at)),  # type: ignore[arg-type]
    "mandate": lambda i: Line("structure", _("Quelqu’un demande à parler au nom de"),
                              f"{url_for('structures.show', slug=i.more['slug'])}#mandats", _("Répondre"), i.title, "",
                              _since(i)),
    "case": lambda i: Line("flag", _("Un signalement à traiter"), url_for("moderation.case", number=i.number),
                           _("Traiter"), i.title, i.lang, _by(i)),
    "ready": lambda i: Line("clock", _("Le comité doit une réponse"), url_for("steering.queue"), _("Voir la file"),
                            i.title, i.lang, _since(i)),
    "draft": lambda i: Line("edit", _("Un brouillon vous attend"), url_for("proposals.draft", number=i.number),
                            _("Reprendre"), i.title or _("Sans titre"), "", day(i.at)),
}


def lines() -> list[Line]:
    """What waits for whoever is there; the home page may ask for it too."""
    return [SAYERS[item.kind](item) for item in own.to_do(db.session(), actor(), now())]


def delegating() -> bool:
    """Does the charter in force let a voice be given?"""
    known = reference()
    rules = known.charters.get(known.territory.charter_id or 0) if known.territory else None
    return rules is not None and rules.delegation is not Delegating.NONE


@blueprint.get("/mon-espace")
@guard(Action.PERSON_READ_SELF)
def own_space() -> str:
    person_id, session = own_id(), db.session()
    return render_template(
        "people/own_space.html", lines=lines(), carried=short_cards(own.carried(session, person_id)),
        supported=short_cards(own.supported(session, person_id)),
        followed=short_cards(own.followed(session, person_id)),
        offers=starters.offers(session, person_id=person_id), delegating=delegating(),
        groups=own.groups(session, person_id), mandates=accounts.mandates_of(session, person_id))
