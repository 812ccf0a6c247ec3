"""Forms of the pact, of measures and of the bilan: shape only."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, Field, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import TextInput

from app.rules import limits
from app.rules.figures import figure
from app.rules.kinds import OutcomeKind
from app.web.experiments.words import ABOUT_OUTCOMES, OUTCOMES
from app.web.forms import Form
from app.web.proposals.questions import TOO_LONG

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def _needed() -> DataRequired:
    return DataRequired(_("Écrivez quelques mots ici."))


def _given() -> InputRequired:
    return InputRequired(_("Complétez ce champ."))


def _long(label: Any, help: Any, *checks: Any, most: int = limits.FIELD) -> TextAreaField:
    return TextAreaField(label, [*checks, Length(max=most, message=TOO_LONG)], description=help)


class FigureField(Field):
    """« 12,5 » or « 12.5 »: exact. What was typed is shown back when it is not a figure."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = figure(self.typed)
        if self.typed and self.data is None:
            raise ValueError(gettext("Écrivez un nombre, avec une virgule ou un point\u00a0: 12,5."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data).replace(".", ",") if isinstance(self.data, Decimal) else ""


class PactForm(Form):
    """Every part may wait; `number` is that of the pact one has read."""

    hypothesis = _long(_("L’hypothèse"), _("Ce que vous croyez, et que l’essai dira vrai ou faux\u00a0: "
                                             "«\u00a0si nous faisons ceci, alors cela\u00a0»."))
    population = _long(_("Avec qui"), _("Les personnes concernées, et combien à peu près."))
    where_text = StringField(_("Où"), [Length(max=limits.SHORT, message=TOO_LONG)])
    starts_on = DateField(_("Du"), [Optional()], format=DAYS)
    ends_on = DateField(_("Au"), [Optional()], format=DAYS,
                        description=_("Un essai a une fin, même s’il peut continuer ensuite."))
    stop = _long(_("Ce qui ferait arrêter"),
                 _("Décidé à l’avance, à tête reposée\u00a0: un seuil, un incident, une dépense."))
    observers = _long(_("Qui observe"), _("Des personnes extérieures au groupe, et comment elles suivront l’essai."))
    number = IntegerField(validators=[Optional()])


class IndicatorForm(Form):
    name = StringField(_("Ce que l’on mesure"), [_needed(), Length(max=limits.TITLE, message=TOO_LONG)],
                       description=_("Quelque chose que l’on peut compter sans discuter."))
    unit = StringField(_("Unité"), [Length(max=limits.UNIT, message=TOO_LONG)],
                       description=_("Par exemple\u00a0: prêts, heures, kg."))
    baseline = FigureField(_("Aujourd’hui"), [Optional()],
                           description=_("Le chiffre de départ, si vous le connaissez."))
    target = FigureField(_("Ce que l’on vise"), [_given()])


class MeasureForm(Form):
    on = DateField(_("Jour de la mesure"), [_given()], format=DAYS)
    value = FigureField(_("Mesure"), [_given()])
    note = StringField(_("Précision"), [Length(max=limits.SHORT, message=TOO_LONG)],
                       description=_("Comment elle a été faite, ce qui l’explique."))


class MilestoneForm(Form):
    name = StringField(_("Le jalon"), [_needed(), Length(max=limits.TITLE, message=TOO_LONG)],
                       description=_("Une chose faite ou pas faite\u00a0: «\u00a0le local est ouvert\u00a0»."))
    due_on = DateField(_("Prévu pour le"), [_given()], format=DAYS)


class CheckInForm(Form):
    goes_well = _long(_("Qu’est-ce qui marche\u00a0?"), "", _needed(), most=limits.REASON)
    is_hard = _long(_("Qu’est-ce qui est difficile\u00a0?"), "", _needed(), most=limits.REASON)
    comes_next = _long(_("Qu’allons-nous faire maintenant\u00a0?"), "", _needed(), most=limits.REASON)
    stop_met = BooleanField(_("Un des critères d’arrêt du pacte est atteint"))


class OutcomeForm(Form):
    kind = RadioField(_("Comment l’essai se termine"), [InputRequired(_("Choisissez une suite."))])
    happened = _long(_("Ce qui s’est passé"), _("Les faits, les chiffres, les surprises."), _needed())
    lessons = _long(
        _("Ce que nous avons appris"),
        _("Pour vous, et pour celles et ceux qui essaieront ailleurs. Un paragraphe au moins\u00a0: 80 signes."),
        _needed())
    reusable = _long(_("Ce qui peut resservir"), _("Un contrat, une méthode, un contact, du matériel."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(kind.value, f"{OUTCOMES[kind]}\u00a0: {ABOUT_OUTCOMES[kind]}")
                             for kind in OutcomeKind]
