"""What a relay copies from a sheet: shape only."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.rules import limits
from app.web.forms import Form
from app.web.proposals.forms import ProposalForm
from app.web.proposals.questions import TOO_LONG


class PaperForm(ProposalForm):
    """The form of a need, and what stands beside it on the sheet."""

    first_name = StringField(
        _("Prénom"), [Length(max=limits.NAME, message=TOO_LONG)],
        description=_("Tel qu’il est écrit, sans nom de famille. Laissez vide pour «\u00a0anonyme\u00a0». Public."))
    slip = StringField(
        _("Code de la fiche"), [Length(max=40, message=TOO_LONG)],
        description=_("S’il y en a un, en haut de la feuille\u00a0: HA-F-2026-0042-A. Il mènera à la page du besoin."))
    consent = BooleanField(
        _("La case d’accord est cochée sur le papier, de la main de la personne"),
        [DataRequired(_("Sans l’accord coché sur le papier, rien n’est publié. Redemandez-le à la personne."))])


class SlipsForm(Form):
    number = IntegerField(
        _("Combien de fiches"),
        [InputRequired(_("Un nombre de fiches.")), NumberRange(1, limits.SLIPS, _("De 1 à %(max)s fiches à la fois."))],
        description=_("Une par feuille A4. Chacune a son code\u00a0: n’en photocopiez pas."))
