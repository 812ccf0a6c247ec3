"""Shape of the forms of the second factor."""

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.web.forms import Form
from app.web.people.forms import NEEDED


class ProofForm(Form):
    """Whatever was typed: six digits, a code of a sheet, a recovery code. The page says which it waits for."""

    code = StringField(_("Votre code"), [DataRequired(NEEDED), Length(max=400)])
