"""The forms of decisions: shape only."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.core import limits
from app.core.web.act import Form, easy_field
from app.decisions.views.blueprint import METHODS, WHO

WRITE = _l("Écrivez quelques mots ici.")
CHOOSE = _l("Choisissez une réponse.")
EASY_HELP = _l("Des phrases courtes, une idée par phrase, les mots de tous les jours. Il paraît en premier, et ne"
              " change plus une fois la décision ouverte.")


class AnswerForm(Form):
    """The answer itself is read by answering.py, for its inputs depend on the question; these are beside it."""

    voice = RadioField(_l("Au nom de qui répondez-vous\u00a0?"), [Optional()], validate_choice=False)
    choice = StringField(_l("Votre réponse"), [Optional()])
    reason = TextAreaField(_l("Pourquoi"), [Optional(), Length(max=limits.REASON)])

    def __init__(self, hats: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voice.choices = [SelectChoice(hat.voice, hat.structure or _l("Moi-même")) for hat in hats]


def ballot_form(hats: Any, options: Any) -> AnswerForm:
    """With a field for each option of the question (`option-o1`), so that each may have its own error."""
    fields = {f"option-{one['key']}": StringField(one["label"], [Optional()]) for one in options}
    form: AnswerForm = type("BallotForm", (AnswerForm,), fields)(hats)
    return form


class GateForm(Form):
    question = TextAreaField(
        _l("La question"),
        [DataRequired(WRITE), Length(max=limits.QUESTION)],
        description=_l("Une phrase à laquelle on peut répondre."),
    )
    details = TextAreaField(_l("Ce qu’il faut savoir pour répondre"), [Optional(), Length(max=limits.FIELD)])
    easy_summary = easy_field(EASY_HELP)
    facilitator = SelectField(
        _l("Qui facilite le tour"),
        [InputRequired(CHOOSE)],
        coerce=int,
        description=_l("Une personne qui ne porte pas la proposition. Elle fait avancer le tour."),
    )


class QuestionForm(Form):
    question = TextAreaField(
        _l("La question"),
        [DataRequired(WRITE), Length(max=limits.QUESTION)],
        description=_l("Une phrase à laquelle on peut répondre."),
    )
    details = TextAreaField(_l("Ce qu’il faut savoir pour répondre"), [Optional(), Length(max=limits.FIELD)])
    easy_summary = easy_field(EASY_HELP)
    by = RadioField(_l("Qui répond"), [InputRequired(CHOOSE)])
    method = RadioField(
        _l("Comment"),
        [InputRequired(CHOOSE)],
        default="majority",
        choices=[SelectChoice(key, label) for key, label in METHODS.items()],
    )
    options = TextAreaField(_l("Les options, une par ligne"), [Optional(), Length(max=limits.FIELD)],
                            description=_l("Pour le jugement majoritaire, l’approbation et le classement."))
    threshold = SelectField(
        _l("Ce qu’il faut pour adopter"),
        default="more_than 1/2",
        choices=[
            SelectChoice("more_than 1/2", _l("Plus de la moitié")),
            SelectChoice("at_least 2/3", _l("Au moins les deux tiers")),
            SelectChoice("at_least 3/4", _l("Au moins les trois quarts")),
            SelectChoice("at_least 1/3", _l("Au moins un tiers")),
        ],
        description=_l("Des voix pour ou contre\u00a0; des bulletins, pour un vote par approbation."),
    )
    quorum = SelectField(
        _l("Participation minimale"),
        default="1/4",
        choices=[
            SelectChoice("", _l("Aucune")),
            SelectChoice("1/10", _l("Un dixième de la liste")),
            SelectChoice("1/4", _l("Un quart de la liste")),
            SelectChoice("1/3", _l("Un tiers de la liste")),
            SelectChoice("1/2", _l("La moitié de la liste")),
            SelectChoice("2/3", _l("Les deux tiers de la liste")),
        ],
    )
    days = IntegerField(
        _l("Durée en jours"), [InputRequired(_l("Donnez un nombre de jours.")), NumberRange(1, 180)], default=14
    )
    ballots = RadioField(
        _l("Les réponses"),
        default="public",
        choices=[
            SelectChoice("public", _l("Publiques\u00a0: chacun répond sous son nom")),
            SelectChoice("secret", _l("Secrètes\u00a0: personne ne peut savoir qui a répondu quoi")),
        ],
    )
    results = RadioField(
        _l("Le résultat"),
        default="at_close",
        choices=[
            SelectChoice("at_close", _l("Compté à la fin seulement")),
            SelectChoice("live", _l("Visible pendant le vote")),
        ],
        description=_l("Un vote secret n’est compté qu’à la fin."),
    )

    def __init__(self, who: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by.choices = [SelectChoice(key, WHO[key]) for key in who]


class ReasonForm(Form):
    reason = TextAreaField(
        _l("Pourquoi"),
        [DataRequired(WRITE), Length(max=limits.REASON)],
        description=_l("Cette explication sera publique et restera. Au moins 20 signes."),
    )


class DeadlineForm(ReasonForm):
    until = DateField(_l("Nouveau dernier jour, inclus"), [InputRequired(_l("Donnez un jour."))])


class AddForm(ReasonForm):
    person = StringField(_l("Nom affiché de la personne"), [DataRequired(WRITE), Length(max=2 * limits.NAME + 1)])


class ConclusionForm(Form):
    text = TextAreaField(
        _l("La suite donnée"),
        [DataRequired(WRITE), Length(max=limits.FIELD)],
        description=_l("Qui fait quoi, et quand. Au moins 20 signes."),
    )


class ExternalForm(Form):
    question = StringField(_l("La question posée"), [DataRequired(WRITE), Length(max=limits.QUESTION)])
    url = StringField(
        _l("Adresse de l’élection"),
        [DataRequired(WRITE), Length(max=limits.SHORT)],
        description=_l("Elle commence par https://"),
    )
    digest = StringField(
        _l("Empreinte"),
        [DataRequired(WRITE), Length(max=128)],
        description=_l("Celle que l’autre service donne à l’élection."),
    )
    held_on = DateField(_l("Jour du résultat"), [InputRequired(_l("Donnez un jour."))])
    result = TextAreaField(_l("Le résultat"), [DataRequired(WRITE), Length(max=limits.FIELD)])


class DelegationForm(Form):
    theme = SelectField(_l("Pour quel thème"), coerce=int)
    to = StringField(
        _l("À qui"),
        [DataRequired(WRITE), Length(max=2 * limits.NAME + 1)],
        description=_l("Le nom affiché de la personne."),
    )
