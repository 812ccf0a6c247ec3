"""The forms of decisions: shape only."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.core import limits
from app.core.web.forms import Form, easy_field
from app.decisions.views.blueprint import METHODS, WHO

WRITE = _("Écrivez quelques mots ici.")
CHOOSE = _("Choisissez une réponse.")
EASY_HELP = _("Des phrases courtes, une idée par phrase, les mots de tous les jours. Il paraît en premier, et ne"
              " change plus une fois la décision ouverte.")


class AnswerForm(Form):
    """The answer itself is read by answering.py, for its inputs depend on the question; these are beside it."""

    voice = RadioField(_("Au nom de qui répondez-vous\u00a0?"), [Optional()], validate_choice=False)
    choice = StringField(_("Votre réponse"), [Optional()])
    reason = TextAreaField(_("Pourquoi"), [Optional(), Length(max=limits.REASON)])

    def __init__(self, hats: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voice.choices = [SelectChoice(hat.voice, hat.structure or _("Moi-même")) for hat in hats]


def ballot_form(hats: Any, options: Any) -> AnswerForm:
    """With a field for each option of the question (`option-o1`), so that each may have its own error."""
    fields = {f"option-{one['key']}": StringField(one["label"], [Optional()]) for one in options}
    form: AnswerForm = type("BallotForm", (AnswerForm,), fields)(hats)
    return form


class GateForm(Form):
    question = TextAreaField(
        _("La question"),
        [DataRequired(WRITE), Length(max=limits.QUESTION)],
        description=_("Une phrase à laquelle on peut répondre."),
    )
    details = TextAreaField(_("Ce qu’il faut savoir pour répondre"), [Optional(), Length(max=limits.FIELD)])
    easy_summary = easy_field(EASY_HELP)
    facilitator = SelectField(
        _("Qui facilite le tour"),
        [InputRequired(CHOOSE)],
        coerce=int,
        description=_("Une personne qui ne porte pas la proposition. Elle fait avancer le tour."),
    )


class QuestionForm(Form):
    question = TextAreaField(
        _("La question"),
        [DataRequired(WRITE), Length(max=limits.QUESTION)],
        description=_("Une phrase à laquelle on peut répondre."),
    )
    details = TextAreaField(_("Ce qu’il faut savoir pour répondre"), [Optional(), Length(max=limits.FIELD)])
    easy_summary = easy_field(EASY_HELP)
    by = RadioField(_("Qui répond"), [InputRequired(CHOOSE)])
    method = RadioField(
        _("Comment"),
        [InputRequired(CHOOSE)],
        default="majority",
        choices=[SelectChoice(key, label) for key, label in METHODS.items()],
    )
    options = TextAreaField(_("Les options, une par ligne"), [Optional(), Length(max=limits.FIELD)],
                            description=_("Pour le jugement majoritaire, l’approbation et le classement."))
    threshold = SelectField(
        _("Ce qu’il faut pour adopter"),
        default="more_than 1/2",
        choices=[
            SelectChoice("more_than 1/2", _("Plus de la moitié")),
            SelectChoice("at_least 2/3", _("Au moins les deux tiers")),
            SelectChoice("at_least 3/4", _("Au moins les trois quarts")),
            SelectChoice("at_least 1/3", _("Au moins un tiers")),
        ],
        description=_("Des voix pour ou contre\u00a0; des bulletins, pour un vote par approbation."),
    )
    quorum = SelectField(
        _("Participation minimale"),
        default="1/4",
        choices=[
            SelectChoice("", _("Aucune")),
            SelectChoice("1/10", _("Un dixième de la liste")),
            SelectChoice("1/4", _("Un quart de la liste")),
            SelectChoice("1/3", _("Un tiers de la liste")),
            SelectChoice("1/2", _("La moitié de la liste")),
            SelectChoice("2/3", _("Les deux tiers de la liste")),
        ],
    )
    days = IntegerField(
        _("Durée en jours"), [InputRequired(_("Donnez un nombre de jours.")), NumberRange(1, 180)], default=14
    )
    ballots = RadioField(
        _("Les réponses"),
        default="public",
        choices=[
            SelectChoice("public", _("Publiques\u00a0: chacun répond sous son nom")),
            SelectChoice("secret", _("Secrètes\u00a0: personne ne peut savoir qui a répondu quoi")),
        ],
    )
    results = RadioField(
        _("Le résultat"),
        default="at_close",
        choices=[
            SelectChoice("at_close", _("Compté à la fin seulement")),
            SelectChoice("live", _("Visible pendant le vote")),
        ],
        description=_("Un vote secret n’est compté qu’à la fin."),
    )

    def __init__(self, who: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by.choices = [SelectChoice(key, WHO[key]) for key in who]


class ReasonForm(Form):
    reason = TextAreaField(
        _("Pourquoi"),
        [DataRequired(WRITE), Length(max=limits.REASON)],
        description=_("Cette explication sera publique et restera. Au moins 20 signes."),
    )


class DeadlineForm(ReasonForm):
    until = DateField(_("Nouveau dernier jour, inclus"), [InputRequired(_("Donnez un jour."))])


class AddForm(ReasonForm):
    person = StringField(_("Nom affiché de la personne"), [DataRequired(WRITE), Length(max=2 * limits.NAME + 1)])


class ConclusionForm(Form):
    text = TextAreaField(
        _("La suite donnée"),
        [DataRequired(WRITE), Length(max=limits.FIELD)],
        description=_("Qui fait quoi, et quand. Au moins 20 signes."),
    )


class ExternalForm(Form):
    question = StringField(_("La question posée"), [DataRequired(WRITE), Length(max=limits.QUESTION)])
    url = StringField(
        _("Adresse de l’élection"),
        [DataRequired(WRITE), Length(max=limits.SHORT)],
        description=_("Elle commence par https://"),
    )
    digest = StringField(
        _("Empreinte"),
        [DataRequired(WRITE), Length(max=128)],
        description=_("Celle que l’autre service donne à l’élection."),
    )
    held_on = DateField(_("Jour du résultat"), [InputRequired(_("Donnez un jour."))])
    result = TextAreaField(_("Le résultat"), [DataRequired(WRITE), Length(max=limits.FIELD)])


class DelegationForm(Form):
    theme = SelectField(_("Pour quel thème"), coerce=int)
    to = StringField(
        _("À qui"),
        [DataRequired(WRITE), Length(max=2 * limits.NAME + 1)],
        description=_("Le nom affiché de la personne."),
    )
