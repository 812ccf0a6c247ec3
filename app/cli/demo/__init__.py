"""The demo territory: people, structures, needs and projects, played by operations in the order of their dates."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from app.cli.demo import start
from app.cli.demo.load import load
from app.cli.demo.texts import SIX, Texts
from app.extensions import db, sessions
from app.models.spaces import Space
from app.operations import accounts


def load_if_empty() -> bool:
    """True where it was loaded: a second start keeps the data."""
    if db.session.scalar(sa.select(Space.id).limit(1)) is not None:
        return False
    db.session.rollback()
    click.echo("Chargement du territoire de démonstration…")
    load(sessions(), datetime.now(UTC))
    return True


def print_people(address: str) -> None:
    """One sign-in line for each of the six: the code is good once, for a day, in demo mode only."""
    told = current_app.config["CORDEE"]
    if not told.shows_mail:
        return
    people = Texts().people
    for key, label in SIX.items():
        code = accounts.print_code(sessions(), datetime.now(UTC), None, people[key]["email"], told.secret_key, 24 * 60)
        query = urlencode({"courriel": people[key]["email"], "code": code})
        click.echo(f"  {label:<28} {address}/connexion/code?{query}")
    click.echo("")


@click.group("demo")
def command() -> None:
    """The demo territory."""


@command.command("load")
@with_appcontext
def load_command() -> None:
    """Load it, where there is nothing yet. Its people's addresses are known to everybody: never on a real site."""
    if not current_app.config["CORDEE"].shows_mail:
        raise click.ClickException(start.A_REAL_SITE)
    click.echo("chargé" if load_if_empty() else "il y a déjà un espace : rien n’a été changé")
