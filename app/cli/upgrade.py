"""`flask site upgrade`: a copy, the migration, a look at what came out; or the copy again, as if nothing had been."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade

from app.cli import journal
from app.cli.backup import copies_before_upgrade
from app.cli.restore import put_back
from app.cli.site import command
from app.extensions import db
from app.outside import instance_lock
from app.queries.schema.state import state


@command.command("upgrade")
def upgrade_site() -> None:
    """La base à cette version du code, service arrêté. Code de sortie 1, et la base d’avant, si elle n’y arrive pas."""
    try:
        with instance_lock.exclusive(Path(current_app.instance_path)):
            _upgrade()
    except instance_lock.InUse as fault:
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
