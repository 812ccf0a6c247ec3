"""What a published or changed text looks like is looked for here, so that no page waits for it."""

from datetime import datetime

from flask import Flask

from app.extensions import sessions
from app.search import service as likeness
from app.search.queries import pairs

AT_ONCE = 20


def find_alike(app: Flask, now: datetime) -> int:
    """How many were looked at. The search is a read; only what it found is written."""
    with sessions()() as session:
        found = [(row.id, row.version, pairs.pairs_of(session, row.id) if row.status in pairs.ALIVE else [])
                 for row in pairs.to_compare(session, AT_ONCE)]
    for proposal_id, version, others in found:
        likeness.note(sessions(), now, None, proposal_id, version, others)
    return len(found)
