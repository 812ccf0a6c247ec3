"""Faults of a pasted list of communes, in words."""

from typing import Any
from urllib.parse import quote, unquote

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from app.accounts.views.own import NEEDED, address_rules, short
from app.core import limits
from app.core.addresses import parted
from app.core.web.act import Form
from app.proposals.rules import is_code
from app.site import settings_files
from app.site.views.brand import CONTACT, CONTACT_WHY, HOST, HOST_WHY
from app.territory.rules import Fault, LineFault, parse_pasted

FAULTS: dict[Fault, Any] = {
    Fault.NO_ROWS: _l("La liste ne contient aucune commune."),
    Fault.MISSING_COLUMN: _l("Il manque la colonne %(column)s."),
    Fault.COLUMN_TWICE: _l("La colonne %(column)s est là deux fois."),
    Fault.UNREADABLE: _l("Des guillemets sont mal fermés\u00a0: la lecture s’arrête ici."),
    Fault.TOO_MANY_ROWS: _l("La liste a plus de %(value)s lignes\u00a0: la lecture s’arrête ici."),
    Fault.TOO_WIDE: _l("Cette ligne a %(value)s colonnes\u00a0: c’est trop. La lecture s’arrête ici."),
    Fault.WRONG_CELLS: _l("Le nombre de cases n’est pas celui des autres lignes."),
    Fault.BAD_CODE: _l("Ce code de commune ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.DUPLICATE_CODE: _l("Le code %(value)s est déjà à la ligne %(first)s."),
    Fault.EMPTY_NAME: _l("La commune n’a pas de nom."),
    Fault.BAD_NAME: _l("Ce nom est trop long ou ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.BAD_POPULATION: _l("Ce nombre d’habitants ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.BAD_GROUP_CODE: _l("Ce code d’intercommunalité ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.BAD_GROUP_NAME:
        _l("Ce nom d’intercommunalité est trop long ou ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.GROUP_INCOMPLETE: _l("Une intercommunalité demande un code et un nom."),
    Fault.GROUP_TWO_NAMES: _l("Ce groupe a un autre nom à la ligne %(first)s\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.BAD_LATITUDE: _l("Cette latitude ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.BAD_LONGITUDE: _l("Cette longitude ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.HALF_CENTRE: _l("Un point demande une latitude et une longitude."),
}


def fault_sentence(fault: LineFault) -> str:
    said = str(FAULTS[fault.code]) % {"column": fault.column, "value": fault.value, "first": fault.first_line}
    return str(_("Ligne %(line)s\u00a0: %(said)s", line=fault.line, said=said))


# The five questions. Shape only; the operation says what is allowed.

SHIPPED, OWN, LATER, NOW = "shipped", "own", "later", "now"
FAULTS_SHOWN = 8  # of a pasted list, each with its line
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class CodeForm(Form):
    code = StringField(_l("Le code de mise en service"), [DataRequired(NEEDED), Length(max=80)], description=_l(
        "Cinq groupes de quatre lettres ou chiffres. Les minuscules et les espaces conviennent."))


class TerritoryForm(Form):
    which = RadioField(_l("D’où viennent les communes"), [InputRequired(NEEDED)], default=SHIPPED, choices=[
        SelectChoice(SHIPPED, _l("Un département français dont les communes sont livrées avec le logiciel")),
        SelectChoice(OWN, _l("Un autre territoire\u00a0: je colle la liste des communes"))])
    department = SelectField(_l("Le département"), validate_choice=False)
    territory = StringField(_l("Le nom du territoire"), [short(limits.TITLE)],
                            description=_l("Pour un autre territoire. Exemple\u00a0: Pays du Haut-Bugey"))
    places = TextAreaField(_l("Les communes"), description=_l(
        "Une par ligne\u00a0: le nom seul, ou avec son code INSEE et ses habitants, dans l’ordre que vous voulez."
        " Collez depuis un tableur ou un fichier CSV, avec ou sans ligne de titres."))
    letters = StringField(_l("Deux ou trois lettres pour les codes"), [Optional(), Length(max=3)], description=_l(
        "Au début de chaque code imprimé, comme HA dans HA-P-2026-0042-A. Vide\u00a0: les initiales du territoire."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.more_faults: list[str] = []
        self.faults_left = 0
        for field in (self.department, self.territory, self.places):
            field.flags.required = True  # each is, for one of the two choices
        self.department.choices = [
            SelectChoice(code, f"{name_of(code)} ({code})") for code in settings_files.departments()
        ]

    def validate_department(self, field: Any) -> None:
        if self.which.data == SHIPPED and field.data not in settings_files.departments():
            raise ValidationError(NEEDED)

    def validate_territory(self, field: Any) -> None:
        if self.which.data == OWN and not field.data:
            raise ValidationError(NEEDED)

    def validate_letters(self, field: Any) -> None:
        field.data = (field.data or "").strip().upper()
        if field.data and not is_code(field.data):
            raise ValidationError(_l("Un code a deux ou trois lettres majuscules, sans I, ni O, ni U."))

    def validate_places(self, field: Any) -> None:
        if self.which.data != OWN:
            return
        if faults := parse_pasted(field.data or "")[1]:
            self.more_faults = [fault_sentence(fault) for fault in faults[1:FAULTS_SHOWN]]
            self.faults_left = max(len(faults) - FAULTS_SHOWN, 0)
            raise ValidationError(fault_sentence(faults[0]))


def name_of(department: str) -> str:
    told = settings_files.territory()["territory"]
    file = settings_files.departments()[department]
    return str(told["name"]["fr"]) if file == told["slug"] else file.replace("-", " ").title()


class SiteNameForm(Form):
    name = StringField(_l("Nom du site"), [DataRequired(NEEDED), short(limits.SITE_NAME)],
                       description=_l("Celui que tout le monde dira. Exemple\u00a0: Paroles du Buëch"))
    association = StringField(_l("Qui fait vivre ce site"), [Optional(), short(limits.TITLE)], description=_l(
        "L’association ou la collectivité, dans les mentions légales."))
    contact = EmailField(CONTACT, address_rules(), description=CONTACT_WHY)
    host = StringField(HOST, [Optional(), short(limits.SITE_HOST)], description=HOST_WHY)
    sentence = StringField(_l("Une phrase d’accueil"), [Optional(), short(limits.SITE_SENTENCE)], description=_l(
        "Sous le titre de la première page. Le logo et les couleurs se choisissent ensuite."))


class LanguagesForm(Form):
    languages = RadioField(_l("En quelles langues"), [InputRequired(NEEDED)], default="fr,en", choices=[
        SelectChoice("fr,en", _l("Français d’abord, anglais au choix")), SelectChoice("fr", _l("Français seulement")),
        SelectChoice("en,fr", _l("Anglais d’abord, français au choix")), SelectChoice("en", _l("Anglais seulement"))])


class MailForm(Form):
    when = RadioField(_l("Les courriels"), [InputRequired(NEEDED)], default=NOW, choices=[
        SelectChoice(NOW, _l("Je règle l’envoi maintenant")),
        SelectChoice(LATER, _l("Plus tard\u00a0: personne d’autre que moi ne pourra entrer en attendant"))])
    host = StringField(_l("Serveur d’envoi (SMTP)"), [Length(max=200)],
                       description=_l("Votre hébergeur le donne. Exemple\u00a0: smtp.exemple.org"))
    security = SelectField(_l("Protection"), default="starttls", choices=[
        SelectChoice("starttls", _l("STARTTLS, port 587 (le plus courant)")), SelectChoice("tls", _l("TLS, port 465")),
        SelectChoice("none", _l("Sans, port 25 (sur la même machine seulement)"))])
    port = IntegerField(_l("Port, s’il est différent"), [Optional(), NumberRange(1, 65535)])
    user = StringField(_l("Identifiant"), [Optional(), Length(max=200)])
    password = PasswordField(_l("Mot de passe"), [Optional(), Length(max=200)])
    sender = EmailField(_l("Adresse d’envoi"), [Length(max=limits.EMAIL)],
                        description=_l("Celle que les gens verront. Exemple\u00a0: participer@exemple.org"))
    trial = EmailField(_l("Une adresse pour l’essai"), [Optional(), Length(max=limits.EMAIL)],
                       description=_l("La vôtre. Elle ne sert qu’à cela."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.host, self.sender):
            field.flags.required = True  # unless it is for later

    def validate_host(self, field: Any) -> None:
        if self.when.data == NOW and (not field.data or any(c in field.data for c in " /@:")):
            raise ValidationError(_l("Ce nom de serveur n’est pas compris. Exemple\u00a0: smtp.exemple.org"))

    def validate_sender(self, field: Any) -> None:
        if self.when.data == NOW and "@" not in (field.data or ""):
            raise ValidationError(NEEDED)

    @property
    def url(self) -> str:
        """As the settings file writes it; empty where it is for later."""
        if self.when.data != NOW:
            return ""
        user, secret = quote(self.user.data or "", safe=""), quote(self.password.data or "", safe="")
        who = f"{user}:{secret}@" if user else ""
        port = self.port.data or PORTS[self.security.data]
        return f"{'smtps' if self.security.data == 'tls' else 'smtp'}://{who}{self.host.data}:{port}"


def mail_data(url: str, sender: str) -> dict[str, Any]:
    """The other way round, for a form that shows what is there; the password is never among it."""
    told = parted(url)
    security = "tls" if told.scheme == "smtps" else "none" if told.port == PORTS["none"] else "starttls"
    return {"when": NOW if url else LATER, "host": told.hostname or "", "security": security, "sender": sender,
            "port": told.port if told.port != PORTS[security] else None, "user": unquote(told.username or "")}


class StaffForm(Form):
    email = EmailField(_l("Votre adresse de courriel"), address_rules())
    first_name = StringField(_l("Prénom"), [DataRequired(NEEDED), short(limits.NAME)])
    last_name = StringField(_l("Nom"), [Optional(), short(limits.NAME)])
    agreed = BooleanField(
        _l("J’ai 15 ans ou plus, et j’accepte que ce que je publierai soit public, sous mon prénom et l’initiale de mon"
          " nom. Je pourrai changer ce nom et effacer mon compte."),
        [InputRequired(_l("Sans cet accord, le site ne peut pas publier ce que vous écrivez."))])


class SummaryForm(Form):
    samples = BooleanField(_l("Ajouter des exemples\u00a0: trois besoins et deux idées, marqués «\u00a0exemple\u00a0»,"
                             " que vous retirerez en un clic"))
