"""The forms of a consent round: shape only."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.rules import limits
from app.web.forms import Form

WRITE = _("Écrivez quelques mots ici.")
YES_NO = [SelectChoice("yes", _("Oui")), SelectChoice("no", _("Non"))]
ANSWER = _("Répondez oui ou non.")


class WordForm(Form):
    text = TextAreaField(_("Votre parole"), [DataRequired(WRITE), Length(max=limits.REASON)])


class ObjectionForm(Form):
    voice = RadioField(_("Au nom de qui\u00a0?"), [Optional()], validate_choice=False)
    harm = TextAreaField(_("Le tort"), [DataRequired(WRITE), Length(max=limits.REASON)],
                         description=_("Que se passerait-il de mal si on l’adoptait\u00a0?"))
    purpose = TextAreaField(_("À quoi cela nuirait"), [DataRequired(WRITE), Length(max=limits.REASON)],
                            description=_("À quelle raison d’être que nous partageons\u00a0?"))
    facts = TextAreaField(_("Les faits"), [DataRequired(WRITE), Length(max=limits.REASON)],
                          description=_("Ce que vous savez, et d’où vous le savez."))
    lift = TextAreaField(_("Ce qui la lèverait"), [DataRequired(WRITE), Length(max=limits.REASON)],
                         description=_("Quel changement vous ferait consentir\u00a0?"))

    def __init__(self, hats: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voice.choices = [SelectChoice(hat.voice, hat.structure or _("Moi-même")) for hat in hats]


class TestForm(Form):
    harms_purpose = RadioField(
        _("Ce qu’elle décrit nuirait-il à notre raison d’être commune\u00a0?"), [InputRequired(ANSWER)], choices=YES_NO)
    caused_by_it = RadioField(_("Est-ce la proposition qui le cause\u00a0?"), [InputRequired(ANSWER)], choices=YES_NO)
    not_safe_enough = RadioField(
        _("Est-ce trop risqué pour essayer jusqu’à la date de révision\u00a0?"), [InputRequired(ANSWER)],
        choices=YES_NO)
    from_the_role = RadioField(
        _("Parle-t-elle pour une responsabilité, et non pour une préférence\u00a0?"), [InputRequired(ANSWER)],
        choices=YES_NO)
    reason = TextAreaField(_("Pourquoi, si vous avez dit non"), [Optional(), Length(max=limits.REASON)],
                           description=_("Publique. Demandée dès qu’une réponse est non. Au moins 20 signes."))


class ReasonForm(Form):
    reason = TextAreaField(_("Pourquoi"), [DataRequired(WRITE), Length(max=limits.REASON)],
                           description=_("Public. Au moins 20 signes."))


class AmendForm(Form):
    details = TextAreaField(_("Le nouveau texte"), [DataRequired(WRITE), Length(max=limits.FIELD)])
    lifts = SelectMultipleField(_("Les objections que ce texte veut lever"), [Optional()], coerce=int,
                                validate_choice=False)


class ConfirmForm(Form):
    """Nothing to fill in: the act itself."""
