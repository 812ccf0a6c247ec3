"""What a reader does with a discussion: finding a message useful, hearing no more of it."""

import sqlalchemy as sa

from app.models.discussion import Comment, CommentMark, ThreadMute
from app.operations._steps import ALIVE, allow, not_hidden, proposal_for
from app.operations._work import Refused, Work, operation
from app.queries.dialect import upsert
from app.queries.loading import existing, existing_value
from app.rules.kinds import Status
from app.rules.permissions import Action


@operation
def mark_useful(work: Work, comment_id: int) -> int:
    """Twice is once. Not one's own, not a hidden one. Returns the proposal's id."""
    proposal_id = _readable(work, comment_id)
    comment = existing(work.session, Comment, comment_id)
    not_hidden(work, comment)
    if comment.author_id == work.me:
        raise Refused("mark_own_comment")
    given = work.session.scalar(upsert(work.session, CommentMark).values(
        comment_id=comment_id, person_id=work.me, given_on=work.now.date())
        .on_conflict_do_nothing().returning(CommentMark.comment_id))
    if given is not None:
        _move(work, comment_id, 1)
    return proposal_id


@operation
def unmark(work: Work, comment_id: int) -> int:
    """Taken back; what was not given is not missed."""
    proposal_id = _readable(work, comment_id)
    gone = work.session.scalar(sa.delete(CommentMark).where(
        CommentMark.comment_id == comment_id, CommentMark.person_id == work.me).returning(CommentMark.comment_id))
    if gone is not None:
        _move(work, comment_id, -1)
    return proposal_id


def _readable(work: Work, comment_id: int) -> int:
    """The proposal is locked first by everybody who writes under it."""
    proposal_id: int = existing_value(work.session.execute(
        sa.select(Comment.proposal_id).where(Comment.id == comment_id)))
    proposal_for(work, Action.COMMENT_MARK, proposal_id, (*ALIVE, Status.CLOSED))
    return proposal_id


def _move(work: Work, comment_id: int, by: int) -> None:
    work.session.execute(sa.update(Comment).where(Comment.id == comment_id).values(marks=Comment.marks + by)
                         .execution_options(synchronize_session=False))


@operation
def mute(work: Work, proposal_id: int) -> None:
    """No more news of what is said there. Twice is once."""
    proposal_for(work, Action.FOLLOW, proposal_id, tuple(Status))
    work.session.execute(upsert(work.session, ThreadMute).values(
        person_id=work.me, proposal_id=proposal_id, since=work.now).on_conflict_do_nothing())


@operation
def unmute(work: Work, proposal_id: int) -> None:
    """Always possible, whatever became of the proposal."""
    allow(work, Action.FOLLOW)
    work.session.execute(sa.delete(ThreadMute).where(
        ThreadMute.person_id == work.me, ThreadMute.proposal_id == proposal_id))
