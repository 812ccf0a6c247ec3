"""`flask territory import FILE.csv`: another territory's communes in place of those that are there."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from app.core.kinds import SpaceKind
from app.core.unit_of_work import Refused
from app.extensions import db, sessions
from app.territory import service as spaces
from app.territory.models import Space
from app.territory.rules import HEADERS, Fault, LineFault, PlaceRow, parse_places

SENTENCES: dict[Fault, str] = {
    Fault.NO_ROWS: "le fichier ne contient aucune commune",
    Fault.MISSING_COLUMN: "il manque la colonne {column} (noms acceptés\u00a0: {accepted})",
    Fault.COLUMN_TWICE: "la colonne {column} est là deux fois ({value})",
    Fault.UNREADABLE: "guillemets mal fermés\u00a0: la lecture s’arrête ici",
    Fault.TOO_MANY_ROWS: "plus de {value} lignes\u00a0: la lecture s’arrête ici",
    Fault.TOO_WIDE: "{value} colonnes\u00a0: une liste de communes en a moins, la lecture s’arrête ici",
    Fault.WRONG_CELLS: "nombre de cases différent de l’en-tête ({value})",
    Fault.BAD_CODE: "code de commune illisible\u00a0: «\u00a0{value}\u00a0»",
    Fault.DUPLICATE_CODE: "le code {value} est déjà à la ligne {first_line}",
    Fault.EMPTY_NAME: "la commune n’a pas de nom",
    Fault.BAD_NAME: "nom trop long ou illisible\u00a0: «\u00a0{value}\u00a0»",
    Fault.BAD_POPULATION: "population illisible\u00a0: «\u00a0{value}\u00a0» (un nombre entier)",
    Fault.BAD_GROUP_CODE: "code d’intercommunalité illisible\u00a0: «\u00a0{value}\u00a0»",
    Fault.BAD_GROUP_NAME: "nom d’intercommunalité trop long ou illisible\u00a0: «\u00a0{value}\u00a0»",
    Fault.GROUP_INCOMPLETE: "l’intercommunalité demande un code et un nom\u00a0: {column} manque",
    Fault.GROUP_TWO_NAMES: "cette intercommunalité a un autre nom à la ligne {first_line}\u00a0: «\u00a0{value}\u00a0»",
    Fault.BAD_LATITUDE: "latitude illisible\u00a0: «\u00a0{value}\u00a0» (en degrés, de -90 à 90)",
    Fault.BAD_LONGITUDE: "longitude illisible\u00a0: «\u00a0{value}\u00a0» (en degrés, de -180 à 180)",
    Fault.HALF_CENTRE: "le centre demande une latitude et une longitude\u00a0: {column} manque",
}
REFUSALS = {
    "no_territory_yet": "Il n’y a pas encore de territoire\u00a0: commencez par «\u00a0flask site init\u00a0».",
    "not_a_code": "Deux ou trois lettres, sans I, ni O, ni U.",
    "no_places": "Le fichier ne contient aucune commune.",
}


@click.group("territory")
def command() -> None:
    """Les communes du territoire."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def bring(file: Path) -> None:
    """Remplace les communes par celles de FILE (CSV, UTF-8, séparateur «\u00a0;\u00a0» ou «\u00a0,\u00a0»).

    Au premier défaut rien n’est écrit\u00a0; tous les défauts sont dits, avec leur ligne. Une commune absente du
    fichier est mise en retrait\u00a0: les textes qui la nomment la gardent.
    """
    rows = _read(file)
    try:
        done = spaces.replace(sessions(), datetime.now(UTC), None, rows)
    except Refused as refused:
        raise click.ClickException(REFUSALS[refused.code]) from None
    click.echo(f"{len(rows)} communes\u00a0: {done.added} ajoutées, {done.changed} modifiées, {done.same} inchangées, "
               f"{done.retired} mises en retrait.")


@command.command("code")
@click.argument("letters")
@click.option("--space", "slug", default="", help="Un appel, par le nom de son adresse ; sans cela, le territoire.")
@with_appcontext
def code(letters: str, slug: str) -> None:
    """Les deux ou trois lettres (LETTERS) qui commencent les codes à venir, comme HA dans HA-P-2026-0042-A."""
    wanted = Space.slug == slug if slug else Space.kind == SpaceKind.TERRITORY
    space_id = db.session.scalar(sa.select(Space.id).where(wanted).order_by(Space.id).limit(1))
    db.session.rollback()
    if space_id is None:
        raise click.ClickException(REFUSALS["no_territory_yet"] if not slug else f"aucun espace ne s’appelle {slug}")
    try:
        spaces.set_code(sessions(), datetime.now(UTC), None, space_id, letters.upper())
    except Refused as refused:
        raise click.ClickException(REFUSALS[refused.code]) from None
    click.echo(f"Les prochains codes commenceront par {letters.upper()}. Ceux qui existent ne changent pas.")


def _read(file: Path) -> list[PlaceRow]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(
            "Ce fichier n’est pas en UTF-8. Enregistrez-le en «\u00a0CSV UTF-8\u00a0» depuis le tableur.") from None
    rows, faults = parse_places(text)
    told_faults(faults)
    return rows


def told_faults(faults: Sequence[LineFault]) -> None:
    """Each with its line; at the first one nothing is written."""
    for fault in faults:
        click.echo(f"ligne {fault.line}\u00a0: {sentence(fault)}", err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} défaut(s)\u00a0: rien n’a été écrit.")


def sentence(fault: LineFault) -> str:
    return SENTENCES[fault.code].format(
        column=fault.column, value=fault.value, first_line=fault.first_line,
        accepted=", ".join(HEADERS.get(fault.column, ())))
