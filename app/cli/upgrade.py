"""`flask site upgrade`: a copy, the migration, a look at what came out; or the copy again, as if nothing had been."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade

from app.cli import journal
from app.cli.backup import at_head, copy_before_upgrade, put_back
from app.cli.site import command
from app.extensions import db


@command.command("upgrade")
def upgrade_site() -> None:
    """La base à cette version du code, service arrêté. Code de sortie 1, et la base d’avant, si elle n’y arrive pas."""
    copy, done = copy_before_upgrade(), False
    click.echo(f"Copie\u00a0: {copy}" if copy else "Rien à copier\u00a0: la base est neuve, ou déjà à cette version.")
    try:
        upgrade()
        wrong = list(_wrong())
        done = not wrong
    finally:
        db.session.remove()
        if not done and copy:
            put_back(copy)
            click.echo(f"La base d’avant est remise, depuis {copy}.", err=True)
    if wrong:
        raise click.ClickException("\n".join(wrong))
    click.echo(f"{Path(current_app.instance_path)}\u00a0: la base est à cette version, entière, et son journal tient.")


def _wrong() -> Iterator[str]:
    """What the operator alone can say (an address, a mail server) is not looked at here: `flask site check` does."""
    if not at_head():
        yield "le schéma n’est pas celui de cette version"
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                yield "la base est abîmée"
    if not journal.holds():
        yield "le journal ne tient plus"
