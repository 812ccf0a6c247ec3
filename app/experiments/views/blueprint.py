"""The blueprint of experiments, with the forms, words and charts their pages share."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask import Blueprint
from flask_babel import format_date, format_decimal, gettext as _, lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import TextInput

from app.core import limits
from app.core.kinds import OutcomeKind
from app.core.web.act import Form
from app.core.web.filters import day
from app.experiments.rules import Level, Point, figure, series
from app.proposals.views.questions import TOO_LONG

blueprint = Blueprint("experiments", __name__)


# Outcomes in words, and figures as people read them.

OUTCOMES: dict[OutcomeKind, Any] = {
    OutcomeKind.CONTINUED: _l("Pérennisée"),
    OutcomeKind.SCALED: _l("Essaimée"),
    OutcomeKind.ADAPTED: _l("À adapter"),
    OutcomeKind.TEMPORARY: _l("Éphémère assumée"),
    OutcomeKind.STOPPED: _l("Arrêtée avec enseignements"),
}
ABOUT_OUTCOMES: dict[OutcomeKind, Any] = {
    OutcomeKind.CONTINUED: _l("elle continue ici, durablement"),
    OutcomeKind.SCALED: _l("elle continue, et d’autres la reprennent ailleurs"),
    OutcomeKind.ADAPTED: _l("elle revient au groupe de travail, qui change ce qui doit l’être et réessaie"),
    OutcomeKind.TEMPORARY: _l("elle a rendu service le temps prévu, et s’arrête comme prévu"),
    OutcomeKind.STOPPED: _l("elle s’arrête, et ce qu’elle a appris est un résultat"),
}
GIVEN = {
    "volunteer_hours": _l("Heures bénévoles"),
    "seconded_staff": _l("Temps de salarié mis à disposition"),
    "premises": _l("Local"),
    "equipment": _l("Matériel"),
    "skill": _l("Savoir-faire"),
    "travel": _l("Trajets"),
    "money": _l("Argent"),
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
    return DataRequired(_l("Écrivez quelques mots ici."))


def _given() -> InputRequired:
    return InputRequired(_l("Complétez ce champ."))


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

    hypothesis = _long(_l("L’hypothèse"), _l("Ce que vous croyez, et que l’essai dira vrai ou faux\u00a0: "
                                             "«\u00a0si nous faisons ceci, alors cela\u00a0»."))
    population = _long(_l("Avec qui"), _l("Les personnes concernées, et combien à peu près."))
    where_text = StringField(_l("Où"), [Length(max=limits.SHORT, message=TOO_LONG)])
    starts_on = DateField(_l("Du"), [Optional()], format=DAYS)
    ends_on = DateField(_l("Au"), [Optional()], format=DAYS,
                        description=_l("Un essai a une fin, même s’il peut continuer ensuite."))
    stop = _long(_l("Ce qui ferait arrêter"),
                 _l("Décidé à l’avance, à tête reposée\u00a0: un seuil, un incident, une dépense."))
    observers = _long(_l("Qui observe"), _l("Des personnes extérieures au groupe, et comment elles suivront l’essai."))
    number = IntegerField(validators=[Optional()])


class IndicatorForm(Form):
    name = StringField(_l("Ce que l’on mesure"), [_needed(), Length(max=limits.TITLE, message=TOO_LONG)],
                       description=_l("Quelque chose que l’on peut compter sans discuter."))
    unit = StringField(_l("Unité"), [Length(max=limits.UNIT, message=TOO_LONG)],
                       description=_l("Par exemple\u00a0: prêts, heures, kg."))
    baseline = FigureField(_l("Aujourd’hui"), [Optional()],
                           description=_l("Le chiffre de départ, si vous le connaissez."))
    target = FigureField(_l("Ce que l’on vise"), [_given()])


class MeasureForm(Form):
    on = DateField(_l("Jour de la mesure"), [_given()], format=DAYS)
    value = FigureField(_l("Mesure"), [_given()])
    note = StringField(_l("Précision"), [Length(max=limits.SHORT, message=TOO_LONG)],
                       description=_l("Comment elle a été faite, ce qui l’explique."))


class MilestoneForm(Form):
    name = StringField(_l("Le jalon"), [_needed(), Length(max=limits.TITLE, message=TOO_LONG)],
                       description=_l("Une chose faite ou pas faite\u00a0: «\u00a0le local est ouvert\u00a0»."))
    due_on = DateField(_l("Prévu pour le"), [_given()], format=DAYS)


class CheckInForm(Form):
    goes_well = _long(_l("Qu’est-ce qui marche\u00a0?"), "", _needed(), most=limits.REASON)
    is_hard = _long(_l("Qu’est-ce qui est difficile\u00a0?"), "", _needed(), most=limits.REASON)
    comes_next = _long(_l("Qu’allons-nous faire maintenant\u00a0?"), "", _needed(), most=limits.REASON)
    stop_met = BooleanField(_l("Un des critères d’arrêt du pacte est atteint"))


class OutcomeForm(Form):
    kind = RadioField(_l("Comment l’essai se termine"), [InputRequired(_l("Choisissez une suite."))])
    happened = _long(_l("Ce qui s’est passé"), _l("Les faits, les chiffres, les surprises."), _needed())
    lessons = _long(
        _l("Ce que nous avons appris"),
        _l("Pour vous, et pour celles et ceux qui essaieront ailleurs. Un paragraphe au moins\u00a0: 80 signes."),
        _needed())
    reusable = _long(_l("Ce qui peut resservir"), _l("Un contrat, une méthode, un contact, du matériel."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(kind.value, f"{OUTCOMES[kind]}\u00a0: {ABOUT_OUTCOMES[kind]}")
                             for kind in OutcomeKind]
