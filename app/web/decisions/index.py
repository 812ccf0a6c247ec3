"""The list: what is asked now, then what was decided."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import render_template, request

from app.extensions import db
from app.queries import ballot_boxes
from app.queries import decisions as read
from app.rules.permissions import Action
from app.web.decisions.blueprint import blueprint
from app.web.decisions.words import KINDS, METHODS, OUTCOMES, STEPS, TONES, WHO
from app.web.doors import guard, may, me
from app.web.paging import MOST, whole

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _cursor(typed: str) -> tuple[datetime, int] | None:
    """A moment in microseconds and an id; anything else is the first page."""
    at, _sep, its_number = typed.partition("-")
    moment, number = whole(at, MOST), whole(its_number)
    return None if moment is None or number is None else (EPOCH + timedelta(microseconds=moment), number)


def item(row: Any) -> dict[str, Any]:
    """One line of a list, in words."""
    outcome = row.outcome or ""
    return {
        "row": row,
        "kind": KINDS[row.kind.value],
        "method": METHODS[row.method.value],
        "who": WHO[row.by.value],
        "step": STEPS.get(row.step.value) if row.step else None,
        "outcome": OUTCOMES.get(outcome),
        "tone": TONES.get(outcome, ("", "check")),
    }


@blueprint.get("/decisions")
@guard(Action.DECISION_READ)
def index() -> str:
    session, person, after = db.session(), me(), _cursor(request.args.get("avant", ""))
    opened = read.opened(session) if after is None else ()
    closed, more = read.over(session, after)
    asked = {row.id for row in read.waiting_for(session, person.id)} if person else set()
    done = ballot_boxes.answered(session, list(asked), person.id) if person and asked else set()
    following = f"{(more[0] - EPOCH) // timedelta(microseconds=1)}-{more[1]}" if more else None
    return render_template(
        "decisions/index.html",
        opened=[item(row) | {"asked": row.id in asked, "done": row.id in done} for row in opened],
        closed=[item(row) for row in closed],
        after=following,
        first=after is None,
        may_open=may(Action.STEERING_READ),
    )
