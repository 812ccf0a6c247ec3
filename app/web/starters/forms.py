"""Shape of a debate, its conclusion, its reopening; and of one line."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.rules import limits
from app.rules.kinds_talk import LineKind
from app.web.forms import Form
from app.web.paging import whole

WRITE = _("Écrivez quelques mots ici.")
TOO_LONG = _("Trop long\u00a0: %(max)d signes au plus.")
DAY = _("Donnez un jour.")
ASKED = {
    LineKind.EXISTS: _("Ce qui existe déjà"), LineKind.MISSING: _("Ce qui manque"),
    LineKind.OFFER: _("Ce que je peux apporter"),
}


class DebateForm(Form):
    question = StringField(_("La question du débat"),
                           [DataRequired(WRITE), Length(max=limits.QUESTION, message=TOO_LONG)],
                           description=_("Une seule question, ouverte, que tout le monde comprend."))
    until = DateField(_("Dernier jour, inclus"), [InputRequired(DAY)])


class ReopenForm(Form):
    reason = TextAreaField(_("Pourquoi le rouvrir"), [DataRequired(WRITE), Length(max=limits.REASON, message=TOO_LONG)],
                           description=_("Cette explication sera publique. Au moins 20 signes."))
    until = DateField(_("Dernier jour, inclus"), [InputRequired(DAY)])


class ConclusionForm(Form):
    conclusion = TextAreaField(
        _("La conclusion"), [DataRequired(WRITE), Length(max=limits.FIELD, message=TOO_LONG)],
        description=_("Ce que le débat a fait apparaître, les accords, les désaccords, et la suite. Elle est publique, "
                      "avec votre nom et la date."))


class LineForm(Form):
    body = StringField(_("Une ligne"), [DataRequired(WRITE), Length(max=limits.SHORT, message=TOO_LONG)])
    structure = SelectField(_("Au nom de"), [Optional()], coerce=lambda value: whole(value) if value else None)

    def __init__(self, *args: Any, structures: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.structure.choices = [
            SelectChoice("", _("Moi-même")), *(SelectChoice(str(row.id), row.name) for row in structures)]
