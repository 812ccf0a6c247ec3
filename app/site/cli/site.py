"""`flask site init` opens the house of a new operator; `flask site check` is what to type at seven in the morning."""

import secrets
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app import config
from app.accounts.service.shared import Profile
from app.config import VERSION, Settings
from app.core.addresses import is_site
from app.core.kinds import SpaceKind
from app.core.resources import DATA, TREE
from app.core.schema.state import head, state
from app.core.secrets import foreign, loose, write_private
from app.core.unit_of_work import Refused
from app.decisions.queries import rolls
from app.demo.samples import SampleTexts
from app.demo.texts import Texts
from app.extensions import db, limits_count_together, sessions
from app.journal import queries as anchors, service as signing
from app.journal.models import Outbox
from app.notifications import queries as delivery
from app.site import backups, queries as copies, settings_files
from app.site.queries import is_pending
from app.site.rules import Criterion, Evaluation, Result, count, faults, is_late, read
from app.site.service.opening import Ground, Opening, open_site
from app.territory import reference, service as spaces
from app.territory.cli import told_faults
from app.territory.models import Space
from app.territory.rules import PlaceRow, parse_pasted, parse_places

site_command = AppGroup("site", help="Opening the site, and its health.")
LEAST_FREE = 500_000_000  # bytes


@site_command.command("init")
@click.option("--mode", type=click.Choice(["production", "demo"]), default="production", show_default=True)
@click.option("--base-url", default="https://example.org", show_default=True)
@click.option("--mail-url", default="", help="smtp://user:password@host:587")
@click.option("--mail-from", default="cordee@example.org", show_default=True)
def init(mode: str, base_url: str, mail_url: str, mail_from: str) -> None:
    """Draw the secret, write settings.toml, migrate, open the territory with its charter, themes and communes."""
    _write_settings(mode, base_url, mail_url, mail_from)
    upgrade()
    if db.session.scalar(sa.select(Space.id).limit(1)) is not None:
        click.echo("the territory is open already")
        return
    db.session.rollback()
    open_territory(sessions(), datetime.now(UTC), Texts())
    click.echo("the territory is open; next: `flask serve`, then /installation with the code it prints")


def _write_settings(mode: str, base_url: str, mail_url: str, mail_from: str) -> None:
    """The automatic first settings are replaced; an operator's own never are."""
    file = Path(current_app.instance_path) / "settings.toml"
    if file.exists() and not config.is_by_itself(file):
        raise click.ClickException(f"{file.name} is there already: edit it")
    lines = {"secret_key": secrets.token_urlsafe(48), "mode": mode, "base_url": base_url, "mail_url": mail_url,
             "mail_from": mail_from}
    write_private(file, "".join(f'{name} = "{value}"\n' for name, value in lines.items()).encode())


def open_territory(make: sessionmaker[Session], now: datetime, texts: Texts) -> int:
    """From the shipped data: the same for a first start and for the demo."""
    told = texts.territory["territory"]
    spaces.set_themes(make, now, None, [(t["slug"], t["name"], t["about"]) for t in texts.territory["theme"]])
    space_id = spaces.open_space(make, now, None, told["slug"], SpaceKind.TERRITORY, told["name"], told["about"],
                                 told["timezone"], texts.charter, code=told["code"])
    spaces.replace(make, now, None, parse_places(texts.communes)[0])
    return space_id


def _checks() -> Iterator[tuple[bool, str]]:
    with db.engine.connect() as connection:
        found = state(connection, current_app.extensions["migrate"].directory)
    yield found.well, found.sentence or "the schema is the one of this version"
    if found.number is None:
        return
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            yield connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok", "the database is whole"
    stopped = rolls.stopped(db.session())
    yield not stopped, "each open vote has its key and its ballots" + (
        f" (not {', '.join(stopped)}: put instance/keys back, or `flask decision settle`)" if stopped else "")
    late = sa.select(sa.func.count()).select_from(Outbox).where(Outbox.tries > 3)
    yield not db.session.scalar(late), "nothing waits to be told (else: see the log of the jobs)"
    told = current_app.config["CORDEE"]
    served = told.mode != "production" or told.mail_url or copies.mail(db.session()).url
    yield bool(served), "mails have a server (else: mail_url, or /et-maintenant/courriels)"
    dead = delivery.given_up(db.session(), 1)
    yield not dead, f"no mail was given up ({_last(dead) or 'else: /et-maintenant/courriels says which, and why'})"
    kept = delivery.kept_waiting(db.session(), datetime.now(UTC))
    yield not kept, f"no mail waits for its server ({_last(kept) or 'else: check mail_url'})"
    yield from _said(told)
    yield from _copies(told)
    yield limits_count_together(), "limits of tries count for all processes (else: rate_store does not answer)"
    yield _closed_files(loose(Path(current_app.instance_path), *told.database_files))
    yield shutil.disk_usage(current_app.instance_path).free > LEAST_FREE, "half a gigabyte is free on the disk"


def _said(told: Settings) -> Iterator[tuple[bool, str]]:
    """What nobody but the operator can say, and what a hand may have left behind."""
    real = told.mode == "production"
    yield not real or told.has_address, (
        "the address of the site is known (else: base_url in settings.toml; links, posters and codes follow it)")
    site = copies.current(db.session())
    yield bool(not real or told.contact or site.contact), "somebody is named to write to (else: « Apparence », contact)"
    unknown = config.unknown_variables()
    yield not unknown, f"every CORDEE_ variable is a setting{_named(unknown)}"
    strangers = foreign(Path(current_app.instance_path))
    yield not strangers, f"every file of the instance belongs to who owns its folder{_named(strangers)}"


