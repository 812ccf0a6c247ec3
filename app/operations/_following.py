"""Following as a step of other acts: who writes, carries, comments or supports hears what comes next."""

from app.models.following import Follow
from app.operations._work import Work
from app.queries.dialect import upsert
from app.rules.kinds import Subject


def follow(work: Work, person_id: int, kind: Subject, subject_id: int) -> None:
    """Once: who follows already keeps the older date."""
    row = upsert(work.session, Follow).values(
        person_id=person_id, subject_kind=kind, subject_id=subject_id, since=work.now)
    work.session.execute(row.on_conflict_do_nothing())
