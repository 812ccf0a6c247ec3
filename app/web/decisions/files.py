"""What is published of a closed decision: the file as it was written, the receipts; and the roll."""

import json
from typing import Any

from flask import Response, abort, render_template, request

from app.extensions import db
from app.queries import decisions as read
from app.queries.rolls import hats
from app.rules.kinds import Role
from app.rules.permissions import Action
from app.web.costs import FILE, costs
from app.web.decisions.blueprint import blueprint
from app.web.decisions.sentences import answer_in_words
from app.web.decisions.shown import college_names, context
from app.web.decisions.words import GROUNDS
from app.web.doors import actor, guard, me
from app.web.filters import with_query
from app.web.paging import number_asked

MANY = 200
KEEPERS = frozenset({Role.STEERING, Role.MODERATOR})


def _text(number: int) -> tuple[Any, str]:
    """404 before the end, and where nothing was counted."""
    row = read.page(db.session(), number)
    return row, read.file(db.session(), number) or abort(404)


@blueprint.get("/decisions/<int:number>/decision-<int:same>.json")
@costs(FILE)
@guard(Action.DECISION_READ)
def file(number: int, same: int) -> Response:
    row, text = _text(number)
    if same != number:
        abort(404)
    answer = Response(text, mimetype="application/json")
    answer.set_etag(row.file_digest)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Disposition"] = f"attachment; filename=decision-{number}.json"
    return answer.make_conditional(request)  # type: ignore[return-value]


@blueprint.get("/decisions/<int:number>/recus")
@guard(Action.DECISION_READ)
def receipts(number: int) -> str:
    row, text = _text(number)
    page, told = min(number_asked("page") or 1, 10_000), json.loads(text)
    code = request.args.get("code", "").strip().upper()[:24]
    lines = [
        {
            "receipt": line.get("receipt"),
            "words": answer_in_words(row, line["choice"]),
            "college": line.get("college", ""),
            "delegated": line.get("delegated", False),
        }
        for line in told["profile"].get("ballots", ())
    ]
    withheld = (told.get("withheld") or {}).get("receipts", ())
    found = [line for line in lines if line["receipt"] == code] if code else lines
    shown = found[(page - 1) * MANY:page * MANY]
    return render_template(
        "decisions/receipts.html",
        lines=shown,
        before=with_query(page=str(page - 1)) if page > 1 else None,
        after=with_query(page=str(page + 1)) if page * MANY < len(found) else None,
        code=code,
        by_college=any(line["college"] for line in lines),
        total=len(lines),
        is_withheld=code in withheld,
        withheld=len(withheld),
        colleges_shown=college_names(context(row)["charter"]),
        row=row,
    )


@blueprint.get("/decisions/<int:number>/liste")
@guard(Action.DECISION_READ)
def roll(number: int) -> str:
    """Name by name for those who are on it, the committee and the moderators; the numbers for everybody."""
    row = read.page(db.session(), number)
    given, person = context(row), me()
    inside = person is not None and (bool(actor().roles & KEEPERS) or bool(hats(db.session(), number, person.id)))
    return render_template(
        "decisions/roll.html",
        names=read.roll(db.session(), number) if inside else None,
        inside=inside,
        GROUNDS=GROUNDS,
        college_words=college_names(given["charter"]),
        **given,
    )