def _named(found: list[str]) -> str:
    return f" (not: {', '.join(found[:5])})" if found else ""


def _closed_files(found: list[Path]) -> tuple[bool, str]:
    """What was open is closed at each start: what is left is new, or belongs to somebody else."""
    names = ", ".join(str(path) for path in found[:5]) + ("…" if len(found) > 5 else "")
    return not found, f"only the service may open its files{f' (else: chown and chmod go= {names})' if found else ''}"


def _last(rows: Sequence[Any]) -> str:
    return f"the last one: {rows[0].fault}; see /et-maintenant/courriels" if rows else ""


def _copies(told: Settings) -> Iterator[tuple[bool, str]]:
    """Where the site makes its own; and where the key that signs the journal is."""
    here = backups.Instance.of(current_app)
    if told.makes_backups:
        now = datetime.now(UTC)
        late = is_late(backups.last_good(here.copies, now), copies.opened_at(db.session()), now)
        yield not late, "a good copy is not two days old (else: flask backup make says why)"
    newest, mine = anchors.newest_key(db.session()), signing.signer(here.folder)
    held = newest is None or (mine is not None and mine.fingerprint == newest.fingerprint)
    yield held, "the key that signs the journal is here (else: put it back, or flask journal key lost)"


@site_command.command("check")
def check() -> None:
    """One line each; exit code 1 where something is wrong."""
    well = True
    try:
        for good, words in _checks():
            click.echo(f"{'ok   ' if good else 'WRONG'} {words}")
            well = well and good
    except DBAPIError as fault:
        well = False
        click.echo(f"WRONG the rest could not be looked at: {str(fault.orig).splitlines()[0]}")
    if not well:
        raise SystemExit(1)


@site_command.command("version")
def version() -> None:
    """What runs here: the version of the code, and the number of the schema that it needs."""
    click.echo(f"cordee {VERSION}, schema {head(current_app.extensions['migrate'].directory)}")


# `flask setup`: a new site put into service at the terminal, by the same operation as the pages; and their code.

setup_command = AppGroup("setup", help="La mise en service d’un nouveau site.")
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
    code, _is_new = settings_files.code(folder())
    click.echo(f"  Ce site n’est pas encore en service. Ouvrez {address}/installation\n"
               f"  avec ce code\u00a0: {code}\n  (gardé dans {folder() / settings_files.CODE})\n")


@setup_command.command("code")
def code() -> None:
    """Le code que demande la page /installation."""
    if not is_pending(db.session()):
        raise click.ClickException(REFUSALS["already_open"])
    click.echo(settings_files.code(folder())[0])


@setup_command.command("run")
@click.option("--department", type=click.Choice(list(settings_files.departments())), help="Un département livré.")
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
    told: config.Settings = current_app.config["CORDEE"]
    try:
        opened = open_site(sessions(), datetime.now(UTC), None, opening, told.secret_key, mails=bool(told.mail_url))
    except Refused as refused:
        raise click.ClickException(REFUSALS.get(refused.code, refused.code)) from None
    settings_files.forget(folder())
    _keep_address(address)
    address = f"{address.rstrip('/')}/connexion"
    click.echo(f"{name} est en service.")
    if opened.link:
        click.echo(f"Pour entrer, une fois, pendant une heure\u00a0: {address}/lien/{opened.link}")
    else:
        click.echo(f"Pour entrer\u00a0: {address}, avec le code envoyé à {email}.")


def _addresses(address: str, contact: str, host: str) -> tuple[str, str, str]:
    """Asked for where somebody is there to answer; else said at the end, and by `flask site check`."""
    told: config.Settings = current_app.config["CORDEE"]
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
    told: config.Settings = current_app.config["CORDEE"]
    is_new = address.rstrip("/") != told.base_url.rstrip("/")
    if not config.put_in_service(folder(), address if is_new or told.has_address else "") and is_new:
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
    told = settings_files.territory()["territory"]
    rows = _own(communes) if communes else parse_places(settings_files.communes(department or ""))[0]
    name = territory or ("" if communes else told["name"]["fr"])
    if not name:
        raise click.UsageError("--communes demande --territory, le nom du territoire.")
    code = letters or ("" if communes else told["code"])
    return Ground(name=name, about=told["about"], timezone=current_app.config["CORDEE"].timezone,
                  charter=settings_files.charter(), themes=settings_files.themes(), places=rows, code=code)


def _own(file: Path) -> list[PlaceRow]:
    rows, faults = parse_pasted(file.read_text(encoding="utf-8-sig"))
    told_faults(faults)
    return rows


def _samples() -> SampleTexts:
    told = settings_files.examples()
    return SampleTexts(told["name"], told["need"], told["project"])


# `flask accessibility write|check`: docs/accessibility.md from app/data/accessibility.toml.

accessibility_command = AppGroup(
    "accessibility", help="La grille d’accessibilité : l’écrire, vérifier qu’elle est à jour."
)
STATEMENT = DATA / "accessibility.toml"
GUIDE = TREE / "docs" / "accessibility.md"
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


@accessibility_command.command("write")
def write() -> None:
    """Écrit docs/accessibility.md."""
    GUIDE.write_text(guide(_sound()))


@accessibility_command.command("check")
def check_accessibility() -> None:
    """Code de sortie 1 si la page n’est pas celle que donnent les données."""
    if GUIDE.read_text() != guide(_sound()):
        raise click.ClickException("docs/accessibility.md n’est pas à jour\u00a0: flask accessibility write")


def _sound() -> Evaluation:
    told = read(STATEMENT.read_text())
    if found := faults(told):
        raise click.ClickException("\n".join(found))
    return told
