"""`flask accessibility write|check`: docs/accessibility.md from app/data/accessibility.toml."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.rules.accessibility import Criterion, Evaluation, Result, count, faults, read

command = AppGroup("accessibility", help="La grille d’accessibilité : l’écrire, vérifier qu’elle est à jour.")
ROOT = Path(__file__).parents[2]
DATA = ROOT / "app" / "data" / "accessibility.toml"
GUIDE = ROOT / "docs" / "accessibility.md"
WORDS = {Result.MET: "oui", Result.NOT_MET: "**non**", Result.UNVERIFIED: "**non vérifié**",
         Result.NOT_APPLICABLE: "sans objet"}
HEAD = """# Accessibilité : ce qui a été vérifié

Page faite par `flask accessibility write` depuis `app/data/accessibility.toml` : ne pas la modifier à la main. La page
`/accessibilite` du site, que la loi demande, vient des mêmes données.

Évaluation du {day}, par l’équipe elle-même, de {subject}. **{rgaa.met} critères du RGAA 4.1 remplis sur {rgaa.applies}
qui s’appliquent ({rgaa.percent} %), {wcag.met} critères des WCAG 2.2 A et AA sur {wcag.applies} ({wcag.percent} %).**
Ce qui n’a pas pu être vérifié compte comme non rempli. Les WCAG 2.2 ont retiré le critère 4.1.1.

À refaire avant chaque version : `make test`, puis `make pages` (un quart d’heure), puis le validateur Nu sur les
pages que `make html FOLDER=…` écrit ; corriger le fichier de données, sa date, et relancer la commande.
"""


def guide(told: Evaluation) -> str:
    """The whole page, in French like the other guides."""
    parts = [HEAD.format(day=told.day.strftime("%d/%m/%Y"), subject=told.subject, rgaa=count(told.rgaa),
                         wcag=count(told.wcag)), "## Ce qui manque\n"]
    parts += [f"- {gap.words['fr']} ({_numbers(gap.wcag, gap.rgaa)})" for gap in told.gaps]
    parts.append("\n## Comment c’est vérifié\n")
    parts += [f"- `{key}` : {words['fr']}." for key, words in told.checks.items()]
    parts.append("\n## WCAG 2.2, niveaux A et AA\n")
    parts += ["| critère | niveau | en bref | rempli | comment | vérifié par |", "|---|---|---|---|---|---|"]
    parts += [_row(one) for one in told.wcag]
    parts.append("\n## RGAA 4.1\n")
    parts += ["| critère | en bref | rempli | comment | vérifié par |", "|---|---|---|---|---|"]
    parts += [_row(one) for one in told.rgaa]
    return "\n".join(parts) + "\n"


def _row(one: Criterion) -> str:
    level = [one.level] if one.level else []
    return "| " + " | ".join([one.number, *level, one.title, WORDS[one.result], one.how or "–",
                              " ".join(f"`{key}`" for key in one.by) or "–"]) + " |"


def _numbers(wcag: tuple[str, ...], rgaa: tuple[str, ...]) -> str:
    return ", ".join([f"WCAG {one}" for one in wcag] + [f"RGAA {one}" for one in rgaa])


@command.command("write")
def write() -> None:
    """Écrit docs/accessibility.md."""
    GUIDE.write_text(guide(_sound()))


@command.command("check")
def check() -> None:
    """Code de sortie 1 si la page n’est pas celle que donnent les données."""
    if GUIDE.read_text() != guide(_sound()):
        raise click.ClickException("docs/accessibility.md n’est pas à jour\u00a0: flask accessibility write")


def _sound() -> Evaluation:
    told = read(DATA.read_text())
    if found := faults(told):
        raise click.ClickException("\n".join(found))
    return told
