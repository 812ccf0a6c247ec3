"""`flask serve`: take the port, migrate, prepare, then serve (one process, eight threads on SQLite)."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app import demo
from app.config import VERSION, Settings
from app.core import logs
from app.core.schema.state import state
from app.extensions import db
from app.journal import cli as journal
from app.site import serving, settings_files
from app.site.cli import site
from app.site.cli.backup import copies_before_upgrade, put_back
from app.site.cli.site import site_command

TARGET = "app.wsgi:served"  # by name: where there are several processes, each makes its own


def shown(host: str) -> str:
    """As a browser of this machine types it."""
    if host in ("", "0.0.0.0", "::"):  # noqa: S104  (every address of the machine: this one among them)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


@click.command("serve")
@click.version_option(VERSION, prog_name="cordee", message="%(prog)s %(version)s")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo territory where there is nothing yet.")
@click.option("--demo-open", is_flag=True, help="Let others than this machine in, behind a printed passphrase.")
@with_appcontext
def serve_command(host: str, port: int, with_demo: bool, demo_open: bool) -> None:
    """Migrate the database, then serve. Where it cannot be brought to this version, say so and serve nothing."""
    logs.outlive_output()
    here = f"http://{shown(host)}:{port}"
    told: Settings = current_app.config["CORDEE"]
    address = here if with_demo or not told.has_address else told.base_url
    try:
        sock = serving.listen(host, port)
    except serving.CannotListen as fault:
        raise click.ClickException(f"impossible d’écouter sur {host}:{port}\u00a0: {fault}") from None
    _nothing_replaces_it()
    upgrade()
    demo.choose(host, demo=with_demo, opened=demo_open)
    if with_demo and demo.load_if_empty():
        click.echo("Territoire de démonstration chargé.")
    if with_demo:
        demo.stand_at(address)
    click.echo(f"\n  Cordée : {address}\n")
    if with_demo:
        demo.print_people(address)
    site.announce(address)
    sys.stdout.flush()
    db.session.remove()
    db.engine.dispose()
    serving.serve(TARGET, sock, told.workers)


def _nothing_replaces_it() -> None:
    """As long as this process lives; the jobs beside it are under the same lock."""
    try:
        settings_files.serve(Path(current_app.instance_path))
    except (settings_files.InUse, settings_files.Unfinished) as fault:
        raise click.ClickException(str(fault)) from None


# `flask site upgrade`: a copy, the migration, a look at what came out; or the copy again, as if nothing had been.

@site_command.command("upgrade")
def upgrade_site() -> None:
    """La base à cette version du code, service arrêté. Code de sortie 1, et la base d’avant, si elle n’y arrive pas."""
    try:
        with settings_files.exclusive(Path(current_app.instance_path)):
            _upgrade()
    except settings_files.InUse as fault:
        raise click.ClickException(str(fault)) from None


def _upgrade() -> None:
    known, done, wrong = copies_before_upgrade(), False, list[str]()
    try:
        upgrade()  # which makes the copy, where there is something to lose
        wrong = list(_wrong())
        done = not wrong
    finally:
        db.session.remove()
        made = sorted(copies_before_upgrade() - known)
        if not done and made:
            put_back(made[-1])
            click.echo(f"La base d’avant est remise, depuis {made[-1]}.", err=True)
    if wrong:
        raise click.ClickException("\n".join(wrong))
    click.echo(f"Copie\u00a0: {made[-1]}" if made else "Rien à copier\u00a0: base neuve, ou déjà à cette version.")
    click.echo(f"{Path(current_app.instance_path)}\u00a0: la base est à cette version, entière, et son journal tient.")


def _wrong() -> Iterator[str]:
    """What the operator alone can say (an address, a mail server) is not looked at here: `flask site check` does."""
    with db.engine.connect() as connection:
        found = state(connection, current_app.extensions["migrate"].directory)
        if not found.well:
            yield found.sentence or "le schéma n’est pas celui de cette version"
        if db.engine.dialect.name == "sqlite" and connection.exec_driver_sql(
                "PRAGMA integrity_check").scalar() != "ok":
            yield "la base est abîmée"
    if not journal.holds():
        yield "le journal ne tient plus"
