"""The journal's lines about one proposal, as its page tells them."""

from typing import Any

from app.extensions import db
from app.queries import proposals as read
from app.web import happenings
from app.web.filters import iso, moment

ICONS = {"proposal": "edit", "carrier": "people", "link": "link", "gate": "clock", "passage": "check", "comment": "comment",
         "group": "group", "meeting": "calendar", "minutes": "calendar", "commitment": "people", "pact": "experiment",
         "indicator": "chart", "measure": "chart", "milestone": "flag", "check_in": "clock", "outcome": "outcome",
         "content": "flag"}


def told_timeline(proposal_id: int) -> list[dict[str, Any]]:
    """Newest first; a passage is a big knot."""
    return [{"icon": ICONS.get(row.kind.split(".")[0], "clock"), "title": happenings.line(row.kind, row.data),
             "when": moment(row.at), "iso": iso(row.at), "actor": row.actor, "big": row.kind == "passage.made"}
            for row in read.timeline(db.session(), proposal_id)]
