"""`flask charter check|show|simulate FILE`: rules read, and tried on what happened, before they are adopted.

Only `simulate` needs the database.
"""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.cli import simulation
from app.rules.charter import CharterInvalid, check, fault_sentence, parse, sentences

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LANG = click.Choice(["fr", "en"])


@click.group("charter")
def command() -> None:
    """The rules of the game as data."""


@command.command("check")
@click.argument("file", type=FILE)
@click.option("--lang", type=LANG, default="fr", show_default=True)
def check_(file: Path, lang: str) -> None:
    """Every fault at once, with its line and key; exit code 1 where there is one."""
    faults = check(file.read_text())
    for fault in faults:
        click.echo(f"{file.name}:{fault.line} {fault.key} : {fault_sentence(fault, lang)}")
    if faults:
        raise SystemExit(1)
    click.echo(f"{file.name} : rien à redire" if lang == "fr" else f"{file.name}: nothing to object")


@command.command("show")
@click.argument("file", type=FILE)
@click.option("--lang", type=LANG, default="fr", show_default=True)
def show(file: Path, lang: str) -> None:
    """Read it aloud."""
    try:
        charter = parse(file.read_text())
    except CharterInvalid as invalid:
        raise click.ClickException(f"{len(invalid.faults)} : flask charter check {file.name}") from invalid
    for clause in sentences(charter, lang):
        click.echo(f"\n{clause.title}\n{clause.lead}")
        for line in (*(f"- {point}" for point in clause.points), *clause.after):
            click.echo(line)


@command.command("simulate")
@click.argument("file", type=FILE)
@click.option("--space", "slug", help="Un autre espace que le territoire.")
@click.option("--lang", type=LANG, default="fr", show_default=True)
@with_appcontext
def simulate_(file: Path, slug: str | None, lang: str) -> None:
    """What would have moved, when, and what would have been held back by which condition; then who can decide."""
    from app.extensions import db

    faults = check(file.read_text())
    for fault in faults:
        click.echo(f"{file.name}:{fault.line} {fault.key} : {fault_sentence(fault, lang)}", err=True)
    if faults:
        raise SystemExit(1)
    with Session(db.engine) as session:
        for line in simulation.lines(session, parse(file.read_text()), slug, datetime.now(UTC), lang):
            click.echo(line)
