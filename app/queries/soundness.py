"""Is a database whole? The chain of every journal, the count of every closed decision, how many rows of each table.

Asked of a copy, which may be older than the models: only what has been there since the first version is read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.decisions import Decision, DecisionFile
from app.queries import journal
from app.rules import published
from app.rules.chain import verify
from app.rules.kinds import DecisionState

OWN = ("search_fts", "alembic_version")  # shadows of the full text, and the number of the schema


@dataclass(frozen=True, slots=True)
class State:
    """What a copy must have in common with what it was made from."""

    revision: str
    rows: dict[str, int]
    journal: list[dict[str, Any]]  # (space, seq, head) of each
    decisions: int
    faults: list[str] = field(default_factory=list)


def state(session: Session) -> State:
    """Read whole, a few thousand lines at a time."""
    inspector = sa.inspect(session.connection())
    tables = set(inspector.get_table_names())
    counted_here = "decision_file" in tables and "file_digest" in {
        column["name"] for column in inspector.get_columns("decision")}
    heads = [{"space": head.slug, "seq": head.journal_seq, "head": head.journal_head}
             for head in journal.heads(session)] if "space" in tables else []
    faults = [*(_chains(session) if "event" in tables else ())]
    counted = 0
    for fault in _tallies(session) if counted_here else ():
        counted += 1
        faults += [fault] if fault else []
    return State(_revision(session, tables), rows(session, tables), heads, counted, faults)


def _revision(session: Session, tables: set[str]) -> str:
    if "alembic_version" not in tables:
        return ""
    return str(session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() or "")


def rows(session: Session, tables: set[str]) -> dict[str, int]:
    mine = sorted(name for name in tables if not name.startswith(OWN))
    return {name: int(session.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0) for name in mine}


def _chains(session: Session) -> Iterator[str]:
    for head in journal.heads(session):
        entries = journal.entries(session, head.id, head.journal_seq)
        fault = verify(entries, head.journal_seq, head.journal_head)[1]
        if fault is not None:
            yield f"le journal de {head.slug} casse à la ligne {fault.seq} ({fault.code})"
        elif (after := journal.beyond(session, head.id)) is not None:
            yield f"le journal de {head.slug} a une ligne après sa tête ({after})"


def _tallies(session: Session) -> Iterator[str]:
    """One string for each closed decision with a file, empty where its count is the one that was published."""
    wanted = sa.select(Decision.id, Decision.file_digest, DecisionFile.text).join(
        DecisionFile, DecisionFile.decision_id == Decision.id).where(Decision.state == DecisionState.CLOSED)
    for row in session.execute(wanted.order_by(Decision.id).execution_options(yield_per=20)):
        if published.digest_of(row.text) != row.file_digest:
            yield f"le fichier de la décision {row.id} n’a pas l’empreinte publiée"
        elif any(finding.wrong for finding in published.verify(row.text)):
            yield f"la décision {row.id}, recomptée, ne donne pas le résultat publié"
        else:
            yield ""
