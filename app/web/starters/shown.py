"""What a need's page shows of its debates and lists; three statements at most, whatever is in them."""

from typing import Any

from app.extensions import db
from app.queries import proposals
from app.queries import starters as read
from app.rules.kinds_talk import LineKind
from app.web.doors import me, now
from app.web.starters.blueprint import NEED
from app.web.starters.forms import ASKED


def starters_of(row: Any) -> dict[str, Any] | None:
    """None for what is not a need."""
    if row.track != NEED:
        return None
    person, debates = me(), read.debates(db.session(), row.id)
    lines = read.lines(db.session(), row.id)
    current = debates[0] if debates and debates[0].closed_at is None else None
    return {
        "debate": current, "over": current is not None and now() >= current.closes_at,
        "concluded": [one for one in debates if one.closed_at is not None],
        "lists": [(kind, ASKED[kind], [line for line in lines if line.kind is kind]) for kind in LineKind],
        "structures": proposals.mandates(db.session(), person.id) if person else [],
    }
