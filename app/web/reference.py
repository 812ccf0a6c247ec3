"""The reference data and the journals' heads, asked for once in a request."""

from flask import current_app, g

from app.extensions import db
from app.queries.reference import Present, Reference, present
from app.settings import NOBODY
from app.web.doors import now


def here() -> Present:
    """One short read at the first use; the foot of every page may take the journal's head from it."""
    if "present" not in g:
        g.present = present(db.session(), now())
    found: Present = g.present
    return found


def reference() -> Reference:
    return here().reference


def contact() -> str:
    """Whom people write to: what the settings file says, else the page « Apparence », else whom mails come from. Empty
    where nobody told: an address that reads nothing is worse than none."""
    told, site = current_app.config["CORDEE"], reference().site
    own = told.mail_from if told.mail_from != NOBODY else ""
    return str(told.contact or site.contact or (told.mail_url and own) or site.mail_from or own)


def shows_mail() -> bool:
    """On a page, for a demonstration; never once a site was put into service, whatever its first settings said."""
    told = current_app.config["CORDEE"]
    return bool(told.shows_mail) and not (told.mode == "demo" and reference().site.set_up_at is not None)
