"""Name, commune, language: how one is shown and spoken to."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.extensions import db
from app.operations import Refused, people
from app.queries import accounts as read
from app.rules.permissions import Action
from app.web.doors import do, guard, me
from app.web.locale import COOKIE, NAMES, chosen, spoken
from app.web.people.blueprint import blueprint
from app.web.people.forms import LanguageForm, SettingsForm
from app.web.people.places import chosen_place, profile_of, suggested
from app.web.reasons import sentence

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
    person, place_name = read.profile(db.session(), own_id())
    form = SettingsForm(data={
        "first_name": person.first_name or person.display_name, "last_name": person.last_name,
        "name_choice": person.name_choice.value, "pseudonym": person.pseudonym, "place": place_name or "",
        "about": person.about})
    if form.validate_on_submit() and (place := chosen_place(form)) is not False:
        try:
            do(people.change_profile, profile_of(form, place, form.about.data or ""))
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Vos réglages sont enregistrés."), "done")
            return redirect(url_for("people.settings"), 303)
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
