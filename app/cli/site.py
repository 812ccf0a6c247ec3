"""`flask site init` opens the house of a new operator; `flask site check` is what to type at seven in the morning."""

import secrets
import shutil
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

from app import settings
from app.cli.demo.texts import Texts
from app.exports import backups
from app.extensions import db, limits_count_together, sessions
from app.models.journal import Outbox
from app.models.spaces import Space
from app.operations import spaces, territory
from app.outside import owner, signing
from app.outside.private import loose, write_private
from app.queries import anchors, ballot_boxes, delivery
from app.queries import backups as copies
from app.queries import site as read
from app.queries.schema.state import head, state
from app.rules.kinds import SpaceKind
from app.rules.retention import is_late
from app.rules.territory import parse_places
from app.settings import VERSION, Settings

command = AppGroup("site", help="Opening the site, and its health.")
LEAST_FREE = 500_000_000  # bytes


@command.command("init")
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
    if file.exists() and not settings.is_by_itself(file):
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
    territory.replace(make, now, None, parse_places(texts.communes)[0])
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
    stopped = ballot_boxes.stopped(db.session())
    yield not stopped, "each open vote has its key and its ballots" + (
        f" (not {', '.join(stopped)}: put instance/keys back, or `flask decision settle`)" if stopped else "")
    late = sa.select(sa.func.count()).select_from(Outbox).where(Outbox.tries > 3)
    yield not db.session.scalar(late), "nothing waits to be told (else: see the log of the jobs)"
    told = current_app.config["CORDEE"]
    served = told.mode != "production" or told.mail_url or read.mail(db.session()).url
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
    site = read.current(db.session())
    yield bool(not real or told.contact or site.contact), "somebody is named to write to (else: « Apparence », contact)"
    unknown = settings.unknown_variables()
    yield not unknown, f"every CORDEE_ variable is a setting{_named(unknown)}"
    foreign = owner.foreign(Path(current_app.instance_path))
    yield not foreign, f"every file of the instance belongs to who owns its folder{_named(foreign)}"


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


@command.command("check")
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


@command.command("version")
def version() -> None:
    """What runs here: the version of the code, and the number of the schema that it needs."""
    click.echo(f"cordee {VERSION}, schema {head(current_app.extensions['migrate'].directory)}")
