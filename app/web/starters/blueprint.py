"""What the pages of debates and lists share: the need they are under."""

from typing import Any

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import proposals
from app.rules.kinds import ContentState

blueprint = Blueprint("starters", __name__)
Answer = str | tuple[str, int] | Response
NEED = "need"


def need(number: int) -> Any:
    """A visible need, or not there at all."""
    row = proposals.page(db.session(), number)
    if row.state is ContentState.HIDDEN or row.track != NEED:
        abort(404)
    return row
