"""/healthz: for whoever watches the service. No cookie, no personal data, 200 or 503."""

import functools

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Response, current_app, json
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.models.spaces import Space
from app.rules.permissions import Action
from app.web.doors import guard
from app.web.pages.blueprint import blueprint


@functools.cache
def _head(directory: str) -> str | None:
    """What the code needs; read once, for it changes with the code alone."""
    return ScriptDirectory(directory).get_current_head()


@blueprint.get("/healthz")
@guard(Action.SITE_HEALTH)
def health() -> Response:
    told: dict[str, object] = {"database": False, "schema": False, "journal": []}
    try:
        there = db.session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        told["database"], told["schema"] = True, there == _head(current_app.extensions["migrate"].directory)
        rows = db.session.execute(sa.select(Space.slug, Space.journal_seq, Space.journal_head).order_by(Space.id)).all()
        told["journal"] = [{"space": row.slug, "seq": row.journal_seq, "head": row.journal_head} for row in rows]
    except SQLAlchemyError:
        db.session.rollback()
    good = bool(told["database"] and told["schema"])
    answer = Response(json.dumps({"ok": good, **told}), 200 if good else 503, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
