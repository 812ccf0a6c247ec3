"""Shape of a comment, a reply, a correction."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.rules import limits
from app.rules.kinds import Stance
from app.web.forms import Form
from app.web.paging import whole

TOO_LONG = _("Trop long\u00a0: %(max)d signes au plus.")
STANCES = {
    Stance.FOR: _("Favorable"), Stance.AGAINST: _("Défavorable"), Stance.QUESTION: _("Question"),
    Stance.NEUTRAL: _("Remarque"),
}


def _number(value: Any) -> int | None:
    """« Moi-même » is an empty value; anything but a number is no choice of the list, which says so."""
    if not value:
        return None
    return -1 if (number := whole(value)) is None else number


class ReplyForm(Form):
    """The person may speak for a structure they have a mandate for."""

    body = TextAreaField(_("Votre réponse"), [DataRequired(_("Écrivez quelques mots ici.")),
                                              Length(max=limits.COMMENT, message=TOO_LONG)])
    structure = SelectField(_("Au nom de"), [Optional()], coerce=_number, choices=[])

    def __init__(self, *args: Any, structures: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.structure.choices = [
            SelectChoice("", _("Moi-même")), *(SelectChoice(str(row.id), row.name) for row in structures)]

    @property
    def speaks_for(self) -> int | None:
        chosen: int | None = self.structure.data
        return chosen


class CommentForm(ReplyForm):
    stance = RadioField(_("C’est"), [InputRequired(_("Choisissez une réponse."))], default=Stance.NEUTRAL.value,
                        choices=[SelectChoice(stance.value, label) for stance, label in STANCES.items()])
    body = TextAreaField(_("Votre message"), [DataRequired(_("Écrivez quelques mots ici.")),
                                              Length(max=limits.COMMENT, message=TOO_LONG)],
                         description=_("Une idée par message. Une ligne qui commence "
                                       "par un tiret devient une liste."))


class EditForm(Form):
    body = TextAreaField(_("Votre message"), [DataRequired(_("Écrivez quelques mots ici.")),
                                              Length(max=limits.COMMENT, message=TOO_LONG)])


class SynthesisForm(Form):
    """What the discussion comes down to; and which messages it covers, ticked one by one or all at once."""

    body = TextAreaField(_("La synthèse"), [DataRequired(_("Écrivez quelques mots ici.")),
                                            Length(max=limits.FIELD, message=TOO_LONG)],
                         description=_("Ce qui rassemble, ce qui divise, ce qui reste à savoir. "
                                       "Chaque personne doit pouvoir s’y retrouver."))
    everything = BooleanField(_("Tout jusqu’ici"))
    again = BooleanField(_("Aussi ce que couvrait la version précédente"))
    up_to = IntegerField(_("Jusqu’au message"), [Optional(), NumberRange(0)])
    covers = SelectMultipleField(_("Messages couverts"), coerce=lambda value: whole(value) or 0, validate_choice=False)
