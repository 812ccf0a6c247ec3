"""The committee's answer: shape only."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.rules import limits
from app.rules.kinds import Answer
from app.web.forms import Form


class AnswerForm(Form):
    answer = RadioField(_("La réponse du comité"), [InputRequired(_("Choisissez une réponse."))])
    reason = TextAreaField(
        _("Pourquoi"), [DataRequired(_("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_("Cette explication sera publique et restera. Dites ce qui a compté, et ce qui aiderait. "
                      "Au moins 20 signes."))

    yes = IntegerField(_("Pour"), [Optional(), NumberRange(0, 500, _("Un nombre de mains levées."))])
    no = IntegerField(_("Contre"), [Optional(), NumberRange(0, 500, _("Un nombre de mains levées."))])
    abstain = IntegerField(_("Abstentions"), [Optional(), NumberRange(0, 500, _("Un nombre de mains levées."))])

    def __init__(self, *args: Any, target: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
