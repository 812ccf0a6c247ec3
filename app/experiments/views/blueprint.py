"""The blueprint that each file of this folder hangs its views on."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask import Blueprint
from flask_babel import format_date, format_decimal, lazy_gettext
from flask_babel import gettext as _
from wtforms import BooleanField, DateField, Field, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import TextInput

from app.core import limits
from app.core.kinds import OutcomeKind
from app.core.web.filters import day
from app.core.web.forms import Form
from app.experiments.rules import Level, Point, figure, series
from app.proposals.views.questions import TOO_LONG

blueprint = Blueprint("experiments", __name__)


# Outcomes in words, and figures as people read them.

OUTCOMES: dict[OutcomeKind, Any] = {
    OutcomeKind.CONTINUED: lazy_gettext("Pérennisée"),
    OutcomeKind.SCALED: lazy_gettext("Essaimée"),
    OutcomeKind.ADAPTED: lazy_gettext("À adapter"),
    OutcomeKind.TEMPORARY: lazy_gettext("Éphémère assumée"),
    OutcomeKind.STOPPED: lazy_gettext("Arrêtée avec enseignements"),
}
ABOUT_OUTCOMES: dict[OutcomeKind, Any] = {
    OutcomeKind.CONTINUED: lazy_gettext("elle continue ici, durablement"),
    OutcomeKind.SCALED: lazy_gettext("elle continue, et d’autres la reprennent ailleurs"),
    OutcomeKind.ADAPTED: lazy_gettext("elle revient au groupe de travail, qui change ce qui doit l’être et réessaie"),
    OutcomeKind.TEMPORARY: lazy_gettext("elle a rendu service le temps prévu, et s’arrête comme prévu"),
    OutcomeKind.STOPPED: lazy_gettext("elle s’arrête, et ce qu’elle a appris est un résultat"),
}
GIVEN = {
    "volunteer_hours": lazy_gettext("Heures bénévoles"),
    "seconded_staff": lazy_gettext("Temps de salarié mis à disposition"),
    "premises": lazy_gettext("Local"),
    "equipment": lazy_gettext("Matériel"),
    "skill": lazy_gettext("Savoir-faire"),
    "travel": lazy_gettext("Trajets"),
    "money": lazy_gettext("Argent"),
}


def said(value: Decimal | None, unit: str = "") -> str:
    """« 1 250,5 kg » in the reader's language; every digit that was typed."""
    if value is None:
        return ""
    figure = format_decimal(value, "#,##0.####")
    return f"{figure}\u00a0{unit}" if unit else str(figure)


# An indicator as the chart macro takes it: words and numbers ready to be written down, and the same in a table.

Drawing = dict[str, Any]


def _share(value: Fraction) -> float:
    """The only place where a share stops being exact: it becomes a place on the drawing."""
    return round(float(value), 2)


def _level(level: Level | None, words: str) -> dict[str, Any] | None:
    return {"y": _share(level.y), "text": f"{words}\u00a0: {said(level.value)}"} if level is not None else None


def _point(point: Point) -> dict[str, Any]:
    return {"x": _share(point.x), "y": _share(point.y), "value": said(point.value) if point.told else "",
            "label": format_date(point.on, "d MMM") if point.told else ""}


def _note(measure: Any) -> str:
    told = [measure.note, _("(corrigé)") if measure.said > 1 else ""]
    return " ".join(words for words in told if words) or "–"


def drawing(indicator: Any, measures: Sequence[Any]) -> Drawing:
    """`measures` by day, one for each (queries.experiments.measures)."""
    made = series([(m.measured_on, m.value) for m in measures], indicator.baseline, indicator.target)
    title = f"{indicator.name} ({indicator.unit})" if indicator.unit else indicator.name
    rows = [(day(m.measured_on), said(m.value), _note(m)) for m in measures]
    return {
        "id": f"indicator-{indicator.id}", "title": title, "points": [_point(p) for p in made.points],
        "ticks": [{"y": _share(t.y), "text": said(t.value)} for t in made.ticks],
        "baseline": _level(made.baseline, _("départ")), "target": _level(made.target, _("cible")),
        "heads": (_("Jour"), _("Mesure"), _("Précision")), "rows": rows,
    }


# Forms of the pact, of measures and of the bilan: shape only.

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def _needed() -> DataRequired:
    return DataRequired(lazy_gettext("Écrivez quelques mots ici."))


def _given() -> InputRequired:
    return InputRequired(lazy_gettext("Complétez ce champ."))


def _long(label: Any, help: Any, *checks: Any, most: int = limits.FIELD) -> TextAreaField:
    return TextAreaField(label, [*checks, Length(max=most, message=TOO_LONG)], description=help)


