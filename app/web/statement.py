"""The accessibility statement that French law asks for, made from app/data/accessibility.toml."""

from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _

from app.rules.accessibility import Evaluation, State, count, read
from app.web.locale import localised

DATA = Path(__file__).parents[1] / "data" / "accessibility.toml"
STATES = {State.FULL: _("totalement conforme"), State.PARTIAL: _("partiellement conforme"),
          State.NONE: _("non conforme")}
PAGES = {
    "home.index": _("L’accueil"), "people.sign_in": _("La connexion"), "pages.legal": _("Les mentions légales"),
    "pages.accessibility": _("Cette déclaration"), "pages.help": _("L’aide"), "pages.help_page": _("Une page d’aide"),
    "proposals.needs": _("La liste des besoins"), "proposals.projects": _("La liste des projets"),
    "proposals.show": _("Une proposition"), "proposals.new": _("Écrire un besoin ou une idée"),
    "discussion.index": _("Une discussion"), "decisions.show": _("Une décision et son résultat"),
    "decisions.answer": _("Répondre à une décision"), "groups.show": _("Un groupe de travail"),
    "experiments.show": _("Une expérimentation"), "search.index": _("La recherche"),
    "spaces.territory": _("Le territoire et sa carte"), "people.own_space": _("L’espace d’une personne"),
    "people.settings": _("Les réglages"), "steering.queue": _("Le travail du comité de pilotage"),
    "moderation.queue": _("Le travail de la modération"),
}


@cache
def evaluation() -> Evaluation:
    return read(DATA.read_text())


def state() -> str:
    """In a word, as every page must say it."""
    return str(STATES[count(evaluation().rgaa).state])


def statement() -> dict[str, Any]:
    """All that its page says, in the reader's language."""
    told = evaluation()
    rgaa, wcag = count(told.rgaa), count(told.wcag)
    return {
        "told": told, "rgaa": rgaa, "wcag": wcag, "state": state(), "full": rgaa.state is State.FULL,
        "gaps": [(localised(gap.words), gap) for gap in told.gaps], "pages": [PAGES[name] for name in told.pages],
        "checks": [localised(words) for words in told.checks.values()],
    }
