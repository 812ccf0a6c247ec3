"""The HTML of a clipboard in, Markdown out; nothing is kept."""

from flask import Blueprint, Response, abort, request

from app.extensions import db
from app.outside import pasted
from app.rules import limits
from app.rules.permissions import Action
from app.web.costs import TRIAL, costs
from app.web.doors import guard, weighs

blueprint = Blueprint("pasting", __name__)


@blueprint.post("/mise-en-forme")
@weighs(limits.PASTED_BYTES)
@costs(TRIAL, methods=("POST",))
@guard(Action.DRAFT_WRITE)
def read() -> Response:
    """For the comfort of a page that pastes plain text without it: the token comes in a header."""
    if request.mimetype != "text/html":
        abort(400)
    db.session.rollback()  # no connection waits for what is read
    return Response(pasted.markdown(request.get_data().decode("utf-8", "replace")), mimetype="text/plain")
