"""Following and unfollowing, and what was read of the news."""

import sqlalchemy as sa

from app.models.following import Follow, Notification
from app.models.groups import Group
from app.models.proposals import Proposal
from app.models.spaces import Space
from app.models.structures import Structure
from app.operations._following import follow as _follow
from app.operations._steps import allow, not_hidden
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing
from app.rules.kinds import Subject
from app.rules.permissions import Action

FOLLOWABLE: dict[Subject, type[Proposal | Group | Structure | Space]] = {
    Subject.PROPOSAL: Proposal, Subject.GROUP: Group, Subject.STRUCTURE: Structure, Subject.SPACE: Space}


@operation
def follow(work: Work, kind: Subject, subject_id: int) -> None:
    """Twice is once. What is not there, or is hidden, cannot be followed."""
    allow(work, Action.FOLLOW)
    if kind not in FOLLOWABLE:
        raise Refused("not_followable")
    thing = existing(work.session, FOLLOWABLE[kind], subject_id)
    if isinstance(thing, Group) and thing.proposal_id is not None:
        thing = work.session.get_one(Proposal, thing.proposal_id)
    if isinstance(thing, Proposal):
        not_hidden(work, thing)
    _follow(work, work.me, kind, subject_id)


@operation
def unfollow(work: Work, kind: Subject, subject_id: int) -> None:
    """Always possible, even from what is gone since."""
    allow(work, Action.FOLLOW)
    work.session.execute(sa.delete(Follow).where(
        Follow.person_id == work.me, Follow.subject_kind == kind, Follow.subject_id == subject_id))


@operation
def mark_read(work: Work, kind: Subject, subject_id: int) -> None:
    """One group of one's own news."""
    _read(work, Notification.subject_kind == kind, Notification.subject_id == subject_id)


@operation
def mark_all_read(work: Work, up_to: int) -> None:
    """Up to what the page showed: news that came in since stay unread."""
    _read(work, Notification.id <= up_to)


def _read(work: Work, *which: sa.ColumnElement[bool]) -> None:
    allow(work, Action.NOTIFICATION_READ)
    work.session.execute(
        sa.update(Notification).where(Notification.person_id == work.me, Notification.read_at.is_(None), *which)
        .values(read_at=work.now).execution_options(synchronize_session=False))
