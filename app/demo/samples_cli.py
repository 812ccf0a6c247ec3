"""`flask samples`: examples put on a site and taken away, as the operator's page does."""

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.unit_of_work import Refused
from app.demo import samples
from app.extensions import sessions
from app.site import settings_files

command = AppGroup("samples", help="Les exemples, marqués comme tels.")
REFUSALS = {
    "no_samples": "Il n’y a pas d’exemple sur ce site.", "samples_are_here": "Les exemples sont déjà là.",
    "samples_are_held": "Des personnes ont écrit sous chacun des exemples\u00a0: ils restent, avec leur étiquette.",
    "no_territory_yet": "Il n’y a pas encore de territoire\u00a0: commencez par «\u00a0flask setup run\u00a0».",
}


def texts() -> samples.SampleTexts:
    told = settings_files.examples()
    return samples.SampleTexts(told["name"], told["need"], told["project"])


@command.command("add")
@click.option("--lang", type=click.Choice(["fr", "en"]), default=None)
def add(lang: str | None) -> None:
    """Trois besoins et deux idées."""
    try:
        said = lang or current_app.config["CORDEE"].locales[0]
        made = samples.add(sessions(), datetime.now(UTC), None, texts(), said)
    except Refused as refused:
        raise click.ClickException(REFUSALS[refused.code]) from None
    click.echo(f"{made} exemples ajoutés.")


@command.command("remove")
def remove() -> None:
    """Ceux sous lesquels personne n’a écrit."""
    try:
        gone = samples.remove(sessions(), datetime.now(UTC), None)
    except Refused as refused:
        raise click.ClickException(REFUSALS[refused.code]) from None
    click.echo(f"{gone.proposals} exemples et {gone.comments} messages retirés, {gone.kept} gardés.")
