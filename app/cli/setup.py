"""`flask setup`: a new site put into service at the terminal, by the same operation as the pages; and their code."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app import settings
from app.cli.territory import told_faults
from app.extensions import db, sessions
from app.operations import Refused
from app.operations.accounts import Profile
from app.operations.opening import Ground, Opening, open_site
from app.operations.samples import SampleTexts
from app.outside import setup_files, shipped
from app.queries import reference
from app.queries.site import is_pending
from app.rules.territory import PlaceRow, parse_places
from app.rules.territory_pasted import parse_pasted

command = AppGroup("setup", help="La mise en service d’un nouveau site.")
DEFAULT_ADDRESS = settings.Settings.__dataclass_fields__["base_url"].default
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
@click.option("--email", prompt="Adresse de la première personne de l’équipe")
@click.option("--first-name", prompt="Son prénom")
@click.option("--last-name", default="")
@click.option("--samples", is_flag=True, help="Ajouter des exemples.")
def run(department: str | None, communes: Path | None, territory: str, letters: str, name: str, association: str,
        languages: str, mail_url: str, mail_from: str, email: str, first_name: str, last_name: str,
        samples: bool) -> None:
    """Met le site en service\u00a0: tout d’un coup, ou pas du tout."""
    opening = Opening(
        ground=_ground(department, communes, territory, letters.upper()), name=name, association=association,
        locales=tuple(languages.replace(",", " ").split()), mail_url=mail_url, mail_from=mail_from, email=email,
        profile=Profile(first_name=first_name, last_name=last_name), samples=_samples() if samples else None)
    told: settings.Settings = current_app.config["CORDEE"]
    try:
        opened = open_site(sessions(), datetime.now(UTC), None, opening, told.secret_key, mails=bool(told.mail_url))
    except Refused as refused:
        raise click.ClickException(REFUSALS.get(refused.code, refused.code)) from None
    setup_files.forget(folder())
    settings.put_in_service(folder(), "" if told.base_url == DEFAULT_ADDRESS else told.base_url)
    address = f"{told.base_url.rstrip('/')}/connexion"
    click.echo(f"{name} est en service.")
    if opened.link:
        click.echo(f"Pour entrer, une fois, pendant une heure\u00a0: {address}/lien/{opened.link}")
    else:
        click.echo(f"Pour entrer\u00a0: {address}, avec le code envoyé à {email}.")


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
