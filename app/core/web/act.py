"""What all forms share: shape only. Rules say what is allowed, operations write."""

import re
from collections.abc import Callable
from typing import Any, TypeVar, overload

from flask import flash, redirect, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import IntegerField, TextAreaField, ValidationError
from wtforms.validators import Length

from app.core import limits
from app.core.texts import normal
from app.core.unit_of_work import Refused
from app.core.web.languages import sentence
from app.core.web.paging import LARGEST

INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
EASY_HELP = _l("Des phrases courtes, une idée par phrase, les mots de tous les jours. Une phrase par ligne.")


def clean(value: str | None) -> str | None:
    """One way of writing accents (NFC), one of ending lines, no space at the ends."""
    return normal("NFC", value).replace("\r\n", "\n").strip() if value is not None else None


class Bounded:
    """What every database can keep as a whole number (32 bits), whatever else the field asks."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is not None and abs(field.data) > LARGEST:
            raise ValidationError(_l("Ce nombre est trop grand."))


class NoInvisible:
    """Control signs and direction overrides: they break databases and deceive readers. Right-to-left text is fine."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and INVISIBLE.search(field.data):
            raise ValidationError(_l("Ce texte contient des signes invisibles qui ne sont pas acceptés. Retapez-le."))


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
    return TextAreaField(_l("Résumé facile à lire"), description=told, validators=[
        Length(max=limits.EASY, message=_l("Trop long\u00a0: %(max)d signes au plus."))])


# The one shape of an act in the web: run it, say that it is done or why it is not, go on.

R = TypeVar("R")
To = str | Response | Callable[[R], str | Response]
Said = str | Callable[[R], str] | None


@overload
def act(run: Callable[[], R], *, to: str | Response, said: Said[R] = None) -> Response: ...


@overload
def act(run: Callable[[], R], *, to: To[R], said: Said[R] = None, form: Form) -> Response | None: ...


def act(run: Callable[[], R], *, to: To[R], said: Said[R] = None, form: Form | None = None) -> Response | None:
    """What a view does with what was sent. `run` calls `do`; `to` is an address (or the redirect itself), or makes one
    of what `run` returned; `said` the same for the sentence (none where the page that follows shows it).

    A refusal goes beside its field of `form`, and None comes back: the view shows the form again (`page`). Without a
    form, as under a single button, it is said at the address that follows. An operation may be refused by the view
    itself: it raises Refused inside `run`.
    """
    try:
        made = run()
    except Refused as refused:
        told = sentence(refused.code, refused.params)
        if form is not None:
            form.refuse(refused.field, told)
            return None
        assert isinstance(to, str | Response)
        flash(told, "error")
        return _onward(to)
    if done := said(made) if callable(said) else said:
        flash(done, "done")
    return _onward(to if isinstance(to, str | Response) else to(made))


def _onward(to: str | Response) -> Response:
    return redirect(to, 303) if isinstance(to, str) else to


def page(html: str) -> tuple[str, int]:
    """The page of a form: 422 where it comes back with what is wrong."""
    return html, 422 if request.method == "POST" else 200
