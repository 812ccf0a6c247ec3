"""Telling the technical team that no good copy was made for two days."""

from datetime import datetime, timedelta

from app.operations._people import home_id
from app.operations._work import Work, operation
from app.queries import backups as read
from app.rules.happenings import BackupLate

AGAIN = timedelta(days=7)


@operation
def warn(work: Work, last: datetime | None) -> bool:
    """Once for each time it happens, then every week. True where it was said now."""
    space_id = home_id(work)
    said = read.last_warning(work.session, space_id)
    if said is not None and said > work.now - AGAIN and (last is None or said > last):
        return False
    days = (work.now - last).days if last is not None else None
    work.say(BackupLate(space_id=space_id, subject_id=space_id, days=days))
    return True
