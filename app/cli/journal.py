"""`flask journal verify`: recompute the chain of every space, and name the first line that does not hold."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.extensions import db
from app.queries import journal
from app.rules.chain import Fault, verify

command = AppGroup("journal", help="Le journal : vérifier que rien n’y a été changé.")
WHY = {
    "gap": "un numéro manque ou se répète",
    "link": "elle ne suit pas l’empreinte de la ligne d’avant",
    "content": "son contenu ne donne pas son empreinte",
    "head": "le journal ne finit pas où sa tête le dit",
    "beyond": "elle vient après la tête du journal",
}


@command.command("verify")
def check() -> None:
    """Relit tout, ligne par ligne. Code de sortie 1 si une ligne ne tient pas."""
    if not holds():
        raise SystemExit(1)


def holds() -> bool:
    """Of every space; each says so."""
    with Session(db.engine) as session:
        return not any([_space(session, head) for head in journal.heads(session)])


def _space(session: Session, head: Any) -> bool:
    """True where something is wrong; says so either way."""
    count, fault = verify(journal.entries(session, head.id, head.journal_seq), head.journal_seq, head.journal_head)
    if fault is None and (after := journal.beyond(session, head.id)) is not None:
        fault = Fault(after, "beyond")
    if fault is None:
        click.echo(f"{head.slug}\u00a0: {count} lignes, tout tient. Empreinte {head.journal_head or '(vide)'}")
        return False
    told = f"ligne {fault.seq}\u00a0: {WHY[fault.code]}. {count} lignes tiennent avant elle."
    click.echo(f"{head.slug}\u00a0: {told}", err=True)
    return True
