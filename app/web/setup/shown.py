"""The answers as the summary shows them, and the title of each question."""

from typing import Any

from flask import current_app
from flask_babel import format_decimal, lazy_gettext, ngettext
from flask_babel import gettext as _

from app.outside import shipped
from app.rules.territory import PlaceRow, parse_places
from app.rules.territory_pasted import parse_pasted
from app.web.setup import answers, forms

TITLES = {
    "territoire": lazy_gettext("Quel territoire\u00a0?"), "nom": lazy_gettext("Quel nom\u00a0?"),
    "langues": lazy_gettext("Quelles langues\u00a0?"), "courriel": lazy_gettext("Par où partent les courriels\u00a0?"),
    "equipe": lazy_gettext("Qui tient le site\u00a0?"),
}
FIRST = 3
Lines = list[tuple[str, str]]


def title_of(question: str) -> str:
    return str(TITLES[question])


def shown(asked: list[str]) -> list[tuple[str, str, Lines]]:
    """(question, title, (term, value)…). Never the password."""
    return [(key, title_of(key), [line for line in SAYERS[key](answers.form_of(key, checked=True)) if line[1]])
            for key in asked]


def _territory(form: Any) -> Lines:
    own = form.which.data == forms.OWN
    if own:
        rows = parse_pasted(form.places.data or "")[0]
    else:
        known = form.department.data in shipped.departments()
        rows = parse_places(shipped.communes(form.department.data))[0] if known else []
    name = form.territory.data if own else forms.name_of(form.department.data) if rows else ""
    return [(_("Territoire"), name or ""), (_("Lettres des codes"), form.letters.data or ""),
            (_("Communes"), ngettext("%(num)d commune", "%(num)d communes", len(rows))),
            (_("Les premières"), _first(rows))]


def _first(rows: list[PlaceRow]) -> str:
    """A few of them as they were read: columns taken for one another are seen here."""
    told = [f"{row.name} ({row.code}" + (_(", %(number)s habitants", number=format_decimal(row.population))
                                         if row.population else "") + ")" for row in rows[:FIRST]]
    return ", ".join(told) + ("…" if len(rows) > FIRST else "")


def _name(form: Any) -> Lines:
    return [(_("Nom du site"), form.name.data or ""), (_("Qui fait vivre ce site"), form.association.data or ""),
            (_("Adresse de contact"), form.contact.data or ""), (_("Qui héberge le site"), form.host.data or ""),
            (_("Une phrase d’accueil"), form.sentence.data or "")]


def _languages(form: Any) -> Lines:
    return [(_("En quelles langues"), str(next((label for value, label, *_rest in form.languages.iter_choices()
                                                if value == form.languages.data), "")))]


def _mail(form: Any) -> Lines:
    if current_app.config["CORDEE"].mail_url:
        return [(_("Les courriels"), _("Déjà réglés par le fichier de réglages."))]
    if form.when.data != forms.NOW:
        return [(_("Les courriels"), _("Plus tard. Vous entrerez par un lien montré une seule fois."))]
    state = _("réussi") if answers.was_tried(form.url) else _("pas encore fait")
    return [(_("Serveur d’envoi (SMTP)"), form.host.data or ""), (_("Adresse d’envoi"), form.sender.data or ""),
            (_("Essai"), state)]


def _staff(form: Any) -> Lines:
    name = f"{form.first_name.data or ''} {form.last_name.data or ''}".strip()
    return [(_("Nom"), name), (_("Votre adresse de courriel"), form.email.data or "")]


SAYERS = {"territoire": _territory, "nom": _name, "langues": _languages, "courriel": _mail, "equipe": _staff}
