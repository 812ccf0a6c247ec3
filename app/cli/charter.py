"""`flask charter check|show|simulate FILE`: rules read, and tried on what happened, before they are adopted.

Only `simulate` needs the database.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.spaces import Space
from app.queries.history import history_of
from app.queries.register import voices_of
from app.rules.charter import Charter, CharterInvalid, check, fault_sentence, parse, sentences
from app.rules.conditions import item_sentence
from app.rules.simulate import Row, Verdict, grid, power, simulate

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


TOLD = {
    "fr": {
        "same": "comme dans les faits", "sooner": "plus tôt", "later": "plus tard",
        "held": "serait resté en arrière", "further": "serait allé plus loin",
        "unknown": "étape que ces règles n’ont pas", "vote": "le vote n’aurait pas suffi", "quorum": "quorum",
        "no": "non", "block": "peut bloquer seul", "pass": "peut décider seul", "needed": "pour qu’il faut",
        "all": "chaque voix"},
    "en": {
        "same": "as it happened", "sooner": "sooner", "later": "later", "held": "would have been held back",
        "further": "would have gone further", "unknown": "a stage these rules do not have",
        "vote": "the vote would not have been enough", "quorum": "quorum", "no": "no", "block": "can block alone",
        "pass": "can decide alone", "needed": "votes for it takes", "all": "each voice"},
}


@command.command("simulate")
@click.argument("file", type=FILE)
@click.option("--space", "slug", help="Un autre espace que le territoire.")
@click.option("--lang", type=LANG, default="fr", show_default=True)
def simulate_(file: Path, slug: str | None, lang: str) -> None:
    """What would have moved, when, and what would have been held back by which condition; then who can decide."""
    from app.extensions import db

    faults = check(file.read_text())
    for fault in faults:
        click.echo(f"{file.name}:{fault.line} {fault.key} : {fault_sentence(fault, lang)}", err=True)
    if faults:
        raise SystemExit(1)
    charter, now = parse(file.read_text()), datetime.now(UTC)
    with Session(db.engine) as session:
        space = session.scalars(
            sa.select(Space).where(Space.slug == slug) if slug else sa.select(Space).order_by(Space.id).limit(1)
        ).one()
        told = simulate(charter, history_of(session, space.id, now), ZoneInfo(space.timezone))
        for row in sorted(told.rows, key=lambda row: row.verdict is Verdict.SAME):
            click.echo(_line(row, lang))
        for gate in charter.gates():
            if gate.decision is not None:
                _gate(charter, gate, voices_of(session, space.id, gate.decision, charter, now.date()), lang)


def _line(row: Row, lang: str) -> str:
    words = TOLD[lang]
    happened = ", ".join(f"{move.gate} {move.at:%Y-%m-%d}" for move in row.story.moves) or "–"
    would = ", ".join(f"{move.gate} {move.at:%Y-%m-%d}" for move in row.moves) or "–"
    why = "; ".join(item_sentence(item, lang) for item in row.held) or (words["vote"] if row.vote else "")
    return f"{words[row.verdict.value]:<28} {row.story.title[:50]:<50} | {happened} | {would} | {why}".rstrip(" |")


def _gate(charter: Charter, gate: Any, voices: dict[str, int], lang: str) -> None:
    """The turnout grid of one gate, and who weighs what there."""
    words, rule = TOLD[lang], gate.decision
    if not voices:
        return
    click.echo(f"\n{gate.key}")
    for step in grid(charter, rule, voices).steps:
        needed = words["no"] if step.needed is None or not step.quorum else step.needed
        click.echo(
            f"  {step.percent:>3} %  {step.present:>4}  {words['quorum']} {'+' if step.quorum else words['no']}"
            f"  {words['needed']} {needed}"
        )
    who = power(charter, rule, voices)
    for key, found in (("pass", who.pass_alone), ("block", who.block_alone)):
        click.echo(f"  {words[key]} : {', '.join(name or words['all'] for name in found) or '–'}")
