"""What the living page shows its parts with: words as people write them here, in French, and every state."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import format_date, gettext as _, lazy_gettext as _l
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from app.core.permissions import Action
from app.core.resources import STATIC
from app.core.web.act import Form
from app.core.web.doors import guard
from app.core.web.filters import between
from app.decisions.views import results as pictures
from app.decisions.views.blueprint import GRADES, SAID, STANDS, VOTES, percent
from app.decisions.views.forms import ballot_form
from app.governance.charter.model import Method
from app.governance.tally.counting import recount
from app.site import colours

ICONS = ("need", "idea", "group", "experiment", "outcome", "support", "follow", "comment", "flag", "check", "cross",
         "clock", "place", "people", "structure", "search", "menu", "bell", "edit", "calendar", "chart", "link",
         "print", "globe", "help", "info", "lock", "download")
TOWNS = ("Gap", "Embrun", "Briançon", "Veynes", "Tallard", "Laragne-Montéglin", "Serres")
DAY = date(2026, 9, 15)
OLD = "Le local ouvre deux soirs par semaine.\n\nUne caution de cinquante euros est demandée."
NEW = "Le local ouvre trois soirs par semaine, et le samedi.\n\nUne caution de cinquante euros est demandée."


class Sample(Form):
    """One of each kind of field."""

    title = StringField(_l("Une ligne"), [DataRequired(_l("Écrivez quelques mots ici.")), Length(max=160)],
                        description=_l("Une phrase courte, comme vous le diriez à un voisin."))
    email = EmailField(_l("Un courriel"), [Optional()])
    password = PasswordField(_l("Un mot de passe"), [Optional()])
    number = IntegerField(_l("Un nombre"), [Optional()])
    day = DateField(_l("Un jour"), [Optional()])
    body = TextAreaField(_l("Un texte"), [DataRequired(_l("Écrivez quelques mots ici.")), Length(max=4000)],
                         description=_l("Ce qui aide à répondre est sous le nom du champ."))
    theme = SelectField(_l("Un choix dans une liste"), [DataRequired(_l("Choisissez une réponse."))],
                        choices=[SelectChoice("", _l("Choisir un thème")),
                                 SelectChoice("a", _l("Locaux et matériels"))])
    stance = RadioField(_l("Un seul choix"), [DataRequired(_l("Choisissez une réponse."))],
                        choices=[SelectChoice("for", _l("Favorable")),
                                 SelectChoice("against", _l("Défavorable"))], validate_choice=False)
    several = SelectMultipleField(_l("Plusieurs choix"), [DataRequired(_l("Choisissez une réponse."))],
                                  choices=[SelectChoice("a", _l("Associations")),
                                           SelectChoice("b", _l("Entreprises et coopératives"))],
                                  validate_choice=False)
    document = FileField(_l("Un fichier"), [Optional()])
    agreed = BooleanField(_l("Une case à cocher"), [DataRequired(_l("Cochez cette case pour continuer."))])

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.body.example = _("Après dix-neuf heures il n’y a plus personne. Ma fille rentre du lycée en stop.")


def filled() -> Sample:
    return Sample(data={"title": "Garder les enfants le soir à Embrun", "stance": "for", "several": ["a"],
                        "agreed": True, "number": 12, "day": DAY}, meta={"csrf": False})


def wrong() -> Sample:
    """As it comes back when nothing was written in it. The ids of its fields differ from those of the first."""
    form = Sample(formdata=MultiDict({"number": "douze"}), prefix="wrong-", meta={"csrf": False})
    form.validate()
    return form


def cards() -> list[dict[str, Any]]:
    """Each stage, and what a card may lack or have too much of."""
    url = url_for("design.show", _anchor="cards")
    base = {"url": url, "lang": "fr", "when": format_date(DAY, "d MMM y"), "place": "Gap, Embrun et 18 autres"}
    told = [("need", _("Besoin"), "Garder les enfants le soir à Embrun"), ("idea", _("Idée"), "Une outilthèque à Gap"),
            ("group", _("Groupe de travail"), "Salles à partager"),
            ("experiment", _("Expérimentation"), "Deux voitures pour trois villages"),
            ("outcome", _("Bilan"), "Le café itinérant du Valgaudemar")]
    made = [base | {"tone": tone, "icon": tone, "kind": kind, "title": title, "theme": "Locaux et matériels",
                    "summary": "Les outils dorment dans les garages, et chacun rachète les mêmes.",
                    "backing": _("24 soutiens"), "comments": _("8 commentaires"), "by": _("portée par 3 personnes"),
                    "code": "HA-P-2026-0042-K"} for tone, kind, title in told]
    bare = {"url": url, "lang": "fr", "tone": "idea", "icon": "idea", "kind": _("Idée"),
            "title": "Le strict nécessaire"}
    asleep = bare | {"title": "Une soupe du jeudi", "note": _("En sommeil")}
    long = bare | {"title": "Un titre très long, qui dit tout, " * 5, "summary": "Intercommunautairement" * 12}
    mirrored = bare | {"title": "نحتاج إلى مكان دافئ نلتقي فيه خلال فصل الشتاء", "lang": "ar"}
    return [*made, bare, asleep, long, mirrored]


def stages() -> list[dict[str, Any]]:
    told = (("idea", _("Idée")), ("group", _("Groupe de travail")), ("experiment", _("Expérimentation")),
            ("outcome", _("Bilan")))
    return [{"key": key, "label": label, "when": format_date(DAY, "d MMM y"), "tone": key} for key, label in told]


def knots() -> list[dict[str, Any]]:
    """Sizes from one to five; some have moved in the month."""
    return [{"label": one["label"], "tone": one["tone"], "stand": 3 * size, "came": came, "size": size,
             "url": url_for("design.show", _anchor="stages")}
            for one, size, came in zip(stages(), (5, 3, 2, 1), (4, 1, 0, 0), strict=True)]


def gates() -> list[dict[str, Any]]:
    """A condition met, one not yet, one with its act, one that is a yes or a no."""
    return [
        {"met": True, "sentence": _("12 soutiens\u00a0; il en fallait 10"), "now": 12, "needed": 10},
        {"met": False, "sentence": _("Soutiens venus de 2 communes\u00a0; il en faut 3"), "now": 2, "needed": 3},
        {"met": False, "sentence": _("1 personne porte la proposition\u00a0; il en faut 2"), "now": 1, "needed": 2,
         "url": url_for("design.show", _anchor="gates"), "action": _("Inviter quelqu’un")},
        {"met": True, "sentence": _("Aucun signalement en cours")},
    ]


def events() -> list[dict[str, Any]]:
    iso, when = DAY.isoformat(), format_date(DAY, "long")
    return [{"icon": "group", "title": _("Nouvelle étape\u00a0: Groupe de travail"), "iso": iso, "when": when,
             "big": True, "text": "Le comité a lu le dossier et répond oui.", "lang": "fr", "actor": "Solène V."},
            {"icon": "support", "title": _("10 soutiens"), "iso": iso, "when": when, "url": url_for("design.show")},
            {"icon": None, "title": _("Publiée"), "iso": iso, "when": when, "actor": "Odile P."}]


def blocks() -> list[dict[str, Any]]:
    return between(OLD, NEW)


def thread() -> list[dict[str, Any]]:
    """Each stance; answered, edited, hidden, waiting."""
    def said(n: int, side: str = "neutral", label: str = "", text: str = "", **more: Any) -> dict[str, Any]:
        return {"id": f"sample-{n}", "author": ("Claire R.", "Mehdi B.", "Lucas F.")[n % 3], "author_url": None,
                "when": format_date(DAY, "long"), "iso": DAY.isoformat(), "side": side, "side_label": label,
                "lang": "fr", "replies": [],
                "html": Markup("<p>%s</p>") % (text or "Je prêterais ma remorque le samedi."), **more}

    return [said(0, "for", _("Favorable"), replies=[said(4, text="Merci, je note."), said(5, edited=True)]),
            said(1, "against", _("Défavorable"), note="La Clairière", edited=True, versions=url_for("design.show")),
            said(2, "question", _("Question"), "Qui tient les clés ?",
                 clock={"late": True, "text": _("En attente d’une réponse depuis 16 jours")}),
            said(3, hidden={"when": format_date(DAY, "long"), "ground": _("publicité")})]


def series() -> dict[str, Any]:
    """Four measures of an indicator, between where it was and where it should be."""
    values = ((4, 6), (30, 19), (62, 37), (96, 52))
    return {"points": [{"x": x, "y": y, "label": f"{n + 3}/26", "value": y} for n, (x, y) in enumerate(values)],
            "heads": [_("Mois"), _("Prêts")], "rows": [[f"{n + 3}/26", y] for n, (_x, y) in enumerate(values)],
            "ticks": [{"y": y, "text": y} for y in (0, 20, 40, 60)],
            "baseline": {"y": 10, "text": _("départ\u00a0: 10")},
            "target": {"y": 60, "text": _("cible\u00a0: 60")}}


# A ballot and a result of each method; the results are counted by the rules, from a few sample ballots.

OPTIONS = ({"key": "a", "label": "La halle de Gap"}, {"key": "b", "label": "La gare de Veynes"},
           {"key": "c", "label": "L’ancienne école d’Embrun"})
KEYS = [str(one["key"]) for one in OPTIONS]
TYPED = {
    "majority": {"choice": "for"}, "consent": {"choice": "concern"},
    "majority_judgment": {"option-a": "0", "option-b": "2", "option-c": "4"},
    "approval": {"option-a": "1", "option-c": "1"}, "schulze": {"option-b": "1", "option-a": "2"},
}
CHOICES: Mapping[str, Sequence[Any]] = {
    "majority": ["for"] * 9 + ["against"] * 4 + ["abstain"] * 2,
    "consent": ["consent"] * 8 + ["concern"] * 3 + ["aside"],
    "majority_judgment": [{"a": n % 4, "b": (n * 3) % 7, "c": 3 + n % 4} for n in range(13)],
    "approval": [KEYS[:1 + n % 3] for n in range(13)],
    "schulze": [[["a"], ["b"], ["c"]]] * 6 + [[["b"], ["c"], ["a"]]] * 5 + [[["c"], ["a", "b"]]] * 3,
}
SETTINGS: Mapping[str, dict[str, object]] = {
    "majority": {"more_than": "1/2", "quorum": "1/4"}, "majority_judgment": {"at_least": 3},
    "approval": {"more_than": "1/2"}}


def _row(method: str) -> SimpleNamespace:
    return SimpleNamespace(method=Method(method), options=OPTIONS, lang="fr", ballots="public")


def ballots() -> list[dict[str, Any]]:
    """As somebody finds it who answered before."""
    return [{"row": _row(method), "form": ballot_form((), OPTIONS), "typed": MultiDict(typed), "start": f"{method}-",
             "ranked": {key: typed.get(f"option-{key}") for key in KEYS}} for method, typed in TYPED.items()]


def results() -> list[dict[str, Any]]:
    return [_result(method, _profile(method, given), SETTINGS.get(method, {})) for method, given in CHOICES.items()] + [
        _result("majority", _by_college(), SETTINGS["majority"] | {"colleges": "proportional"}, "colleges")]


def _result(method: str, profile: dict[str, Any], settings: dict[str, object], key: str = "") -> dict[str, Any]:
    row, labels = _row(method), {str(one["key"]): str(one["label"]) for one in OPTIONS}
    row.result = recount(method, profile, settings).as_json()
    return {"row": row, "key": key or method, "labels": labels, "evidence": row.result["evidence"],
            "ranking": row.result["ranking"], "picture": pictures.of(row, labels)}


def _profile(method: str, choices: Sequence[Any]) -> dict[str, Any]:
    told = {"options": KEYS if method not in ("majority", "consent") else [],
            "ballots": [{"choice": choice} for choice in choices], "roll": {"total": 24}}
    return told | ({"grades": 7} if method == "majority_judgment" else {})


def _by_college() -> dict[str, Any]:
    given = [*[("associations", "for")] * 6, *[("associations", "against")] * 3, ("companies", "for"),
             ("companies", "against")]
    return {"ballots": [{"college": college, "choice": choice} for college, choice in given],
            "colleges": [{"key": "associations", "weight": 1}, {"key": "companies", "weight": 1}],
            "roll": {"total": 16, "by_college": {"associations": 12, "companies": 4}}}


# /design, for who looks after the site: the parts, from the macros themselves, and what the colours measure.

blueprint = Blueprint("design", __name__)


@blueprint.get("/design")
@guard(Action.DESIGN_READ)
def show() -> str:
    return render_template(
        "design/index.html", schemes=_schemes(), form=filled(), wrong=wrong(), cards=cards(),
        stages=stages(), knots=knots(), gates=gates(), events=events(),
        blocks=blocks(), thread=thread(), ballots=ballots(), results=results(),
        series=series(), GRADES=GRADES, SAID=SAID, STANDS=STANDS, VOTES=VOTES, percent=percent,
        icons=ICONS)


@blueprint.post("/design")
@guard(Action.DESIGN_READ)
def pressed() -> Response:
    """Where every sample of a button leads."""
    flash(_("Rien n’a été écrit\u00a0: ici les boutons sont des exemples."), "info")
    return redirect(url_for(".show"), 303)


def _schemes() -> list[dict[str, Any]]:
    """The colours of the sheet that is served, and their contrasts."""
    told = colours.tokens((STATIC / "css" / "tokens.css").read_text())
    names = {"light": _("Clair"), "dark": _("Sombre")}
    return [{"key": key, "name": names[key], "colours": theme, "pairs": colours.measured(theme)}
            for key, theme in told.items()]
