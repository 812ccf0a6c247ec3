"""`flask people`: roles are given here first, since nobody has one on a new site."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import click
from flask import current_app
from flask.cli import AppGroup

from app import demo
from app.accounts.queries import accounts
from app.accounts.service import factors, roles, signing_in
from app.accounts.service.shared import GIVEN
from app.config import Settings
from app.core.kinds import Role
from app.core.unit_of_work import Refused
from app.extensions import db, sessions
from app.site.queries import is_set_up

command = AppGroup("people", help="Roles, and a way in for demonstrations.")
ROLES = click.Choice([role.value for role in GIVEN])
DAY = 24 * 60
WHY = {
    "last_operator": "the last operator: give the role to somebody else first",
    "last_of_the_committee": "the last of the committee: give the role to somebody else first",
}


def sign_in_line(email: str, minutes: int = DAY) -> str:
    """An address to open in a browser, good once. For demo and development only."""
    told: Settings = current_app.config["CORDEE"]
    if not told.shows_mail or (told.mode == "demo" and is_set_up(db.session())):
        raise click.ClickException("only in demo or development: people receive their own code by mail")
    code = signing_in.print_code(sessions(), datetime.now(UTC), None, email, told.secret_key, minutes)
    return f"{demo.address_of(told)}/connexion/code?{urlencode({'courriel': email, 'code': code})}"


def _person(email: str) -> int:
    found = accounts.id_of(db.session(), email)
    db.session.rollback()
    if found is None:
        raise click.ClickException(f"nobody has the address {email}: that person must sign in once first")
    return found


def _change(act: Any, email: str, role: str) -> bool:
    try:
        changed: bool = act(sessions(), datetime.now(UTC), None, _person(email), Role(role))
    except Refused as refused:
        raise click.ClickException(WHY.get(refused.code, refused.code)) from refused
    return changed


@command.command("grant")
@click.argument("email")
@click.argument("role", type=ROLES)
def grant(email: str, role: str) -> None:
    """Give a role on the territory."""
    click.echo(f"{role}: {'given' if _change(roles.grant, email, role) else 'was there already'}")


@command.command("revoke")
@click.argument("email")
@click.argument("role", type=ROLES)
def revoke(email: str, role: str) -> None:
    """Take a role away; effective at the person's next request."""
    click.echo(f"{role}: {'taken away' if _change(roles.revoke, email, role) else 'was not there'}")


@command.command("reset-factor")
@click.argument("email")
def reset_factor(email: str) -> None:
    """Take away every second factor of a person who lost theirs: a code by mail is enough again."""
    done = factors.reset_from_the_machine(sessions(), datetime.now(UTC), None, _person(email))
    click.echo("taken away: all their sessions are closed, a mail tells them" if done else "there was none")


@command.command("list-staff")
def list_staff() -> None:
    """Who holds a role that can change things for others."""
    for row in accounts.staff(db.session()):
        click.echo(f"{row.role.value:<12} {row.slug:<20} {row.display_name} <{row.email}>")


def sign_in_link(email: str) -> str:
    """An address that opens a session once, in every mode: whoever has this terminal has the database."""
    told: Settings = current_app.config["CORDEE"]
    _person(email)
    token = signing_in.print_link(sessions(), datetime.now(UTC), None, email, told.secret_key)
    return f"{told.base_url.rstrip('/')}/connexion/lien/{token}"


@command.command("sign-in-link")
@click.argument("email")
def print_address(email: str) -> None:
    """A one-use link that opens a session, for an hour: the way in while mails do not go out."""
    click.echo(sign_in_link(email))


@command.command("sign-in")
@click.argument("name")
def print_way_in(name: str) -> None:
    """A new line for a demonstration: `operator`, `Jeanne` or an address (demo and development)."""
    click.echo(sign_in_line(demo.someone(name)))


@command.command("sign-in-line")
@click.argument("email")
def print_line(email: str) -> None:
    """A one-use link that fills in the code (demo and development)."""
    click.echo(sign_in_line(email))
