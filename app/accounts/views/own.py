"""Shape of the forms about oneself."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from app.accounts.queries import accounts, own
from app.accounts.queries.own import ToDo
from app.accounts.service import roles, signing_in
from app.accounts.service.shared import Profile
from app.core import limits
from app.core.database import is_full, is_transient
from app.core.kinds import MandateState, NameChoice
from app.core.permissions import Action
from app.core.unit_of_work import OutcomeUnknown
from app.core.web.act import Form, act
from app.core.web.authentication import me
from app.core.web.doors import actor, do, guard, now
from app.core.web.filters import day, moment
from app.core.web.languages import COOKIE, NAMES as LANGUAGE_NAMES, chosen, reference, spoken
from app.extensions import db
from app.governance.charter.model import Delegating
from app.proposals.queries import lists
from app.proposals.views.lists import short_cards
from app.territory.queries import places

NEEDED = _l("Cette information est nécessaire.")
ADDRESS = _l("Cette adresse n’a pas la forme d’une adresse de courriel. Exemple\u00a0: prenom@exemple.fr")
NAMES = [
    SelectChoice(NameChoice.FIRST_INITIAL.value, _l("Prénom et initiale du nom, comme «\u00a0Claire R.\u00a0»")),
    SelectChoice(NameChoice.FULL.value, _l("Prénom et nom en entier")),
    SelectChoice(NameChoice.PSEUDONYM.value, _l("Un pseudonyme")),
]


def address_rules() -> list[Any]:
    return [DataRequired(NEEDED), Length(max=limits.EMAIL, message=ADDRESS), Email(ADDRESS)]


def contact_rules() -> list[Any]:
    """An address that the site prints, and that may be left for later."""
    return [Optional(), Length(max=limits.EMAIL, message=ADDRESS), Email(ADDRESS)]


def short(most: int) -> Length:
    return Length(max=most, message=_l("%(max)d signes au plus."))


class AddressForm(Form):
    email = EmailField(_l("Votre adresse de courriel"), address_rules())


class CodeForm(Form):
    code = StringField(_l("Le code à six chiffres"), [DataRequired(NEEDED), Length(max=400)])


class PasswordSignInForm(Form):
    email = EmailField(_l("Votre adresse de courriel"), address_rules())
    password = PasswordField(_l("Votre mot de passe"), [InputRequired(NEEDED), Length(max=limits.PASSWORD)])


class ProfileForm(Form):
    """How a person is shown."""

    first_name = StringField(_l("Prénom"), [DataRequired(NEEDED), short(limits.NAME)])
    last_name = StringField(_l("Nom"), [Optional(), short(limits.NAME)])
    name_choice = RadioField(_l("Sous quel nom les autres vous voient"), [DataRequired(NEEDED)], choices=NAMES,
                             default=NameChoice.FIRST_INITIAL.value)
    pseudonym = StringField(_l("Pseudonyme, si vous en choisissez un"), [Optional(), short(limits.NAME)])
    place = StringField(_l("Votre commune"), [Optional(), Length(max=160)])


class WelcomeForm(ProfileForm):
    adult = BooleanField(_l("J’ai 15 ans ou plus."), [InputRequired(_l("Il faut avoir 15 ans pour participer."))])
    agreed = BooleanField(
        _l("J’accepte que mes contributions (textes, soutiens, commentaires) soient publiques, sous le nom choisi "
          "ci-dessus. Elles peuvent révéler mes opinions. Je peux les retirer ou effacer mon compte à tout moment."),
        [InputRequired(_l("Sans cet accord, le site ne peut pas publier ce que vous écrivez."))])


class SettingsForm(ProfileForm):
    about = TextAreaField(_l("Quelques mots sur vous"), [Optional(), short(limits.REASON)])


class LanguageForm(Form):
    locale = SelectField(_l("Langue du site et des courriels"), [InputRequired(NEEDED)], choices=[])


class PasswordForm(Form):
    """The present one is asked for where there is one; managers fill both by their names."""

    current = PasswordField(_l("Mot de passe actuel"), [Optional(), Length(max=limits.PASSWORD)])
    password = PasswordField(_l("Nouveau mot de passe"), [InputRequired(NEEDED), Length(max=limits.PASSWORD)])


class RemovePasswordForm(Form):
    current = PasswordField(_l("Mot de passe actuel"), [Optional(), Length(max=limits.PASSWORD)])


class NewAddressForm(Form):
    current = PasswordField(_l("Mot de passe actuel"), [Optional(), Length(max=limits.PASSWORD)])
    email = EmailField(_l("Nouvelle adresse de courriel"), address_rules())


class EraseForm(Form):
    sure = BooleanField(
        _l("J’ai compris que c’est définitif."), [InputRequired(_l("Cochez cette case pour confirmer."))])


# The blueprint that each file of this folder hangs its views on.

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
    form.locale.choices = [SelectChoice(code, LANGUAGE_NAMES[code]) for code in spoken()]
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
            lambda: do(roles.change_profile, profile_of(form, place, form.about.data or "")), form=form,
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
    do(roles.choose_language, str(form.locale.data))
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
        offers=lists.offers(session, person_id=person_id), delegating=delegating(),
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
