"""How a server may start: a real site, or a demonstration that keeps to its machine or behind a passphrase."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from app import config
from app.accounts.service import signing_in
from app.config import Settings
from app.core import secrets
from app.core.addresses import is_loopback
from app.core.secrets import write_private
from app.demo.load import load
from app.demo.texts import SIX, Texts
from app.extensions import db, sessions
from app.site import queries as site
from app.territory.models import Space

A_REAL_SITE = ("Ce dossier est celui d’un vrai site, ou le sera : une démonstration demande le sien. "
               "Exemple : CORDEE_INSTANCE=/tmp/demo flask serve --demo")
A_DEMONSTRATION = ("Ce dossier est celui d’une démonstration : flask serve --demo. "
                   "Pour en faire un vrai site, ôtez mode = \"demo\" de settings.toml.")
ELSEWHERE = ("Une démonstration montre ses courriels à tout le monde : elle ne répond qu’à cette machine. "
             "Pour l’ouvrir à d’autres, derrière une phrase : --demo-open")


def choose(host: str, *, demo: bool, opened: bool) -> None:
    """Before anything is served or loaded; the schema is there."""
    if opened and not demo:
        raise click.UsageError("--demo-open va avec --demo.")
    if demo:
        _demonstration(host, opened)
    else:
        _real_site()


def _told() -> config.Settings:
    found: config.Settings = current_app.config["CORDEE"]
    return found


def _real_site() -> None:
    if _told().mode != "demo":
        return
    if not site.is_pending(db.session()) and not site.is_set_up(db.session()):
        raise click.ClickException(A_DEMONSTRATION)
    _become("production")
    config.set_demo(Path(current_app.instance_path), False)  # an older version had written it by itself


def _demonstration(host: str, opened: bool) -> None:
    if _told().mode == "production" and not _may_become_one():
        raise click.ClickException(A_REAL_SITE)
    if site.is_set_up(db.session()):
        raise click.ClickException(A_REAL_SITE)
    if not (opened or host == "localhost" or is_loopback(host)):
        raise click.ClickException(ELSEWHERE)
    if _told().mode == "production":
        _become("demo")
    if opened:
        _put_behind(_told().demo_passphrase or secrets.passphrase())


def _may_become_one() -> bool:
    """Nothing was opened here, and nobody wrote that it is a real site."""
    if db.session.scalar(sa.select(Space.id).limit(1)) is not None or "CORDEE_MODE" in os.environ:
        return False
    return config.set_demo(Path(current_app.instance_path), True) or "CORDEE_SECRET_KEY" in os.environ


def _become(mode: str) -> None:
    """In this process, and in the server that takes its place."""
    os.environ["CORDEE_MODE"] = mode
    current_app.config["CORDEE"] = replace(_told(), mode=mode)


def _put_behind(passphrase: str) -> None:
    os.environ["CORDEE_DEMO_PASSPHRASE"] = passphrase
    current_app.config["CORDEE"] = replace(_told(), demo_passphrase=passphrase)
    click.echo(f"  Cette démonstration s’ouvre avec la phrase : {passphrase}\n")


# The demo territory: people, structures, needs and projects, played by operations in the order of their dates.

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
        code = signing_in.print_code(
            sessions(), datetime.now(UTC), None, people[key]["email"], told.secret_key, 24 * 60
        )
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
        raise click.ClickException(A_REAL_SITE)
    click.echo("chargé" if load_if_empty() else "il y a déjà un espace : rien n’a été changé")
