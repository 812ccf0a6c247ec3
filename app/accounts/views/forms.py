"""Shape of the forms about oneself."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from app.core import limits
from app.core.kinds import NameChoice
from app.core.web.forms import Form

NEEDED = _("Cette information est nécessaire.")
ADDRESS = _("Cette adresse n’a pas la forme d’une adresse de courriel. Exemple\u00a0: prenom@exemple.fr")
NAMES = [
    SelectChoice(NameChoice.FIRST_INITIAL.value, _("Prénom et initiale du nom, comme «\u00a0Claire R.\u00a0»")),
    SelectChoice(NameChoice.FULL.value, _("Prénom et nom en entier")),
    SelectChoice(NameChoice.PSEUDONYM.value, _("Un pseudonyme")),
]


def address_rules() -> list[Any]:
    return [DataRequired(NEEDED), Length(max=limits.EMAIL, message=ADDRESS), Email(ADDRESS)]


def contact_rules() -> list[Any]:
    """An address that the site prints, and that may be left for later."""
    return [Optional(), Length(max=limits.EMAIL, message=ADDRESS), Email(ADDRESS)]


def short(most: int) -> Length:
    return Length(max=most, message=_("%(max)d signes au plus."))


class AddressForm(Form):
    email = EmailField(_("Votre adresse de courriel"), address_rules())


class CodeForm(Form):
    code = StringField(_("Le code à six chiffres"), [DataRequired(NEEDED), Length(max=400)])


class PasswordSignInForm(Form):
    email = EmailField(_("Votre adresse de courriel"), address_rules())
    password = PasswordField(_("Votre mot de passe"), [InputRequired(NEEDED), Length(max=limits.PASSWORD)])


class ProfileForm(Form):
    """How a person is shown."""

    first_name = StringField(_("Prénom"), [DataRequired(NEEDED), short(limits.NAME)])
    last_name = StringField(_("Nom"), [Optional(), short(limits.NAME)])
    name_choice = RadioField(_("Sous quel nom les autres vous voient"), [DataRequired(NEEDED)], choices=NAMES,
                             default=NameChoice.FIRST_INITIAL.value)
    pseudonym = StringField(_("Pseudonyme, si vous en choisissez un"), [Optional(), short(limits.NAME)])
    place = StringField(_("Votre commune"), [Optional(), Length(max=160)])


class WelcomeForm(ProfileForm):
    adult = BooleanField(_("J’ai 15 ans ou plus."), [InputRequired(_("Il faut avoir 15 ans pour participer."))])
    agreed = BooleanField(
        _("J’accepte que mes contributions (textes, soutiens, commentaires) soient publiques, sous le nom choisi "
          "ci-dessus. Elles peuvent révéler mes opinions. Je peux les retirer ou effacer mon compte à tout moment."),
        [InputRequired(_("Sans cet accord, le site ne peut pas publier ce que vous écrivez."))])


class SettingsForm(ProfileForm):
    about = TextAreaField(_("Quelques mots sur vous"), [Optional(), short(limits.REASON)])


class LanguageForm(Form):
    locale = SelectField(_("Langue du site et des courriels"), [InputRequired(NEEDED)], choices=[])


class PasswordForm(Form):
    """The present one is asked for where there is one; managers fill both by their names."""

    current = PasswordField(_("Mot de passe actuel"), [Optional(), Length(max=limits.PASSWORD)])
    password = PasswordField(_("Nouveau mot de passe"), [InputRequired(NEEDED), Length(max=limits.PASSWORD)])


class RemovePasswordForm(Form):
    current = PasswordField(_("Mot de passe actuel"), [Optional(), Length(max=limits.PASSWORD)])


class NewAddressForm(Form):
    current = PasswordField(_("Mot de passe actuel"), [Optional(), Length(max=limits.PASSWORD)])
    email = EmailField(_("Nouvelle adresse de courriel"), address_rules())


class EraseForm(Form):
    sure = BooleanField(_("J’ai compris que c’est définitif."), [InputRequired(_("Cochez cette case pour confirmer."))])
