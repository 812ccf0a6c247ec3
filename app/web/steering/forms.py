"""The committee's answer: shape only."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.rules import limits
from app.rules.kinds import Answer
from app.web.forms import Form


class AnswerForm(Form):
    answer = RadioField(_("La réponse du comité"), [InputRequired(_("Choisissez une réponse."))])
    reason = TextAreaField(
        _("Pourquoi"), [DataRequired(_("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_("Cette explication sera publique et restera. Dites ce qui a compté, et ce qui aiderait. "
                      "Au moins 20 signes."))

    present = SelectMultipleField(
        _("Qui a levé la main"), [Optional()], coerce=int, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("Ces personnes sont prévenues et ont trois jours pour contester. La réponse vaut ensuite, ou dès"
                      " que toutes ont confirmé."))
    yes = IntegerField(_("Pour"), [Optional(), NumberRange(0, 500, _("Un nombre de mains levées."))])
    no = IntegerField(_("Contre"), [Optional(), NumberRange(0, 500, _("Un nombre de mains levées."))])
    abstain = IntegerField(_("Abstentions"), [Optional(), NumberRange(0, 500, _("Un nombre de mains levées."))])

    def __init__(self, *args: Any, target: str, able: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present.choices = [SelectChoice(number, name) for number, name in able]
        yes = gettext("Oui\u00a0: passer à l’étape «\u00a0%(stage)s\u00a0»", stage=target)
        self.answer.choices = [
            SelectChoice(Answer.PROMOTED.value, yes),
            SelectChoice(Answer.DECLINED.value, gettext("Pas maintenant\u00a0: la proposition reste à son étape")),
        ]


class PostponeForm(Form):
    reason = TextAreaField(
        _("Pourquoi reporter"), [DataRequired(_("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_("Public. Dites ce qui manque encore au comité pour répondre. Au moins 20 signes."))


class AppealForm(Form):
    reason = TextAreaField(
        _("Pourquoi contester"), [DataRequired(_("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_("Public. Dites ce que le refus n’a pas vu. Au moins 20 signes."))


class ContestForm(Form):
    reason = TextAreaField(
        _("Pourquoi contester"), [DataRequired(_("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_("Lu par le comité et par les personnes présentes. Par exemple\u00a0: je n’y étais pas, ou\u00a0:"
                      " ce n’est pas ce que nous avons dit. Au moins 20 signes."))
