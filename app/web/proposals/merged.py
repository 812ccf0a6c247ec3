"""Who looks for a proposal that was merged is led to the one that goes on, and told why; the first stays readable."""

from datetime import timedelta
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import merges
from app.rules import limits
from app.rules.kinds import Status
from app.web.doors import now
from app.web.paging import whole


def led_on(row: Any) -> Response | None:
    """For a while only (302): a merge can be undone. `?origine=1` reads the first one as it was."""
    if row.status is not Status.MERGED or "origine" in request.args:
        return None
    there = merges.goes_on(db.session(), row.id)
    return redirect(url_for("proposals.show", number=there, depuis=row.id)) if there else None


def came_from(row: Any) -> Any:
    """The one that was looked for, where the address says so and the chain ends here."""
    if (told := whole(request.args.get("depuis"))) is None:
        return None
    found = merges.merged(db.session(), told)
    return found if found is not None and merges.goes_on(db.session(), found.id) == row.id else None


def undo_until(row: Any) -> Any:
    """Until when the merge may be undone; None where it may not."""
    found = merges.merged(db.session(), row.id) if row.status is Status.MERGED else None
    until = found.merged_at + timedelta(days=limits.MERGE_UNDO_DAYS) if found and found.merged_at else None
    return until if until and now() < until else None
