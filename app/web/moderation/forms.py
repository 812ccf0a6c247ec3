"""Shape of a report, a verdict, an answer."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.rules import limits
from app.rules.kinds import ContentState, Ground, Verdict
from app.rules.moderation import possible
from app.web.forms import Form
from app.web.moderation.words import KEEP_HIDDEN, LABELS, VERDICTS

TOO_LONG = _("Trop long\u00a0: %(max)d signes au plus.")
CHOOSE = _("Choisissez une réponse.")


def grounds() -> list[SelectChoice]:
    return [SelectChoice(ground.value, label) for ground, label in LABELS.items()]


class ReportForm(Form):
    ground = RadioField(_("Ce qui ne va pas"), [InputRequired(CHOOSE)], choices=grounds())
    note = TextAreaField(_("Précisions"), [Optional(), Length(max=limits.REASON, message=TOO_LONG)],
                         description=_("Ce qui aide à comprendre. Seule la modération le lit."))


class VerdictForm(Form):
    verdict = RadioField(_("Décision"), [InputRequired(CHOOSE)], choices=[])
    ground = SelectField(_("Motif public"), [Optional()], choices=[])
    explanation = TextAreaField(
        _("Explication"), [DataRequired(_("Écrivez quelques mots ici.")), Length(max=limits.REASON, message=TOO_LONG)],
        description=_("La personne qui a écrit la recevra\u00a0: ce qui est reproché, et à quel passage."))

    def __init__(self, *args: Any, content: ContentState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verdict.choices = [SelectChoice(verdict.value, _word(verdict, content)) for verdict in possible(content)]
        self.ground.choices = [SelectChoice("", _("Aucun")), *grounds()]

    @property
    def chosen(self) -> tuple[Verdict, Ground | None]:
        return Verdict(self.verdict.data), Ground(self.ground.data) if self.ground.data else None


def _word(verdict: Verdict, content: ContentState) -> Any:
    if verdict is Verdict.HIDE and content is ContentState.HIDDEN:
        return KEEP_HIDDEN
    return VERDICTS[verdict]


class AnswerForm(Form):
    body = TextAreaField(_("Votre réponse"), [DataRequired(_("Écrivez quelques mots ici.")),
                                              Length(max=limits.REASON, message=TOO_LONG)])


def likeliest(given: Sequence[Any]) -> str:
    """The ground that was given most often, as a beginning."""
    return given[0].ground.value if given else ""
