"""/healthz: for whoever watches the service. No cookie, no personal data, 200 or 503."""

import logging
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Response, current_app, json
from sqlalchemy.exc import SQLAlchemyError

from app.exports.backups import Instance, last_good
from app.extensions import db, limits_count_together
from app.models.spaces import Space
from app.outside import logs
from app.queries import backups
from app.rules.permissions import Action
from app.rules.retention import is_late
from app.web.doors import guard
from app.web.pages.blueprint import blueprint
from app.web.schema_check import is_well

LOG = logging.getLogger("cordee.health")


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
        LOG.warning("the database does not answer as it should: %s", getattr(fault, "orig", fault))
        db.session.rollback()
    told["limits"] = "together" if limits_count_together() else "each process apart"
    told["log_lines_lost"] = logs.lost()
    good = bool(told["database"] and told["schema"])
    answer = Response(json.dumps({"ok": good, **told}), 200 if good else 503, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
