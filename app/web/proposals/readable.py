"""A proposal that whoever is there may read, or nothing."""

from typing import Any

from flask import abort

from app.extensions import db
from app.queries import proposals as read
from app.rules.kinds import ContentState, Role
from app.web.doors import actor, me


def may_see(row: Any) -> bool:
    """Its author and the moderators read what was hidden; nobody else."""
    person = me()
    return person is not None and (person.id == row.author_id or Role.MODERATOR in actor().roles)


def readable(number: int) -> Any:
    """For the pages beside its own: a hidden one is not there at all."""
    row = read.page(db.session(), number)
    if row.state is ContentState.HIDDEN and not may_see(row):
        abort(404)
    return row
