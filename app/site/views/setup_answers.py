"""Who may set the site up: nobody once it was done; before that, whoever gave the code of this server's first start."""

import logging
from pathlib import Path
from typing import Any

from flask import abort, current_app, g, request, session
from flask_babel import format_decimal, gettext as _, lazy_gettext as _l, ngettext
from werkzeug.datastructures import MultiDict

from app.accounts.service.shared import Profile
from app.config import Settings
from app.core import secrets
from app.core.web.act import Form
from app.core.web.languages import reference
from app.demo.samples import SampleTexts
from app.extensions import db
from app.site import queries as site, settings_files
from app.site.service.opening import Ground, Opening
from app.site.views import setup_forms
from app.territory.rules import PlaceRow, parse_pasted, parse_places

KEY = "setup"
LOG = logging.getLogger("cordee.setup")


def folder() -> Path:
    return Path(current_app.instance_path)


def closed_for_good() -> None:
    """404, as if there had never been anything here."""
    if not site.is_pending(db.session()):
        abort(404)


def _mark() -> str:
    """Of this very code: another one drawn later opens nothing that this one opened."""
    told: Settings = current_app.config["CORDEE"]
    return secrets.keyed(told.secret_key, KEY, settings_files.code(folder())[0])


def announce() -> None:
    """Where no command printed it (another server than ours): the log says it once, and where it is kept."""
    code, is_new = settings_files.code(folder())
    if is_new:
        LOG.warning("set-up code: %s (also in %s)", code, folder() / settings_files.CODE)


def has_given_code() -> bool:
    given = session.get(KEY)
    return isinstance(given, str) and secrets.same(given, _mark())


def take(typed: str) -> bool:
    if not settings_files.is_code(folder(), typed):
        LOG.warning("set-up: a wrong code was typed from %s", request.remote_addr)
        return False
    session[KEY] = _mark()
    g.pop("csrf_token", None)
    return True


def leave() -> None:
    """The site is in service: the files go, and this browser forgets that it held the code."""
    settings_files.forget(folder())
    session.pop(KEY, None)


# What was typed so far, by question: kept in the instance folder, so that going back loses nothing.

QUESTIONS: dict[str, type[Form]] = {
    "territoire": setup_forms.TerritoryForm, "nom": setup_forms.SiteNameForm, "langues": setup_forms.LanguagesForm,
    "courriel": setup_forms.MailForm, "equipe": setup_forms.StaffForm,
}
NOT_KEPT = ("csrf_token", "act_key", "vers")
TRIED = "essai"  # under which the mail settings that a server accepted are remembered


def asked() -> list[str]:
    """The territory is not asked for where a command opened it."""
    return [key for key in QUESTIONS if key != "territoire" or reference().territory is None]


def all_told() -> settings_files.Answers:
    return settings_files.answers(folder())


def keep(question: str) -> None:
    """As it was typed, right or wrong. A password that is not typed again stays."""
    told = all_told()
    fields = {name: values for name, values in request.form.lists() if name not in NOT_KEPT}
    before = told.get(question, {})
    if question == "courriel" and not any(fields.get("password", [])) and before.get("host") == fields.get("host"):
        fields["password"] = before.get("password", [])
    told[question] = fields
    settings_files.keep(folder(), told)


def form_of(question: str, token: str | None = None, *, checked: bool = False) -> Any:
    """With what was typed. `checked`: to ask whether it is right, outside any page."""
    told = all_told().get(question)
    if told is None:
        return QUESTIONS[question](formdata=MultiDict() if checked else None, meta={"csrf": not checked})
    data: MultiDict[str, str] = MultiDict({name: list(values) for name, values in told.items()})
    if token is not None:
        data["csrf_token"] = token
    return QUESTIONS[question](formdata=data, meta={"csrf": not checked})


def wrong() -> list[str]:
    """The questions that have no right answer yet, in their order."""
    return [question for question in asked() if not form_of(question, checked=True).validate()]


