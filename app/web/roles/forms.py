"""To whom, and which role."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import TextInput

from app.rules import limits
from app.web.forms import Form
from app.web.pages.words import ROLES
from app.web.people.forms import NEEDED
from app.web.roles.words import LETS


class GiveForm(Form):
    """Roles in the order a new house needs them."""

    who = StringField(_("À qui"), [DataRequired(NEEDED), Length(max=limits.EMAIL)], widget=TextInput(),
                      description=_("Son adresse de courriel, qu’il y ait un compte ou non. Ou le nom que montre son"
                                    " compte."))
    role = RadioField(_("Quel rôle"), [InputRequired(NEEDED)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [(role.value, gettext("%(role)s\u00a0: %(lets)s", role=ROLES[role][0], lets=lets))
                             for role, lets in LETS.items()]


class WhyNotForm(Form):
    """Why an act of a colleague is refused, or taken back."""

    reason = TextAreaField(
        _("Pourquoi"), [DataRequired(_("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_("Lu par les personnes qui ont ce rôle. Au moins 20 signes."))
