"""`flask serve`: migrate, prepare, then hand over to the server (one process, eight threads on SQLite)."""

import os
import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app.cli import demo, setup
from app.cli.demo import start
from app.extensions import db
from app.settings import VERSION, Settings

DEFAULT_ADDRESS = Settings.__dataclass_fields__["base_url"].default


@click.command("serve")
@click.version_option(VERSION, prog_name="cordee", message="%(prog)s %(version)s")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo territory where there is nothing yet.")
@click.option("--demo-open", is_flag=True, help="Let others than this machine in, behind a printed passphrase.")
@with_appcontext
def command(host: str, port: int, with_demo: bool, demo_open: bool) -> None:
    """Migrate the database, then serve. Where it cannot be brought to this version, say so and serve nothing."""
    upgrade()
    start.choose(host, demo=with_demo, opened=demo_open)
    if with_demo and demo.load_if_empty():
        click.echo("Territoire de démonstration chargé.")
    address = current_app.config["CORDEE"].base_url if not with_demo else f"http://{host}:{port}"
    click.echo(f"\n  Cordée : {address}\n")
    if with_demo:
        demo.print_people(address)
    setup.announce(f"http://{host}:{port}" if address == DEFAULT_ADDRESS else address)
    sys.stdout.flush()
    db.engine.dispose()
    _hand_over(host, port)


def _hand_over(host: str, port: int) -> None:
    """This process becomes the server: Ctrl-C and a service manager's signals reach it directly."""
    told = current_app.config["CORDEE"]
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
             "--workers", str(told.workers), "--blocking-threads", str(told.threads), "--log-level", "error",
             "--respawn-failed-workers", "wsgi:app"]
    os.environ["CORDEE_SERVING"] = "1"  # the jobs run beside the server, not beside each command
    os.execv(sys.executable, words)  # noqa: S606