def remember_trial(url: str) -> None:
    settings_files.keep(folder(), all_told() | {TRIED: {"url": [url]}})


def was_tried(url: str) -> bool:
    return bool(url) and all_told().get(TRIED, {}).get("url") == [url]


def opening(samples: bool) -> Opening:
    """The five answers as the operation takes them; asked for once none is wrong."""
    name, mail, staff = (form_of(key, checked=True) for key in ("nom", "courriel", "equipe"))
    locales = tuple(form_of("langues", checked=True).languages.data.split(","))
    profile = Profile(first_name=staff.first_name.data, last_name=staff.last_name.data or "")
    sentence = {locales[0]: name.sentence.data} if name.sentence.data else {}
    return Opening(
        ground=_ground(form_of("territoire", checked=True)) if "territoire" in asked() else None, name=name.name.data,
        association=name.association.data or "", contact=name.contact.data or "",
        host=name.host.data or "", sentence=sentence, locales=locales, mail_url=mail.url,
        mail_from=mail.sender.data or "", mail_tried=was_tried(mail.url), email=staff.email.data, profile=profile,
        samples=sample_texts() if samples else None)


def sample_texts() -> SampleTexts:
    told = settings_files.examples()
    return SampleTexts(told["name"], told["need"], told["project"])


def _ground(form: Any) -> Ground:
    told = settings_files.territory()["territory"]
    own = form.which.data == setup_forms.OWN
    rows = parse_pasted(form.places.data)[0] if own else parse_places(settings_files.communes(form.department.data))[0]
    name = form.territory.data if own else setup_forms.name_of(form.department.data)
    own_code = told["code"] if not own and name == told["name"]["fr"] else ""
    return Ground(
        name=name,
        about=told["about"],
        timezone=current_app.config["CORDEE"].timezone,
        charter=settings_files.charter(),
        themes=settings_files.themes(),
        places=rows,
        code=form.letters.data or own_code,
    )


# The answers as the summary shows them, and the title of each question.

TITLES = {
    "territoire": _l("Quel territoire\u00a0?"), "nom": _l("Quel nom\u00a0?"),
    "langues": _l("Quelles langues\u00a0?"), "courriel": _l("Par où partent les courriels\u00a0?"),
    "equipe": _l("Qui tient le site\u00a0?"),
}
FIRST = 3
Lines = list[tuple[str, str]]


def title_of(question: str) -> str:
    return str(TITLES[question])


def shown(asked: list[str]) -> list[tuple[str, str, Lines]]:
    """(question, title, (term, value)…). Never the password."""
    return [(key, title_of(key), [line for line in SAYERS[key](form_of(key, checked=True)) if line[1]])
            for key in asked]


def _territory(form: Any) -> Lines:
    own = form.which.data == setup_forms.OWN
    if own:
        rows = parse_pasted(form.places.data or "")[0]
    else:
        known = form.department.data in settings_files.departments()
        rows = parse_places(settings_files.communes(form.department.data))[0] if known else []
    name = form.territory.data if own else setup_forms.name_of(form.department.data) if rows else ""
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
    if form.when.data != setup_forms.NOW:
        return [(_("Les courriels"), _("Plus tard. Vous entrerez par un lien montré une seule fois."))]
    state = _("réussi") if was_tried(form.url) else _("pas encore fait")
    return [(_("Serveur d’envoi (SMTP)"), form.host.data or ""), (_("Adresse d’envoi"), form.sender.data or ""),
            (_("Essai"), state)]


def _staff(form: Any) -> Lines:
    name = f"{form.first_name.data or ''} {form.last_name.data or ''}".strip()
    return [(_("Nom"), name), (_("Votre adresse de courriel"), form.email.data or "")]


SAYERS = {"territoire": _territory, "nom": _name, "langues": _languages, "courriel": _mail, "equipe": _staff}
