"""The reference data and the journals' heads, asked for once in a request."""

from flask import current_app, g

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


def shows_mail() -> bool:
    """On a page, for a demonstration; never once a site was put into service, whatever its first settings said."""
    told = current_app.config["CORDEE"]
    return bool(told.shows_mail) and not (told.mode == "demo" and reference().site.set_up_at is not None)
