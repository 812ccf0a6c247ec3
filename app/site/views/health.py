"""Is the schema the one of this version? Asked by whoever watches the service, and by the operator's page.

Comparing takes some twenty milliseconds: it is done again only where the schema may have changed. SQLite counts its own
changes (`PRAGMA schema_version`); PostgreSQL does not, and is looked at once a minute at most.
"""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Response, abort, current_app, json, render_template
from sqlalchemy.exc import SQLAlchemyError

from app.core import logs
from app.core.permissions import Action
from app.core.schema.state import number_of, state
from app.core.web.doors import guard
from app.core.web.languages import shows_mail
from app.extensions import db, limits_count_together
from app.notifications.mail import kept
from app.site import queries as backups
from app.site.backups.files import Instance, last_good
from app.site.rules import is_late
from app.site.views.pages import blueprint
from app.territory.models import Space

LOG = logging.getLogger("cordee.schema")
SECONDS = 60
CHECKED = "cordee_schema_check"


def is_well(connection: sa.Connection) -> bool:
    """What differs goes to the log, once: strangers read only that something does."""
    sqlite = connection.dialect.name == "sqlite"
    moment = connection.exec_driver_sql("PRAGMA schema_version").scalar() if sqlite else time.monotonic() // SECONDS
    key = (number_of(connection), moment)
    known = current_app.extensions.get(CHECKED)
    if known is None or known[0] != key:
        found = state(connection, current_app.extensions["migrate"].directory)
        if not found.well and (known is None or known[1]):
            LOG.error("%s", found.sentence)
        known = current_app.extensions[CHECKED] = (key, found.well)
    well: bool = known[1]
    return well


# /healthz: for whoever watches the service. No cookie, no personal data, 200 or 503.

HEALTH_LOG = logging.getLogger("cordee.health")


def _backup() -> str:
    """For who keeps the machine: "good", "late", or "elsewhere" where the site does not make its own."""
    here = Instance.of(current_app)
    if not here.settings.makes_backups:
        return "elsewhere"
    now = datetime.now(UTC)
    return "late" if is_late(last_good(here.copies, now), backups.opened_at(db.session()), now) else "good"


@blueprint.get("/healthz")
@guard(Action.SITE_HEALTH)
def health() -> Response:
    told: dict[str, object] = {"database": False, "schema": False, "journal": []}
    try:
        connection = db.session.connection()
        told["database"] = connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar() is not None
        told["schema"] = is_well(connection)
        rows = db.session.execute(sa.select(Space.slug, Space.journal_seq, Space.journal_head).order_by(Space.id)).all()
        told["backup"] = _backup()
        told["journal"] = [{"space": row.slug, "seq": row.journal_seq, "head": row.journal_head} for row in rows]
    except SQLAlchemyError as fault:
        HEALTH_LOG.warning("the database does not answer as it should: %s", getattr(fault, "orig", fault))
        db.session.rollback()
    told["limits"] = "together" if limits_count_together() else "each process apart"
    told["log_lines_lost"] = logs.lost()
    good = bool(told["database"] and told["schema"])
    answer = Response(json.dumps({"ok": good, **told}), 200 if good else 503, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


# In demo and development mails are files: this page lists them. In production there is no such page.

MOST = 40


@dataclass(frozen=True, slots=True)
class Shown:
    to: str
    subject: str
    at: datetime
    body: str
    language: str


def _read(content: bytes) -> EmailMessage:
    read = message_from_bytes(content, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def _shown(mail: EmailMessage) -> Shown:
    return Shown(str(mail["To"]), str(mail["Subject"]), parsedate_to_datetime(str(mail["Date"])), mail.get_content(),
                 str(mail["Content-Language"] or "fr"))


@blueprint.get("/courriels-de-demonstration")
@guard(Action.MAIL_READ_DEMO)
def mails() -> str:
    if not shows_mail():
        abort(404)
    found = [_shown(mail) for mail in kept(Path(current_app.instance_path) / "mail", MOST, _read)]
    return render_template("pages/mails.html", mails=found)
