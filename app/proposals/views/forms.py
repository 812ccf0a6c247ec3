"""The form of a proposal, made from the charter's fields: shape only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.core import limits
from app.core.web.act import Form, easy_field
from app.core.web.languages import chosen, localised
from app.governance.charter.editing import told_all
from app.governance.charter.model import Field, Stage
from app.proposals.views.questions import TOO_LONG, needed, question_field, read, retyped

_needed = needed


class AskedForm(Form):
    """The questions of a charter's form."""

    def __init__(self, *args: Any, asked: Sequence[Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for field in asked:
            self._fields[field.key].example = localised(field.example)
            self._fields[field.key].asked = field.kind.value

    def charter_fields(self) -> list[Any]:
        return [self._fields[field.key] for field in self.asked]

    def written(self) -> dict[str, str]:
        """As it is kept; what cannot be read is given back as it was typed."""
        return {field.key: read(field, self._fields[field.key].data) for field in self.asked}

    def readable(self) -> list[tuple[str, str]]:
        """(label, words) of what was filled in, as everybody will read it."""
        words = told_all({field.key: field for field in self.asked}, self.written(), chosen())
        return [(self._fields[key].label.text, text) for key, text in words.items() if text]

    def texts(self) -> str:
        """What likenesses are looked for in."""
        kept = self.written()
        return " ".join(kept[field.key] for field in self.asked if field.is_text)


class ProposalForm(AskedForm):
    """What every proposal has, whatever its track."""

    title = StringField(
        _l("Titre"),
        [_needed(), Length(max=limits.TITLE, message=TOO_LONG)],
        description=_l("Une phrase courte, comme vous le diriez à un voisin."),
    )
    places = StringField(
        _l("Où"),
        [Length(max=600, message=TOO_LONG)],
        description=_l("Le nom d’une commune, ou de plusieurs séparées par des virgules."),
    )
    whole_territory = BooleanField(_l("Cela concerne tout le territoire"))
    theme = SelectField(_l("Thème"), [Optional()], coerce=lambda v: int(v) if v else None, validate_choice=True)
    structure = SelectField(_l("Au nom de"), [Optional()], coerce=lambda v: int(v) if v else None)
    space = SelectField(_l("Où le déposer"), [Optional()], coerce=lambda v: int(v) if v else None)
    easy_summary = easy_field()
    answers = HiddenField()
    key = HiddenField()
    version = IntegerField(_l("version"), [Optional()])

    def __init__(
        self, *args: Any, stage: Stage, themes: Any = (), structures: Any = (), spaces: Any = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, asked=stage.fields, **kwargs)
        self.places.flags.required = self.theme.flags.required = self.space.flags.required = True
        self.theme.choices = [("", _l("Choisir un thème")), *((t.id, localised(t.name)) for t in themes)]
        self.structure.choices = [("", _l("Moi-même")), *((s.id, s.name) for s in structures)]
        self.space.choices = [(s.id, localised(s.name)) for s in spaces]

    def readable(self) -> list[tuple[str, str]]:
        easy = self.easy_summary.data
        return super().readable() + ([(str(_l("En facile à lire")), easy)] if easy else [])

    def kept(self) -> dict[str, Any]:
        """Everything typed, as a draft keeps it."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if name not in ("csrf_token", "key", "version") and field.data not in (None, "", False, [])
        }


def form_for(stage: Stage, base: type[ProposalForm] = ProposalForm, **given: Any) -> ProposalForm:
    """A form class for this stage's fields; WTForms binds fields on classes, not on instances."""
    made: Any = type("StageForm", (base,), {f.key: question_field(f) for f in stage.fields})
    form: ProposalForm = made(stage=stage, **given)
    return form


def ahead_form(fields: Sequence[Field], **given: Any) -> AskedForm:
    """The questions of a stage to come: none is needed yet."""
    made: Any = type("AheadForm", (AskedForm,), {f.key: question_field(replace(f, required=False)) for f in fields})
    form: AskedForm = made(asked=fields, **given)
    return form


def typed_in(asked: Sequence[Field], fields: Mapping[str, str]) -> dict[str, Any]:
    """What a version says, as its form shows it to be typed again."""
    return {**fields, **{f.key: retyped(f, fields[f.key]) for f in asked if f.key in fields}}


class ReasonForm(Form):
    """A public reason, for acts that need one."""

    reason = TextAreaField(
        _l("Pourquoi"),
        [_needed(), Length(max=limits.REASON, message=TOO_LONG)],
        description=_l("Cette explication sera publique. Au moins 20 signes."),
    )


class MergeForm(ReasonForm):
    into = SelectField(
        _l("Réunir à"),
        [DataRequired(_l("Choisissez l’autre proposition."))],
        coerce=lambda v: int(v) if v else None,
        description=_l("Celles qui lui ressemblent viennent d’abord."),
    )


class ReviseForm(Form):
    minor = BooleanField(_l("C’est une petite correction"))
    note = StringField(
        _l("Ce qui change, et pourquoi"),
        [Length(max=limits.SHORT, message=TOO_LONG)],
        description=_l("Nécessaire, sauf pour une petite correction ou le seul résumé facile à lire."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note.flags.required = True  # its label: the box above says when it may be left empty


class InviteForm(Form):
    email = StringField(
        _l("Adresse de courriel de la personne"),
        [_needed(), Length(max=limits.EMAIL)],
        description=_l("Elle recevra une invitation si elle a un compte ici. Rien n’est dit sur l’adresse."),
    )


class StructureForm(Form):
    structure = SelectField(_l("Au nom de"), [Optional()], coerce=lambda v: int(v) if v else None)

    def __init__(self, *args: Any, structures: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.structure.choices = [("", _l("Moi-même")), *((s.id, s.name) for s in structures)]
