"""What a proposal may be tied to, or made one with: what was typed, or what says nearly the same."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.proposals import Proposal
from app.queries import merges, search
from app.queries.references import leads_to
from app.rules.kinds import ContentState, Status, Subject
from app.rules.speakable import read

MOST = 8  # offered at once: a list one reads whole
NUMBER = re.compile(r"(?:#|n[°ºo]\.?\s?|.*/propositions/)?(\d{1,12})(?:[/?#].*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """`rows` in their order. `exact`: what was typed names it. `fault`: why a code that was typed leads to none."""

    rows: Sequence[Any] = ()
    exact: bool = False
    fault: str = ""


def others(session: Session, ids: Iterable[int], but: int) -> list[Any]:
    """Those that anybody may read, in the order asked; one that was merged is not among them."""
    wanted = [n for n in dict.fromkeys(ids) if n != but]
    rows = session.execute(
        sa.select(Proposal.id, Proposal.reference, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage,
                  Proposal.status, Proposal.charter_id, Proposal.excerpt, Proposal.supports, Proposal.published_at)
        .where(Proposal.id.in_(wanted), Proposal.state == ContentState.VISIBLE, Proposal.status != Status.MERGED))
    known = {row.id: row for row in rows}
    return [known[n] for n in wanted if n in known]


def asked(session: Session, row: Any, typed: str, lang: str) -> Found:
    """By its code, its number, its address; else by words."""
    if (code := read(typed)) is not None:
        there = leads_to(session, typed)
        if there is None or there[0] is not Subject.PROPOSAL:
            return Found(fault="wrong_letter" if not code.right else "not_a_proposal" if there else "unknown_code")
        return _exact(session, row, there[1])
    if (named := NUMBER.fullmatch(typed.strip())) is not None and (found := _exact(session, row, int(named[1]))).rows:
        return found
    hits = search.find(session, typed, lang, search.Only(kinds=(Subject.PROPOSAL,)), limit=MOST + 1)
    return Found(others(session, (hit.ref for hit in hits), row.id)[:MOST])


def _exact(session: Session, row: Any, number: int) -> Found:
    """One that was merged leads to the one that goes on."""
    status = session.scalar(sa.select(Proposal.status).where(Proposal.id == number))
    there = merges.goes_on(session, number) if status is Status.MERGED else number
    if there == row.id:
        return Found(fault="itself")
    rows = others(session, [there], row.id) if there is not None and status is not None else []
    return Found(rows, exact=bool(rows), fault="" if rows else "unknown_code")


def near(session: Session, row: Any, tracks: Sequence[str] = (), limit: int = 5) -> list[Any]:
    """What says nearly the same, nearest first."""
    ids = search.alike(session, row.title, " ".join(str(text) for text in row.fields.values()), row.lang, tracks,
                       exclude=row.id, limit=limit)
    return others(session, ids, row.id)
