"""What somebody typed before signing in, or when the session was lost: kept for two days, offered back, never sent
by itself. One mechanism for every form of the house. Sealed under a token that this browser alone has: what is kept may
be the answer to a secret vote, and who signs in a minute later is known."""

import json
from base64 import b64decode, b64encode
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, request, session
from werkzeug.datastructures import MultiDict

from app.extensions import db
from app.models.people import HeldForm
from app.operations import held
from app.outside.sealing import InvalidTag, Seal, filled
from app.outside.tokens import digest, draw

KEY = "held"
LENGTH = 1024  # bytes: what is kept is as long whichever box was ticked
SKIPPED = {"csrf_token", "password", "current", "code"}  # a secret is typed again, never kept or shown back


def typed() -> dict[str, list[str]]:
    """The fields of the present form, without the token; sizes are bounded by the form itself (413 above)."""
    return {name: values for name, values in request.form.lists() if name not in SKIPPED}


def leaves_out() -> bool:
    """Did the present form hold what is not shown back: a secret, a file?"""
    return bool(request.files) or any(name in request.form for name in SKIPPED - {"csrf_token"})


def address() -> str:
    """Where the present form goes, with what its address says beside (`?groupe=3`)."""
    return request.full_path.rstrip("?")


def hold() -> None:
    from app.web.doors import do

    token = session.get(KEY) or draw()
    plain = filled(json.dumps(typed()).encode(), LENGTH)
    path = address()[:400]
    do(held.keep, digest(token), path, b64encode(_seal(token).close(plain, path)).decode())
    session[KEY] = token
    g.held = True  # this answer sends the browser on without having accepted the form


def waiting() -> tuple[str, MultiDict[str, Any]] | None:
    """Where the form goes and what was in it, if something waits for this browser."""
    from app.web.doors import now

    if not (token := session.get(KEY)):
        return None
    row = db.session.execute(sa.select(HeldForm.path, HeldForm.fields).where(
        HeldForm.digest == digest(token), HeldForm.expires_at > now())).first()
    fields = _opened(token, row.path, row.fields) if row else None
    return (row.path, MultiDict(fields)) if row and fields is not None else None


def _opened(token: str, path: str, kept: dict[str, Any]) -> dict[str, list[str]] | None:
    if "sealed" not in kept:  # by a version before 0.2
        return kept
    try:
        fields: dict[str, list[str]] = json.loads(_seal(token).open(b64decode(kept["sealed"]), path))
    except InvalidTag:
        return None
    return fields


def _seal(token: str) -> Seal:
    return Seal(token.encode(), "cordee held form")


def forget() -> None:
    from app.web.doors import do

    if token := session.pop(KEY, None):
        do(held.drop, digest(token))


def init_app(app: Flask) -> None:
    app.jinja_env.globals["held_waiting"] = lambda: KEY in session