class FigureField(Field):
    """« 12,5 » or « 12.5 »: exact. What was typed is shown back when it is not a figure."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = figure(self.typed)
        if self.typed and self.data is None:
            raise ValueError(_("Écrivez un nombre, avec une virgule ou un point\u00a0: 12,5."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data).replace(".", ",") if isinstance(self.data, Decimal) else ""


class PactForm(Form):
    """Every part may wait; `number` is that of the pact one has read."""

    hypothesis = _long(lazy_gettext("L’hypothèse"), lazy_gettext("Ce que vous croyez, et que l’essai dira vrai ou faux\u00a0: "
                                             "«\u00a0si nous faisons ceci, alors cela\u00a0»."))
    population = _long(lazy_gettext("Avec qui"), lazy_gettext("Les personnes concernées, et combien à peu près."))
    where_text = StringField(lazy_gettext("Où"), [Length(max=limits.SHORT, message=TOO_LONG)])
    starts_on = DateField(lazy_gettext("Du"), [Optional()], format=DAYS)
    ends_on = DateField(lazy_gettext("Au"), [Optional()], format=DAYS,
                        description=lazy_gettext("Un essai a une fin, même s’il peut continuer ensuite."))
    stop = _long(lazy_gettext("Ce qui ferait arrêter"),
                 lazy_gettext("Décidé à l’avance, à tête reposée\u00a0: un seuil, un incident, une dépense."))
    observers = _long(lazy_gettext("Qui observe"), lazy_gettext("Des personnes extérieures au groupe, et comment elles suivront l’essai."))
    number = IntegerField(validators=[Optional()])


class IndicatorForm(Form):
    name = StringField(lazy_gettext("Ce que l’on mesure"), [_needed(), Length(max=limits.TITLE, message=TOO_LONG)],
                       description=lazy_gettext("Quelque chose que l’on peut compter sans discuter."))
    unit = StringField(lazy_gettext("Unité"), [Length(max=limits.UNIT, message=TOO_LONG)],
                       description=lazy_gettext("Par exemple\u00a0: prêts, heures, kg."))
    baseline = FigureField(lazy_gettext("Aujourd’hui"), [Optional()],
                           description=lazy_gettext("Le chiffre de départ, si vous le connaissez."))
    target = FigureField(lazy_gettext("Ce que l’on vise"), [_given()])


class MeasureForm(Form):
    on = DateField(lazy_gettext("Jour de la mesure"), [_given()], format=DAYS)
    value = FigureField(lazy_gettext("Mesure"), [_given()])
    note = StringField(lazy_gettext("Précision"), [Length(max=limits.SHORT, message=TOO_LONG)],
                       description=lazy_gettext("Comment elle a été faite, ce qui l’explique."))


class MilestoneForm(Form):
    name = StringField(lazy_gettext("Le jalon"), [_needed(), Length(max=limits.TITLE, message=TOO_LONG)],
                       description=lazy_gettext("Une chose faite ou pas faite\u00a0: «\u00a0le local est ouvert\u00a0»."))
    due_on = DateField(lazy_gettext("Prévu pour le"), [_given()], format=DAYS)


class CheckInForm(Form):
    goes_well = _long(lazy_gettext("Qu’est-ce qui marche\u00a0?"), "", _needed(), most=limits.REASON)
    is_hard = _long(lazy_gettext("Qu’est-ce qui est difficile\u00a0?"), "", _needed(), most=limits.REASON)
    comes_next = _long(lazy_gettext("Qu’allons-nous faire maintenant\u00a0?"), "", _needed(), most=limits.REASON)
    stop_met = BooleanField(lazy_gettext("Un des critères d’arrêt du pacte est atteint"))


class OutcomeForm(Form):
    kind = RadioField(lazy_gettext("Comment l’essai se termine"), [InputRequired(lazy_gettext("Choisissez une suite."))])
    happened = _long(lazy_gettext("Ce qui s’est passé"), lazy_gettext("Les faits, les chiffres, les surprises."), _needed())
    lessons = _long(
        lazy_gettext("Ce que nous avons appris"),
        lazy_gettext("Pour vous, et pour celles et ceux qui essaieront ailleurs. Un paragraphe au moins\u00a0: 80 signes."),
        _needed())
    reusable = _long(lazy_gettext("Ce qui peut resservir"), lazy_gettext("Un contrat, une méthode, un contact, du matériel."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(kind.value, f"{OUTCOMES[kind]}\u00a0: {ABOUT_OUTCOMES[kind]}")
                             for kind in OutcomeKind]
