"""The reference data and the journals' heads, asked for once in a request."""

from flask import g

from app.extensions import db
from app.queries.reference import Present, Reference, present
from app.web.doors import now


def here() -> Present:
    """One short read at the first use; the foot of every page may take the journal's head from it."""
    if "present" not in g:
        g.present = present(db.session(), now())
    found: Present = g.present
    return found


def reference() -> Reference:
    return here().reference
