"""Shape of a structure's card and of a request to speak for it."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.rules import limits
from app.rules.kinds import StructureKind
from app.web.forms import Form
from app.web.people.forms import NEEDED, short

KINDS = {
    StructureKind.ASSOCIATION: _("Association"),
    StructureKind.COOPERATIVE: _("Coopérative"),
    StructureKind.COMPANY: _("Entreprise"),
    StructureKind.MUNICIPALITY: _("Commune"),
    StructureKind.INTERMUNICIPALITY: _("Intercommunalité"),
    StructureKind.PUBLIC_BODY: _("Organisme public"),
    StructureKind.OTHER: _("Autre"),
}


class StructureForm(Form):
    name = StringField(_("Nom de la structure"), [DataRequired(NEEDED), short(limits.TITLE)])
    aliases = TextAreaField(_("Autres noms et sigles"), [Optional(), Length(max=1_600)])
    kind = SelectField(_("Genre"), [InputRequired(NEEDED)],
                       choices=[SelectChoice(kind.value, name) for kind, name in KINDS.items()])
    college = SelectField(_("Collège"), [InputRequired(NEEDED)], choices=[])
    place = StringField(_("Commune"), [Optional(), Length(max=160)])
    about = TextAreaField(_("Ce qu’elle fait, en quelques phrases"), [Optional(), short(limits.REASON)])
    url = URLField(_("Site"), [Optional(), short(limits.SHORT)])


class NewStructureForm(StructureForm):
    speak = BooleanField(_("Je demande à parler au nom de cette structure."))


class MandateForm(Form):
    title = StringField(_("À quel titre"), [Optional(), short(limits.NAME)])
