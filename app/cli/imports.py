"""`flask import decidim FILE`: what a Decidim platform exports. docs/import-decidim.md tells it to operators."""

import json
import sys
import time
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli.import_run import Told, Wanted, bring
from app.extensions import sessions
from app.outside.decidim import Fault, Kind, Place, Unreadable, sentence, states
from app.queries import imports as read

SHOWN = 20  # refused rows told to a person; --json tells them all
LARGE = 5_000_000  # bytes: above, progress is told even where nobody seems to look
KINDS = {Kind.PROPOSALS: "propositions", Kind.COMMENTS: "commentaires", None: "fiches"}


@click.group("import")
def command() -> None:
    """Les contenus d’une autre plateforme."""


@command.command("decidim")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dire ce qui se passerait, sans rien écrire.")
@click.option("--json", "as_json", is_flag=True, help="Le rapport en JSON, seul sur la sortie standard.")
@click.option("--space", metavar="SLUG", help="L’espace où les mettre. Sans cela\u00a0: le territoire.")
@click.option("--states", "table", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="La table des états. Sans cela\u00a0: instance/decidim-states.toml, sinon celle de Cordée.")
@click.option("--source", default="", metavar="NOM", help="Le nom de la plateforme d’origine, si ses adresses ne le "
              "disent pas ou ont changé\u00a0; le même pour les propositions et leurs commentaires.")
@click.option("--force", is_flag=True, help="Prendre les bonnes lignes d’un fichier coupé ou abîmé.")
@with_appcontext
def decidim(file: Path, dry_run: bool, as_json: bool, space: str | None, table: Path | None,
            source: str, force: bool) -> None:
    """Importe FILE (CSV ou JSON), un export de propositions ou de commentaires de Decidim.

    Les propositions d’abord, leurs commentaires ensuite. Un second import du même fichier ne crée rien.
    Rend 0 quand l’import a eu lieu, même avec des lignes refusées\u00a0; 1 quand rien n’a été pris parce que le fichier
    ou la table des états ne convient pas\u00a0; 2 quand la commande est mal écrite.
    """
    space_id, slug = _space(space)
    try:
        places = states(table or _own_table())
    except Unreadable as unreadable:
        told = Told(refused=[_of_table(fault) for fault in unreadable.faults], fit=False)
    else:
        told = _run(file, space_id, slug, places, source=_name(source), rehearse=dry_run, force=force)
    (_print_json if as_json else _print)(told, file, dry_run)
    sys.exit(0 if told.fit else 1)


def _run(file: Path, space_id: int, slug: str, places: dict[str, Place], *, source: str, rehearse: bool,
         force: bool) -> Told:
    lang = current_app.config["CORDEE"].locales[0]
    progress = Progress(sys.stderr.isatty() or file.stat().st_size > LARGE)
    return bring(sessions(), Wanted(file, space_id, slug, places, lang, source, rehearse, force), progress)


def _space(slug: str | None) -> tuple[int, str]:
    with sessions()() as session:
        found = read.space(session, slug)
    if found is None and slug is not None:
        raise click.BadParameter(f"il n’y a pas d’espace «\u00a0{slug}\u00a0».", param_hint="--space")
    if found is None:
        raise click.UsageError("Il n’y a pas encore de territoire\u00a0: commencez par «\u00a0flask site init\u00a0».")
    return found.id, found.slug


def _name(source: str) -> str:
    name = " ".join(source.split()).lower()
    if len(name) > 100 or not name.isprintable():
        raise click.BadParameter("cent caractères au plus.", param_hint="--source")
    return name


def _own_table() -> Path | None:
    own = Path(current_app.instance_path) / "decidim-states.toml"
    return own if own.exists() else None


def _of_table(fault: Fault) -> Fault:
    """Its line is one of the table, not of the file: the sentence says so."""
    return Fault(0, "states_line", {"line": fault.line, "reason": sentence(fault)}) if fault.line else fault


class Progress:
    """A line on standard error, at most one each second."""

    def __init__(self, shown: bool) -> None:
        self._shown = shown
        self._last = time.monotonic()

    def __call__(self, doing: str, rows: int, percent: int) -> None:
        if not self._shown or (now := time.monotonic()) - self._last < 1:
            return
        self._last = now
        click.echo(f"{doing}\u00a0: {rows} lignes, {percent}\u00a0%", err=True)


def _print_json(told: Told, _file: Path, _rehearsed: bool) -> None:
    refused = [{"line": fault.line, "reason": sentence(fault)} for fault in told.refused]
    click.echo(json.dumps({"read": told.read, "created": told.created, "existing": told.existing, "refused": refused,
                           "unknown_columns": list(told.unknown_columns)}, ensure_ascii=False))


def _print(told: Told, file: Path, rehearsed: bool) -> None:
    created = "à créer" if rehearsed else "créées"
    click.echo(f"{file.name} ({KINDS[told.kind]}, source\u00a0: {told.system or '–'})")
    click.echo(f"  {told.read} lignes lues, {told.created} {created}, {told.existing} déjà là, "
               f"{len(told.refused)} refusées")
    for fault in told.refused[:SHOWN]:
        click.echo(f"  ligne {fault.line}\u00a0: {sentence(fault)}" if fault.line else f"  {sentence(fault)}")
    if len(told.refused) > SHOWN:
        click.echo(f"  … et {len(told.refused) - SHOWN} autres (--json les donne toutes)")
    if told.unknown_columns:
        click.echo(f"  colonnes inconnues, non reprises\u00a0: {', '.join(told.unknown_columns)}")
    if not told.fit:
        click.echo("  Rien n’a été importé.")
    elif not told.named:
        click.echo("  Ce fichier ne nomme pas sa plateforme\u00a0: ses fiches sont connues ici comme "
                   f"«\u00a0{told.system}\u00a0». Pour une autre plateforme sans adresses, donnez --source.")
