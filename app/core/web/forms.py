"""What all forms share: shape only. Rules say what is allowed, operations write."""

import re
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField, ValidationError
from wtforms.validators import Length

from app.core import limits
from app.core.texts import normal
from app.core.web.paging import LARGEST

INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
EASY_HELP = _("Des phrases courtes, une idée par phrase, les mots de tous les jours. Une phrase par ligne.")


def clean(value: str | None) -> str | None:
    """One way of writing accents (NFC), one of ending lines, no space at the ends."""
    return normal("NFC", value).replace("\r\n", "\n").strip() if value is not None else None


class Bounded:
    """What every database can keep as a whole number (32 bits), whatever else the field asks."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is not None and abs(field.data) > LARGEST:
            raise ValidationError(_("Ce nombre est trop grand."))


class NoInvisible:
    """Control signs and direction overrides: they break databases and deceive readers. Right-to-left text is fine."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and INVISIBLE.search(field.data):
            raise ValidationError(_("Ce texte contient des signes invisibles qui ne sont pas acceptés. Retapez-le."))


class Form(FlaskForm):
    """Every text is cleaned; every form has the token."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            unbound_field.kwargs |= dict(zip(("label", "validators", "filters"), unbound_field.args, strict=False))
            unbound_field.args = ()
            filters = [*unbound_field.kwargs.get("filters", ())]
            if issubclass(unbound_field.field_class, _texts()) and clean not in filters:
                unbound_field.kwargs["filters"] = [clean, *filters]
                given = unbound_field.kwargs.get("validators") or []
                unbound_field.kwargs["validators"] = [*given, NoInvisible()]
            if issubclass(unbound_field.field_class, IntegerField):
                unbound_field.kwargs["validators"] = [*(unbound_field.kwargs.get("validators") or []), Bounded()]
            return unbound_field.bind(form=form, **options)

    def refuse(self, field: str | None, sentence: str) -> None:
        """Put an operation's refusal beside the field it is about, else at the head of the form."""
        target = self._fields.get(field) if field else None
        if target is None:
            self.form_errors.append(sentence)
        else:
            target.errors = [*target.errors, sentence]


def _texts() -> tuple[type, ...]:
    from wtforms import EmailField, SearchField, StringField, TextAreaField

    return (StringField, TextAreaField, EmailField, SearchField)


def easy_field(told: Any = EASY_HELP) -> Any:
    """The easy-to-read summary of a proposal or of a decision."""
    return TextAreaField(_("Résumé facile à lire"), description=told, validators=[
        Length(max=limits.EASY, message=_("Trop long\u00a0: %(max)d signes au plus."))])
