"""Shape of what an operator says of the site's look."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import EmailField, FileField, StringField
from wtforms.validators import Optional

from app.rules import limits
from app.web.forms import Form
from app.web.people.forms import contact_rules, short

CONTACT = _("Adresse de contact")
CONTACT_WHY = _("Publiée dans les mentions légales\u00a0: quelqu’un y lit les demandes sur un contenu ou des données.")
HOST = _("Qui héberge le site")
HOST_WHY = _("Nom, adresse et téléphone de qui tient la machine\u00a0: la loi demande de le dire.")


class NameForm(Form):
    name = StringField(_("Nom du site"), [Optional(), short(limits.SITE_NAME)],
                       description=_("Celui que tout le monde dira. Vide\u00a0: Cordée."))
    short_name = StringField(_("Nom court"), [Optional(), short(limits.SITE_SHORT)],
                             description=_("En haut des pages, sur un téléphone. Vingt signes au plus."))
    association = StringField(_("Qui fait vivre ce site"), [Optional(), short(limits.TITLE)],
                              description=_("L’association ou la collectivité, dans les mentions légales."))
    contact = EmailField(CONTACT, contact_rules(), description=CONTACT_WHY)
    host = StringField(HOST, [Optional(), short(limits.SITE_HOST)], description=HOST_WHY)
    sentence_fr = StringField(_("Phrase d’accueil en français"), [Optional(), short(limits.SITE_SENTENCE)],
                              description=_("Sous le titre de la première page. Vide\u00a0: celle d’origine."))
    sentence_en = StringField(_("Phrase d’accueil en anglais"), [Optional(), short(limits.SITE_SENTENCE)])


class ColoursForm(Form):
    """What was seen, sent as it was seen."""

    primary = StringField(_("Couleur principale"))
    accent = StringField(_("Couleur d’accent"))


class LogoForm(Form):
    logo = FileField(_("Le fichier"), description=_(
        "Un dessin SVG, ou une image PNG, JPEG ou WebP. 500 ko au plus. Il sera montré à 32 points de haut."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logo.flags.required = True  # WTForms does not see what is uploaded
