"""The demo territory: people, structures, needs and projects, played by operations in the order of their dates."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
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
from app.outside.private import write_private
from app.settings import Settings

ADDRESS = "demonstration.txt"  # in the instance folder


def load_if_empty() -> bool:
    """True where it was loaded: a second start keeps the data."""
    if db.session.scalar(sa.select(Space.id).limit(1)) is not None:
        return False
    db.session.rollback()
    click.echo("Chargement du territoire de démonstration…")
    load(sessions(), datetime.now(UTC))
    return True


def stand_at(address: str) -> None:
    """Links, posters and codes of a demonstration lead to where it runs, whatever its settings say; so do the sign-in
    lines that are asked for in another terminal."""
    told: Settings = current_app.config["CORDEE"]
    current_app.config["CORDEE"] = replace(told, base_url=address)
    os.environ["CORDEE_BASE_URL"] = address  # for the processes that are started from this one
    write_private(Path(current_app.instance_path) / ADDRESS, f"{address}\n".encode())


def address_of(told: Settings) -> str:
    """Of a demonstration that runs, or ran last."""
    file = Path(current_app.instance_path) / ADDRESS
    known = file.read_text().strip() if told.mode == "demo" and file.is_file() else ""
    return (known or told.base_url).rstrip("/")


def someone(name: str) -> str:
    """Who is meant: one of the six by what they do (`operator`), or anybody by a first name or an address."""
    for key, row in Texts().people.items():
        if name.casefold() in (key, row["first_name"].casefold(), row["email"]):
            return str(row["email"])
    return name


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
    click.echo("  Chaque lien sert une fois, pendant un jour. Un autre\u00a0: flask people sign-in operator\n"
               "  (ou resident, representative, lead, moderator, steering, un prénom, une adresse)\n")


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
