"""What somebody typed before signing in, or when the session was lost: kept for two days, offered back, never sent
by itself. One mechanism for every form of the house."""

from typing import Any

import sqlalchemy as sa
from flask import Flask, request, session
from werkzeug.datastructures import MultiDict

from app.extensions import db
from app.models.people import HeldForm
from app.operations import held
from app.outside.tokens import digest, draw

KEY = "held"
SKIPPED = {"csrf_token", "password", "current", "code"}  # a secret is typed again, never kept or shown back


def typed() -> dict[str, list[str]]:
    """The fields of the present form, without the token; sizes are bounded by the form itself (413 above)."""
    return {name: values for name, values in request.form.lists() if name not in SKIPPED}


def address() -> str:
    """Where the present form goes, with what its address says beside (`?groupe=3`)."""
    return request.full_path.rstrip("?")


def hold() -> None:
    from app.web.doors import do

    token = session.get(KEY) or draw()
    do(held.keep, digest(token), address(), typed())
    session[KEY] = token


def waiting() -> tuple[str, MultiDict[str, Any]] | None:
    """Where the form goes and what was in it, if something waits for this browser."""
    from app.web.doors import now

    if not (token := session.get(KEY)):
        return None
    row = db.session.execute(sa.select(HeldForm.path, HeldForm.fields).where(
        HeldForm.digest == digest(token), HeldForm.expires_at > now())).first()
    return (row.path, MultiDict({k: list(v) for k, v in row.fields.items()})) if row else None


def forget() -> None:
    from app.web.doors import do

    if token := session.pop(KEY, None):
        do(held.drop, digest(token))


def init_app(app: Flask) -> None:
    app.jinja_env.globals["held_waiting"] = lambda: KEY in session
