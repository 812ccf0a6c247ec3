"""`flask serve`: take the port, migrate, prepare, then serve (one process, eight threads on SQLite)."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app.cli import demo, setup
from app.cli.demo import start
from app.extensions import db
from app.outside import instance_lock, logs, serving
from app.settings import VERSION, Settings

TARGET = "wsgi:served"  # by name: where there are several processes, each makes its own


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
def command(host: str, port: int, with_demo: bool, demo_open: bool) -> None:
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
    start.choose(host, demo=with_demo, opened=demo_open)
    if with_demo and demo.load_if_empty():
        click.echo("Territoire de démonstration chargé.")
    if with_demo:
        demo.stand_at(address)
    click.echo(f"\n  Cordée : {address}\n")
    if with_demo:
        demo.print_people(address)
    setup.announce(address)
    sys.stdout.flush()
    db.session.remove()
    db.engine.dispose()
    serving.serve(TARGET, sock, told.workers)


def _nothing_replaces_it() -> None:
    """As long as this process lives; the jobs beside it are under the same lock."""
    try:
        instance_lock.serve(Path(current_app.instance_path))
    except (instance_lock.InUse, instance_lock.Unfinished) as fault:
        raise click.ClickException(str(fault)) from None
