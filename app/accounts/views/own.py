"""The blueprint that each file of this folder hangs its views on."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.accounts.queries import accounts, own
from app.accounts.queries.own import ToDo
from app.accounts.service import people, signing_in
from app.accounts.service.shared import Profile
from app.accounts.views.forms import LanguageForm, SettingsForm
from app.core.database_faults import is_full, is_transient
from app.core.kinds import MandateState, NameChoice
from app.core.permissions import Action
from app.core.unit_of_work import OutcomeUnknown
from app.core.web.act import act
from app.core.web.authentication import me
from app.core.web.doors import actor, do, guard, now
from app.core.web.filters import day, moment
from app.core.web.languages import COOKIE, NAMES, chosen, reference, spoken
from app.extensions import db
from app.governance.charter.model import Delegating
from app.proposals.queries import starters
from app.proposals.views.lists import short_cards
from app.territory.queries import places

blueprint = Blueprint("people", __name__)


# One's commune, typed by name and found among those of the territory.

MOST_SUGGESTED = 400  # a longer list weighs more than it helps; typing the name works all the same


def suggested() -> list[str]:
    found = places.names(db.session())
    return found if len(found) <= MOST_SUGGESTED else []


def chosen_place(form: Any) -> int | Literal[False] | None:
    """Its id, None where nothing was typed, False (and a sentence beside the field) where it is not one place."""
    found, lost = places.resolve(db.session(), form.place.data or "")
    if lost or len(found) > 1:
        word, near = lost[0] if lost else (form.place.data, "")
        hint = _(" Vouliez-vous dire «\u00a0%(name)s\u00a0»\u00a0?", name=near) if near else ""
        lost_word = _("«\u00a0%(word)s\u00a0» n’est pas une commune du territoire. Laissez vide si c’est ailleurs.",
                      word=word)
        form.refuse("place", lost_word + hint)
        return False
    return found[0] if found else None


def profile_of(form: Any, place_id: int | None, about: str = "") -> Profile:
    return Profile(first_name=form.first_name.data or "", last_name=form.last_name.data or "",
                   pseudonym=form.pseudonym.data or "", name_choice=NameChoice(form.name_choice.data),
                   place_id=place_id, about=about)


# Name, commune, language: how one is shown and spoken to.

Answer = str | tuple[str, int] | Response
YEAR = 31_536_000


def own_id() -> int:
    """The doors let only signed-in people in here."""
    person = me()
    assert person is not None
    return person.id


def _language_form() -> LanguageForm:
    form = LanguageForm(data={"locale": chosen()})
    form.locale.choices = [SelectChoice(code, NAMES[code]) for code in spoken()]
    return form


@blueprint.route("/mon-espace/reglages", methods=["GET", "POST"])
@guard(Action.PERSON_EDIT_SELF)
def settings() -> Answer:
    person, place_name = accounts.profile(db.session(), own_id())
    form = SettingsForm(data={
        "first_name": person.first_name or person.display_name, "last_name": person.last_name,
        "name_choice": person.name_choice.value, "pseudonym": person.pseudonym, "place": place_name or "",
        "about": person.about})
    if form.validate_on_submit() and (place := chosen_place(form)) is not False and (ended := act(
            lambda: do(people.change_profile, profile_of(form, place, form.about.data or "")), form=form,
            to=url_for("people.settings"), said=_("Vos réglages sont enregistrés."))):
        return ended
    page = render_template("people/settings.html", form=form, language=_language_form(), communes=suggested())
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/mon-espace/reglages/langue")
@guard(Action.PERSON_EDIT_SELF)
def language() -> Answer:
    """Kept with the person for mails, and in this browser for pages."""
    form = _language_form()
    if not form.validate_on_submit():
        return render_template("people/language.html", form=form), 422
    do(people.choose_language, str(form.locale.data))
    flash(_("La langue est enregistrée."), "done")
    answer = redirect(url_for("people.settings"), 303)
    secure = current_app.config["CORDEE"].secure
    answer.set_cookie(COOKIE, str(form.locale.data), max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
    return answer


# « Mon espace »: what waits for this person first, then what they carry, support and follow.

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


# The page that a person shows to everybody: a name, a commune, for whom they speak, what they wrote in public.

@blueprint.get("/personnes/<int:number>")
@guard(Action.SITE_READ)
def person(number: int) -> str:
    session = db.session()
    shown = accounts.public(session, number)
    mandates = [m for m in accounts.mandates_of(session, number) if m.state is MandateState.ACTIVE]
    return render_template("people/person.html", person=shown, mandates=mandates,
                           written=short_cards(accounts.written_by(session, number)),
                           comments=accounts.comments_by(session, number))


# Once a day, a signed-in browser is noted as seen: after thirty days without that, it is signed out. The only thing
# that is written when a page is read: where it cannot be, the page is read all the same.

SEEN = "seen"
LATER = 60.0  # seconds that a process leaves it, where the database is locked, full or away
LOG = logging.getLogger("cordee.presence")


@blueprint.before_app_request
def see() -> Response | None:
    """The day is in the cookie, so that the other requests of the day ask the database nothing."""
    today = now().date().isoformat()
    if request.endpoint is None or session.get(SEEN) in (None, today):
        return None
    put_off: dict[str, float] = current_app.extensions.setdefault("presence", {})
    if time.monotonic() >= put_off.get("until", 0.0) and (person := me()) is not None and _noted(person.session_id):
        session[SEEN] = today
    return None


def _noted(session_id: int) -> bool:
    try:
        do(signing_in.touch, session_id)
    except OutcomeUnknown:
        return False
    except SQLAlchemyError as fault:
        if not (is_full(fault) or is_transient(fault)):
            raise
        current_app.extensions["presence"]["until"] = time.monotonic() + LATER
        LOG.warning("a visit could not be noted: %s", type(fault).__name__)
        return False
    return True
