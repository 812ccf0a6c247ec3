"""What every page of a discussion shares: the proposal it is about, and whether one may still write there."""

from typing import Any

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import proposals
from app.queries.charters import charter_by_id
from app.rules.kinds import ContentState, Status
from app.web.doors import actor_on, me

blueprint = Blueprint("discussion", __name__)
Answer = str | tuple[str, int] | Response


def proposal(number: int) -> Any:
    """Visible, or not there at all."""
    row = proposals.page(db.session(), number)
    if row.state is ContentState.HIDDEN:
        abort(404)
    return row


def talks(row: Any) -> dict[str, Any]:
    """What the thread's template needs beside the comments: is the discussion open here and now?"""
    stage = charter_by_id(db.session(), row.charter_id).tracks[row.track].stages[row.stage]
    return {"row": row, "stage": stage, "is_open": row.status in (Status.OPEN, Status.DORMANT),
            "there": actor_on(row.id) if me() else None}


def mandates() -> list[Any]:
    person = me()
    return proposals.mandates(db.session(), person.id) if person else []
