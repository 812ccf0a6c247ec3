"""Forms of a group, its meetings and their minutes: shape only."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.rules import limits
from app.rules.kinds import CommitmentState, GroupRole
from app.web.forms import Form
from app.web.groups.words import ABOUT_ROLES, ROLES
from app.web.proposals.forms import StructureForm
from app.web.proposals.questions import TOO_LONG

LINES = 5  # commitments written at once; more can be added by amending
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
TIMES = ["%H:%M", "%Hh%M", "%H:%M:%S"]


def _needed() -> DataRequired:
    return DataRequired(_("Écrivez quelques mots ici."))


def _given() -> InputRequired:
    return InputRequired(_("Complétez ce champ."))


class JoinForm(StructureForm):
    role = RadioField(_("Votre part"), [_given()], default=GroupRole.MEMBER.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [SelectChoice(role.value, f"{ROLES[role]}\u00a0: {ABOUT_ROLES[role]}")
                             for role in (GroupRole.MEMBER, *list(GroupRole)[:-1])]


class RoleForm(Form):
    role = SelectField(_("Rôle"), choices=[SelectChoice(role.value, label) for role, label in ROLES.items()])


class SettleForm(Form):
    state = SelectField(choices=[SelectChoice(state.value, "") for state in CommitmentState])


class ComesForm(Form):
    comes = SelectField(choices=[SelectChoice("yes", ""), SelectChoice("no", "")])


class MeetingForm(Form):
    title = StringField(_("Titre"), [_needed(), Length(max=limits.TITLE, message=TOO_LONG)])
    day = DateField(_("Jour"), [_given()], format=DAYS)
    starts = TimeField(_("Début"), [_given()], format=TIMES)
    ends = TimeField(_("Fin"), [_given()], format=TIMES)
    where = StringField(
        _("Où"), [_needed(), Length(max=limits.SHORT, message=TOO_LONG)],
        description=_("Une adresse, une salle, ou le lien d’une visioconférence. Cette page est publique."))
    agenda = TextAreaField(_("Ordre du jour"), [Length(max=limits.FIELD, message=TOO_LONG)],
                           description=_("Un point par ligne. Une ligne qui commence par un tiret devient une liste."))


class MinutesForm(Form):
    """`person_1`, `text_1`, `due_1`… are made below: as many lines as LINES."""

    minutes = TextAreaField(_("Compte rendu"), [_needed(), Length(max=limits.MINUTES, message=TOO_LONG)])
    present = SelectMultipleField(_("Personnes présentes"), coerce=int,
                                  validators=[InputRequired(_("Cochez au moins une personne présente."))])
    seen = HiddenField()

    def __init__(self, *args: Any, people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [SelectChoice(one.id, one.display_name) for one in people]
        self.present.choices = names
        for person, _text, _due in self.lines():
            person.choices = [SelectChoice("", _("Choisir")), *names]

    def lines(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"person_{n}"], self[f"text_{n}"], self[f"due_{n}"]) for n in range(1, LINES + 1)]

    def validate(self, extra_validators: Any = None) -> bool:
        """A line is a person and what they will do; one without the other is a slip."""
        fine = super().validate(extra_validators)
        for person, text, due in self.lines():
            if (text.data or due.data) and not person.data:
                person.errors = [*person.errors, _("Dites qui s’y engage.")]
            elif person.data and not text.data:
                text.errors = [*text.errors, _("Dites ce que cette personne fera.")]
            fine = fine and not (person.errors or text.errors)
        return bool(fine)


def _line(n: int) -> None:
    setattr(MinutesForm, f"person_{n}", SelectField(
        _("Qui"), [Optional()], coerce=lambda v: int(v) if v else None))
    setattr(MinutesForm, f"text_{n}", StringField(_("Fera quoi"), [Length(max=limits.SHORT, message=TOO_LONG)]))
    setattr(MinutesForm, f"due_{n}", DateField(_("Avant le"), [Optional()], format=DAYS))


for _n in range(1, LINES + 1):
    _line(_n)
