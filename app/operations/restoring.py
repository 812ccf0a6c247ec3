"""A site that begins again from a copy: nobody is signed in, and the journal says what happened to it."""

from datetime import datetime

import sqlalchemy as sa

from app.models.people import HeldForm, LoginCode, LoginSession
from app.models.spaces import Space
from app.operations._people import home_id
from app.operations._work import Work, operation
from app.rules.happenings import SiteRestored


@operation
def begin_again(work: Work, copied_at: datetime, erased: int) -> None:
    """A session that was closed since the copy would be open again: all of them go, with the codes that wait."""
    for table in (LoginSession, LoginCode, HeldForm):
        work.session.execute(sa.delete(table).execution_options(synchronize_session=False))
    if work.session.scalar(sa.select(Space.id).limit(1)) is None:
        return
    space_id = home_id(work)
    work.say(SiteRestored(space_id=space_id, subject_id=space_id, until=copied_at.date().isoformat(), erased=erased))
