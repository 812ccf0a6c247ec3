"""Shape of a suggestion, and of the result that a carrier writes by hand."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.rules import limits
from app.web.forms import Form

TOO_LONG = _("Trop long\u00a0: %(max)d signes au plus.")


class TextForm(Form):
    """An emptied box says something here: its label must not call it optional."""

    text = TextAreaField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text.flags.required = True


class AmendmentForm(TextForm):
    """`field`, `paragraph` and `version` say which paragraph was read; the service has its text."""

    text = TextAreaField(
        _("Le paragraphe, comme vous l’écririez"), [Optional(), Length(max=limits.FIELD, message=TOO_LONG)],
        description=_("Changez ce que vous voulez. Videz la case pour suggérer de retirer le paragraphe."))
    rationale = TextAreaField(
        _("Pourquoi"), [DataRequired(_("Écrivez quelques mots ici.")), Length(max=limits.REASON, message=TOO_LONG)],
        description=_("Une phrase suffit. Elle sera publique, avec votre nom."))
    field = HiddenField()
    paragraph = IntegerField(_("Paragraphe"), [InputRequired()])
    version = IntegerField(_("version"), [InputRequired()])


class ByHandForm(TextForm):
    text = TextAreaField(
        _("Le paragraphe tel qu’il sera"), [Optional(), Length(max=limits.FIELD, message=TOO_LONG)],
        description=_("Rien n’est remplacé sans vous\u00a0: ce que vous écrivez ici remplace le paragraphe actuel."))
    version = IntegerField(_("version"), [InputRequired()])
