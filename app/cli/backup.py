"""`flask backup make|list|check`: copies of the whole site, checked before they count; the one before an upgrade."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.exports import backups, erasures
from app.exports.backups import files, reading
from app.extensions import db, sessions
from app.outside import archive
from app.queries.schema.state import state

NICE = 10


@click.pass_context
def _by_itself(context: click.Context) -> None:
    """`flask backup` alone makes one, as it always did."""
    if context.invoked_subcommand is None:
        context.invoke(make)


command = AppGroup("backup", help="Les copies du site : en faire une, les lister, en vérifier une.",
                   callback=_by_itself, invoke_without_command=True)


def at_head() -> bool:
    """Is the schema the one this code was written for?"""
    with db.engine.connect() as connection:
        return state(connection, current_app.extensions["migrate"].directory).well


def copy_before_upgrade() -> Path | None:
    """Asked by the upgrade itself, where it is about to change a site that holds something. In clear: it must be put
    back on this machine if the upgrade fails. Without the tool of PostgreSQL, which takes the whole upgrade back by
    itself where it fails, it goes on and says so."""
    if not current_app.config.get("COPY_BEFORE_UPGRADE", True):
        return None
    try:
        return backups.make_backup(backups.Instance.of(current_app), datetime.now(UTC), files.UPGRADE, encrypted=False)
    except backups.BackupFailed as fault:
        if fault.code == "tool":
            click.echo(f"Pas de copie avant la mise à jour\u00a0: {fault}", err=True)
            return None
        raise click.ClickException(str(fault)) from None


def copies_before_upgrade() -> set[Path]:
    copies = backups.listed(backups.Instance.of(current_app).copies)
    return {copy.path for copy in copies if copy.label == files.UPGRADE}


@command.command("make")
@click.argument("target", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--plain", is_flag=True, help="Sans chiffrement, même si une clé publique est réglée.")
@click.option("--job", is_flag=True, hidden=True, help="By the jobs: gently, and what it says is for their log.")
def make(target: Path | None, plain: bool, job: bool) -> None:
    """Une copie entière et vérifiée, pendant que le site tourne. Rien d’à moitié écrit, quoi qu’il arrive."""
    if job:
        os.nice(NICE)
    now = datetime.now(UTC)
    if at_head():
        erasures.note(Path(current_app.instance_path), sessions(), now)
    try:
        file = backups.make_backup(backups.Instance.of(current_app), now, encrypted=not plain,
                                   target=target.absolute() if target else None)
    except backups.BackupFailed as fault:
        if job and fault.code == "busy":  # another of our processes makes it
            return
        raise click.ClickException(str(fault)) from None
    click.echo(f"{file} ({file.stat().st_size // 1000} ko, vérifiée)")


@command.command("list")
def show() -> None:
    """Les copies, de la plus récente à la plus ancienne."""
    folder = backups.Instance.of(current_app).copies
    for copy in backups.listed(folder):
        how = "chiffrée" if copy.encrypted else "en clair"
        click.echo(f"{copy.at:%Y-%m-%d %H:%M} UTC  {copy.size // 1000:>9} ko  {how}  {copy.path.name}")
    if (last := backups.last_try(folder)) is not None and last.fault:
        click.echo(f"Le dernier essai, {last.at:%Y-%m-%d %H:%M} UTC, n’a rien donné ({last.fault}).", err=True)


@command.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", default="", help="La clé privée, ou le fichier qui la contient (copie chiffrée).")
def check(file: Path, key: str) -> None:
    """Ouvre une copie et la relit tout entière. Rien n’est remis en place. Code de sortie 1 si elle n’est pas bonne."""
    instance = Path(current_app.instance_path)
    engine = db.engine if db.engine.dialect.name == "postgresql" else None
    try:
        with backups.opened(file, key, instance) as copy:
            found, how = reading.check(copy, engine)
    except backups.BackupFailed as fault:
        raise click.ClickException(str(fault)) from None
    told = f", {sum(found.rows.values())} lignes, {found.decisions} décisions comptées" if found else ""
    click.echo(f"{file.name}\u00a0: bonne ({how}){told}")


@command.command("keypair")
def keypair() -> None:
    """Tire deux clés : la publique va dans les réglages, la privée sur du papier. Rien n’est gardé ici."""
    private, public = archive.pair()
    click.echo(f"privée, à noter hors de cette machine, et à ne jamais y laisser :\n  {private}\n"
               f"publique, dans settings.toml :\n  backup_recipient = \"{public}\"")
