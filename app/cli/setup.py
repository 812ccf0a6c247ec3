"""`flask setup`: a new site put into service at the terminal, by the same operation as the pages; and their code."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade

from app import settings
from app.cli.territory import told_faults
from app.extensions import db, sessions
from app.operations import Refused
from app.operations.accounts import Profile
from app.operations.opening import Ground, Opening, open_site
from app.operations.samples import SampleTexts
from app.outside import setup_files, shipped
from app.outside.addresses import is_site
from app.queries import reference
from app.queries.site import is_pending
from app.rules.territory import PlaceRow, parse_places
from app.rules.territory_pasted import parse_pasted

command = AppGroup("setup", help="La mise en service d’un nouveau site.")
REFUSALS = {
    "already_open": "Ce site est déjà en service.", "not_a_code": "Deux ou trois lettres, sans I, ni O, ni U.",
    "not_an_address": "Ceci n’est pas une adresse de courriel.",
    "not_a_mail_server": "smtp://… ou smtps://… est attendu.",
    "unknown_language": "Langues\u00a0: fr, en, ou les deux dans l’ordre voulu.",
}


def folder() -> Path:
    return Path(current_app.instance_path)


def announce(address: str) -> None:
    """At the start of the server, as long as nobody holds the site."""
    if not is_pending(db.session()):
        return
    db.session.rollback()
    code, _is_new = setup_files.code(folder())
    click.echo(f"  Ce site n’est pas encore en service. Ouvrez {address}/installation\n"
               f"  avec ce code\u00a0: {code}\n  (gardé dans {folder() / setup_files.CODE})\n")


@command.command("code")
def code() -> None:
    """Le code que demande la page /installation."""
    if not is_pending(db.session()):
        raise click.ClickException(REFUSALS["already_open"])
    click.echo(setup_files.code(folder())[0])


@command.command("run")
@click.option("--department", type=click.Choice(list(shipped.departments())), help="Un département livré.")
@click.option("--communes", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="La liste d’un autre.")
@click.option("--territory", default="", help="Le nom de cet autre territoire.")
@click.option("--letters", default="", help="Deux ou trois lettres pour les codes.")
@click.option("--name", prompt="Nom du site")
@click.option("--association", default="", prompt="Qui fait vivre ce site (facultatif)")
@click.option("--languages", default="fr,en", show_default=True)
@click.option("--mail-url", default="", help="smtp://compte:motdepasse@hote:587")
@click.option("--mail-from", default="")
@click.option("--address", default="", help="L’adresse que les gens taperont\u00a0: https://…")
@click.option("--contact", default="", help="L’adresse de courriel des mentions légales.")
@click.option("--host", default="", help="Qui héberge le site, pour les mentions légales.")
@click.option("--email", prompt="Adresse de la première personne de l’équipe")
@click.option("--first-name", prompt="Son prénom")
@click.option("--last-name", default="")
@click.option("--samples", is_flag=True, help="Ajouter des exemples.")
def run(department: str | None, communes: Path | None, territory: str, letters: str, name: str, association: str,
        languages: str, mail_url: str, mail_from: str, address: str, contact: str, host: str, email: str,
        first_name: str, last_name: str, samples: bool) -> None:
    """Met le site en service\u00a0: tout d’un coup, ou pas du tout."""
    upgrade()
    address, contact, host = _addresses(address, contact, host)
    opening = Opening(
        ground=_ground(department, communes, territory, letters.upper()), name=name, association=association,
        contact=contact, host=host, locales=tuple(languages.replace(",", " ").split()), mail_url=mail_url,
        mail_from=mail_from, email=email,
        profile=Profile(first_name=first_name, last_name=last_name), samples=_samples() if samples else None)
    told: settings.Settings = current_app.config["CORDEE"]
    try:
        opened = open_site(sessions(), datetime.now(UTC), None, opening, told.secret_key, mails=bool(told.mail_url))
    except Refused as refused:
        raise click.ClickException(REFUSALS.get(refused.code, refused.code)) from None
    setup_files.forget(folder())
    _keep_address(address)
    address = f"{address.rstrip('/')}/connexion"
    click.echo(f"{name} est en service.")
    if opened.link:
        click.echo(f"Pour entrer, une fois, pendant une heure\u00a0: {address}/lien/{opened.link}")
    else:
        click.echo(f"Pour entrer\u00a0: {address}, avec le code envoyé à {email}.")


def _addresses(address: str, contact: str, host: str) -> tuple[str, str, str]:
    """Asked for where somebody is there to answer; else said at the end, and by `flask site check`."""
    told: settings.Settings = current_app.config["CORDEE"]
    asks = sys.stdin.isatty()
    if not address and not told.has_address and asks:
        address = click.prompt("Adresse que les gens taperont (https://…)")
    if address and not is_site(address):
        raise click.UsageError("--address\u00a0: https:// et un nom, sans rien d’autre que le chemin du site.")
    if not contact and not told.contact and asks:
        contact = click.prompt("Adresse de contact, publiée dans les mentions légales", default="")
    if not host and not told.host and asks:
        host = click.prompt("Qui héberge le site (nom, adresse, téléphone), publié de même", default="")
    return address or told.base_url, contact, host


def _keep_address(address: str) -> None:
    """In the settings that wrote themselves; an operator's own are never touched, only told what they lack."""
    told: settings.Settings = current_app.config["CORDEE"]
    is_new = address.rstrip("/") != told.base_url.rstrip("/")
    if not settings.put_in_service(folder(), address if is_new or told.has_address else "") and is_new:
        click.echo(f"Écrivez dans {folder() / 'settings.toml'}\u00a0: base_url = \"{address}\"")
    elif not is_new and not told.has_address:
        click.echo("L’adresse du site n’est pas réglée\u00a0: base_url dans settings.toml. "
                   "D’ici là, liens, affiches et codes ne mènent nulle part.")


def _ground(department: str | None, communes: Path | None, territory: str, letters: str) -> Ground | None:
    """None where the territory is there already."""
    known = reference.current(db.session(), datetime.now(UTC))
    db.session.rollback()
    if known.territory is not None:
        return None
    if (department is None) == (communes is None):
        raise click.UsageError("Donnez --department, ou --communes avec --territory.")
    told = shipped.territory()["territory"]
    rows = _own(communes) if communes else parse_places(shipped.communes(department or ""))[0]
    name = territory or ("" if communes else told["name"]["fr"])
    if not name:
        raise click.UsageError("--communes demande --territory, le nom du territoire.")
    code = letters or ("" if communes else told["code"])
    return Ground(name=name, about=told["about"], timezone=current_app.config["CORDEE"].timezone,
                  charter=shipped.charter(), themes=shipped.themes(), places=rows, code=code)


def _own(file: Path) -> list[PlaceRow]:
    rows, faults = parse_pasted(file.read_text(encoding="utf-8-sig"))
    told_faults(faults)
    return rows


def _samples() -> SampleTexts:
    told = shipped.examples()
    return SampleTexts(told["name"], told["need"], told["project"])
