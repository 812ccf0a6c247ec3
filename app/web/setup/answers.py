"""What was typed so far, by question: kept in the instance folder, so that going back loses nothing."""

from typing import Any

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from app.operations.accounts import Profile
from app.operations.opening import Ground, Opening
from app.operations.samples import SampleTexts
from app.outside import setup_files, shipped
from app.rules.territory import parse_places
from app.rules.territory_pasted import parse_pasted
from app.web.forms import Form
from app.web.reference import reference
from app.web.setup import forms, gate

QUESTIONS: dict[str, type[Form]] = {
    "territoire": forms.TerritoryForm, "nom": forms.SiteNameForm, "langues": forms.LanguagesForm,
    "courriel": forms.MailForm, "equipe": forms.StaffForm,
}
NOT_KEPT = ("csrf_token", "act_key", "vers")
TRIED = "essai"  # under which the mail settings that a server accepted are remembered


def asked() -> list[str]:
    """The territory is not asked for where a command opened it."""
    return [key for key in QUESTIONS if key != "territoire" or reference().territory is None]


def all_told() -> setup_files.Answers:
    return setup_files.answers(gate.folder())


def keep(question: str) -> None:
    """As it was typed, right or wrong. A password that is not typed again stays."""
    told = all_told()
    fields = {name: values for name, values in request.form.lists() if name not in NOT_KEPT}
    before = told.get(question, {})
    if question == "courriel" and not any(fields.get("password", [])) and before.get("host") == fields.get("host"):
        fields["password"] = before.get("password", [])
    told[question] = fields
    setup_files.keep(gate.folder(), told)


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
    setup_files.keep(gate.folder(), all_told() | {TRIED: {"url": [url]}})


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
    told = shipped.examples()
    return SampleTexts(told["name"], told["need"], told["project"])


def _ground(form: Any) -> Ground:
    told = shipped.territory()["territory"]
    own = form.which.data == forms.OWN
    rows = parse_pasted(form.places.data)[0] if own else parse_places(shipped.communes(form.department.data))[0]
    name = form.territory.data if own else forms.name_of(form.department.data)
    own_code = told["code"] if not own and name == told["name"]["fr"] else ""
    return Ground(name=name, about=told["about"], timezone=current_app.config["CORDEE"].timezone,
                  charter=shipped.charter(), themes=shipped.themes(), places=rows, code=form.letters.data or own_code)
