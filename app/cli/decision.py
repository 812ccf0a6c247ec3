"""`flask decision verify FILE`: the published file of a decision, counted again from it alone; needs no database.
`flask decision settle`: after a copy of the database was put back by hand, what becomes of the votes that were open."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.extensions import sessions
from app.operations import open_votes
from app.rules.published import Finding, digest_of, verify

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WORDS = {
    "fr": {
        "not_json": "ce n’est pas du JSON",
        "not_a_decision": "ce n’est pas le fichier d’une décision",
        "incomplete": "il manque quelque chose dans le fichier\u00a0: {what}",
        "receipts_doubled": "un reçu est publié deux fois",
        "not_countable": "les bulletins ne peuvent pas être comptés ({faults} défauts)",
        "same_count": "compte refait sur {ballots} bulletins\u00a0: le même résultat",
        "other_count": "le résultat diffère\u00a0: publié {published}, recompté {counted}",
        "robust": "{voices} voix ne sont pas détaillées\u00a0; quoi qu’elles aient dit, l’issue est la même",
        "not_recountable": "{voices} voix ne sont pas détaillées\u00a0: le fichier seul ne refait pas l’issue",
        "digest": "empreinte SHA-256 {digest}",
    },
    "en": {
        "not_json": "not JSON",
        "not_a_decision": "not the file of a decision",
        "incomplete": "something is missing in the file: {what}",
        "receipts_doubled": "a receipt is published twice",
        "not_countable": "the ballots cannot be counted ({faults} faults)",
        "same_count": "counted again on {ballots} ballots: the same result",
        "other_count": "the result differs: published {published}, counted {counted}",
        "robust": "{voices} voices are not broken down; whatever they said, the outcome is the same",
        "not_recountable": "{voices} voices are not broken down: the file alone cannot give the outcome again",
        "digest": "SHA-256 {digest}",
    },
}


@click.group("decision")
def command() -> None:
    """Les décisions publiées, et les votes ouverts d’une copie remise en place."""


@command.command("verify")
@click.argument("file", type=FILE)
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
def check(file: Path, lang: str) -> None:
    """Refait le compte à partir du seul fichier. Code de sortie 1 si quelque chose diffère."""
    text = file.read_bytes().decode(errors="replace")
    found = verify(text)
    for finding in (*found, Finding("digest", False, {"digest": digest_of(text)})):
        click.echo(f"{file.name}\u00a0: {WORDS[lang][finding.code].format(**finding.params)}", err=finding.wrong)
    if any(finding.wrong for finding in found):
        raise SystemExit(1)


@command.command("settle")
@click.option("--annul-all", is_flag=True, help="La copie date d’avant que les clés quittent la base (avant 0.2).")
@with_appcontext
def settle(annul_all: bool) -> None:
    """Après une copie remise en place à la main\u00a0: un vote ouvert continue si sa clé est là et si aucun bulletin
    n’est arrivé depuis la copie\u00a0; sinon il est annulé, et sa page le dit. `flask restore` le fait déjà."""
    told = open_votes.settle_open_votes_after_restore(sessions(), datetime.now(UTC), None, keep=not annul_all)
    for words, references in (
            ("continue", told.kept), ("annulé", told.annulled), ("clé sans vote, détruite", told.unknown)):
        for reference in references:
            click.echo(f"{reference}\u00a0: {words}")
    if not any((told.kept, told.annulled, told.unknown)):
        click.echo("aucun vote n’est ouvert")
