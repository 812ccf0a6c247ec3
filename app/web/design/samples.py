"""What the living page shows its parts with: words as people write them here, in French, and every state."""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
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

from app.web.diffs import between
from app.web.forms import Form

ICONS = ("need", "idea", "group", "experiment", "outcome", "support", "follow", "comment", "flag", "check", "cross",
         "clock", "place", "people", "structure", "search", "menu", "bell", "edit", "calendar", "chart", "link",
         "print", "globe", "help", "info", "lock", "download")
TOWNS = ("Gap", "Embrun", "Briançon", "Veynes", "Tallard", "Laragne-Montéglin", "Serres")
DAY = date(2026, 9, 15)
OLD = "Le local ouvre deux soirs par semaine.\n\nUne caution de cinquante euros est demandée."
NEW = "Le local ouvre trois soirs par semaine, et le samedi.\n\nUne caution de cinquante euros est demandée."


class Sample(Form):
    """One of each kind of field."""

    title = StringField(lazy("Une ligne"), [DataRequired(lazy("Écrivez quelques mots ici.")), Length(max=160)],
                        description=lazy("Une phrase courte, comme vous le diriez à un voisin."))
    email = EmailField(lazy("Un courriel"), [Optional()])
    password = PasswordField(lazy("Un mot de passe"), [Optional()])
    number = IntegerField(lazy("Un nombre"), [Optional()])
    day = DateField(lazy("Un jour"), [Optional()])
    body = TextAreaField(lazy("Un texte"), [DataRequired(lazy("Écrivez quelques mots ici.")), Length(max=4000)],
                         description=lazy("Ce qui aide à répondre est sous le nom du champ."))
    theme = SelectField(lazy("Un choix dans une liste"), [DataRequired(lazy("Choisissez une réponse."))],
                        choices=[SelectChoice("", lazy("Choisir un thème")),
                                 SelectChoice("a", lazy("Locaux et matériels"))])
    stance = RadioField(lazy("Un seul choix"), [DataRequired(lazy("Choisissez une réponse."))],
                        choices=[SelectChoice("for", lazy("Favorable")),
                                 SelectChoice("against", lazy("Défavorable"))], validate_choice=False)
    several = SelectMultipleField(lazy("Plusieurs choix"), [DataRequired(lazy("Choisissez une réponse."))],
                                  choices=[SelectChoice("a", lazy("Associations")),
                                           SelectChoice("b", lazy("Entreprises et coopératives"))],
                                  validate_choice=False)
    document = FileField(lazy("Un fichier"), [Optional()])
    agreed = BooleanField(lazy("Une case à cocher"), [DataRequired(lazy("Cochez cette case pour continuer."))])

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
