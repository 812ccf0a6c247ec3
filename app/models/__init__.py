"""The shelves: typed tables with named constraints, no behaviour beyond the row.

May import rules (the closed lists of words) and SQLAlchemy. Begin with base.py, then proposals.py.
All tables are imported here, so that `app.models` is the whole schema.
"""

from app.models import (
    amendments,
    anchors,
    attachments,
    charters,
    decisions,
    delivery,
    discussion,
    erasures,
    experiments,
    factors,
    following,
    groups,
    idempotency,
    journal,
    likeness,
    moderation,
    papers,
    people,
    proposals,
    rounds,
    search,
    sharing,
    site,
    sources,
    spaces,
    starters,
    structures,
    together,
)

__all__ = [
    "amendments", "anchors", "attachments", "charters", "decisions", "delivery", "discussion", "erasures",
    "experiments", "factors", "following", "groups", "idempotency", "journal", "likeness", "moderation", "papers",
    "people", "proposals", "rounds", "search", "sharing", "site", "sources", "spaces", "starters", "structures",
    "together",
]
