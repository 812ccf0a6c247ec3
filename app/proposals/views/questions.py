"""The questions of a charter's form as fields of a page: one WTForms field for each kind of answer, with its help.

What was typed stays in the field whatever it is: `read` makes of it what is kept, and a fault stands beside the field.
"""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import DateInput, TextInput

from app.core.refusals import Reason
from app.core.web.languages import chosen, localised, sentence
from app.governance.charter.editing import bound, canonical, retyped as typed_again
from app.governance.charter.model import Field, FieldKind

TOO_LONG = _l("Trop long\u00a0: %(max)d signes au plus.")
NO_ANSWER = _l("Pas de réponse")
YES_NO = (("yes", _l("Oui")), ("no", _l("Non")))


class Readable:
    """It says what the charter asks, or what is wrong with it."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def __call__(self, form: Any, given: Any) -> None:
        found = canonical(self.field, joined(given.data))
        if isinstance(found, Reason):
            params = {name: bound(self.field, int(value), chosen()) for name, value in found.params.items()}
            raise ValidationError(sentence(found.code, params))


class ChosenField(RadioField):
    """One answer, or none: what was sent is judged by `Readable` alone."""

    validate_choice = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, validate_choice=False, **kwargs)


class DayField(StringField):
    """The browser's own calendar, as long as what is there is a day: anything else stays in sight, to be corrected."""

    def __call__(self, **kwargs: Any) -> Any:
        self.widget = DateInput() if not self.data or _is_day(self.data) else TextInput()
        return super().__call__(**kwargs)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class SeveralField(SelectMultipleField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, validate_choice=False, **kwargs)


def needed() -> DataRequired:
    return DataRequired(_l("Écrivez quelques mots ici."))


def question_field(field: Field) -> Any:
    """The field of a charter's question, to be bound to a form."""
    given: dict[str, Any] = {"label": localised(field.names), "description": _help(field)}
    if field.is_text:
        needs = [Length(max=field.max, message=TOO_LONG), *([needed()] if field.required else [])]
        return (StringField if field.kind is FieldKind.TEXT else TextAreaField)(validators=needs, **given)
    given["validators"] = [*([DataRequired(_l("Une réponse est nécessaire ici."))] if field.required else []),
                           Readable(field)]
    if field.kind is FieldKind.SEVERAL:
        return SeveralField(choices=_choices(field), **given)
    if field.kind in (FieldKind.CHOICE, FieldKind.YES_NO):
        none = () if field.required else (SelectChoice("", NO_ANSWER),)
        return ChosenField(choices=[*_choices(field), *none], default="", **given)
    if field.kind is FieldKind.DATE:
        return DayField(**given)
    mode = "decimal" if field.kind is FieldKind.MONEY or (field.least or 0) < 0 else "numeric"
    return StringField(render_kw={"inputmode": mode, "autocomplete": "off"}, **given)


def _choices(field: Field) -> list[SelectChoice]:
    if field.kind is FieldKind.YES_NO:
        return [SelectChoice(key, words) for key, words in YES_NO]
    return [SelectChoice(choice.key, localised(choice.names)) for choice in field.choices]


def _help(field: Field) -> str:
    """What the charter explains, then what may be typed."""
    return " ".join(part for part in (localised(field.help), _format(field)) if part)


def _format(field: Field) -> str:
    if field.kind is FieldKind.SEVERAL:
        return str(_l("Plusieurs réponses sont possibles."))
    if field.kind not in (FieldKind.NUMBER, FieldKind.MONEY):
        return ""
    said = _l("En euros, avec ou sans centimes.") if field.kind is FieldKind.MONEY else _l("Un nombre entier.")
    return " ".join(part for part in (str(said), _bounds(field)) if part)


def _bounds(field: Field) -> str:
    least, lang = field.least or 0, chosen()
    if field.most is not None:
        return str(_l("De %(least)s à %(most)s.", least=bound(field, least, lang), most=bound(field, field.most, lang)))
    if field.least:
        return str(_l("Au moins %(least)s.", least=bound(field, least, lang)))
    unit = localised(field.unit)
    return str(_l("L’unité\u00a0: %(unit)s.", unit=unit)) if unit else ""


def joined(data: Any) -> str:
    """Several answers as one text."""
    return ",".join(map(str, data)) if isinstance(data, list | tuple) else str(data or "")


def read(field: Field, data: Any) -> str:
    """As it is kept, or as it was typed where it cannot be read."""
    typed = joined(data)
    found = canonical(field, typed)
    return typed if isinstance(found, Reason) else found


def retyped(field: Field, kept: str) -> Any:
    """What was kept, as the field of a form holds it."""
    return [key for key in kept.split(",") if key] if field.kind is FieldKind.SEVERAL else typed_again(
        field, kept, chosen())
