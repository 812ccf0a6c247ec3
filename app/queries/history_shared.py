"""Risks held, contributions, documents and objections through time, by proposal: each kind in one statement."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.decisions import Decision
from app.models.rounds import Objection
from app.models.sharing import Document, Pledge, Risk
from app.rules.consent import STANDING
from app.rules.simulate.history import Shared


def shared(session: Session, ids: Any) -> dict[int, list[Shared]]:
    found: dict[int, list[Shared]] = defaultdict(list)
    for n, one in (*_risks(session, ids), *_pledges(session, ids), *_documents(session, ids),
                   *_objections(session, ids)):
        found[n].append(one)
    return found


def _risks(session: Session, ids: Any) -> Iterator[tuple[int, Shared]]:
    rows = session.execute(sa.select(Risk.proposal_id, Risk.accepted_at, Risk.removed_at)
                           .where(Risk.proposal_id.in_(ids), Risk.accepted_at.is_not(None)))
    return ((row.proposal_id, Shared((row.accepted_at, row.removed_at), "risk")) for row in rows)


def _pledges(session: Session, ids: Any) -> Iterator[tuple[int, Shared]]:
    rows = session.execute(sa.select(Pledge.proposal_id, Pledge.pledged_at, Pledge.withdrawn_at, Pledge.hours,
                                     Pledge.cents, Pledge.structure_id).where(Pledge.proposal_id.in_(ids)))
    return ((row.proposal_id, Shared((row.pledged_at, row.withdrawn_at), "pledge", hours=row.hours, cents=row.cents,
                                     structure=row.structure_id)) for row in rows)


def _documents(session: Session, ids: Any) -> Iterator[tuple[int, Shared]]:
    rows = session.execute(sa.select(Document.proposal_id, Document.kind, Document.added_at, Document.removed_at)
                           .where(Document.proposal_id.in_(ids)))
    return ((row.proposal_id, Shared((row.added_at, row.removed_at), "document", row.kind.value)) for row in rows)


def _objections(session: Session, ids: Any) -> Iterator[tuple[int, Shared]]:
    """Until it was settled, and at most until its decision was closed."""
    rows = session.execute(
        sa.select(Decision.proposal_id, Objection.raised_at, Objection.settled_at, Objection.state, Decision.closed_at)
        .join(Decision, Decision.id == Objection.decision_id).where(Decision.proposal_id.in_(ids)))
    return ((row.proposal_id, Shared((row.raised_at, _until(row)), "objection")) for row in rows)


def _until(row: Any) -> datetime | None:
    ends = [row.closed_at, None if row.state in STANDING else row.settled_at]
    return min((at for at in ends if at is not None), default=None)
