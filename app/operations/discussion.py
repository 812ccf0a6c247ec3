"""Comments and their replies: posted, corrected. Two levels, whatever is replied to."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.amendments import Amendment
from app.models.discussion import Comment, CommentVersion
from app.models.proposals import Proposal
from app.models.spaces import Space
from app.operations import _mentions
from app.operations._ceilings import one_at_a_time
from app.operations._following import follow
from app.operations._journey import advance, touch
from app.operations._steps import ALIVE, move_counter, not_hidden, proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.outside import markdown
from app.queries import search
from app.queries.charters import charter_by_id
from app.queries.loading import existing, existing_value
from app.queries.people import roles_on, speaks_for
from app.rules import limits
from app.rules.happenings import CommentEdited, CommentPosted
from app.rules.kinds import Role, Stance, Status, Subject
from app.rules.permissions import Action


@operation
def post(work: Work, proposal_id: int, stance: Stance, body: str, lang: str, *,
         structure_id: int | None = None, amendment_id: int | None = None) -> int:
    """At the first level, with a stance. A question waits for an answer, unless a carrier asks it. `amendment_id`: said
    of that suggestion."""
    proposal = _open_discussion(work, proposal_id, structure_id)
    if amendment_id is not None:
        _check_amendment(work, proposal_id, amendment_id)
    asks = stance is Stance.QUESTION and not _carries(work, proposal_id)
    comment = _write(work, proposal, stance, body, lang=lang, structure_id=structure_id)
    comment.amendment_id = amendment_id
    comment.needs_answer = asks
    return _tell(work, proposal, comment)


@operation
def reply(work: Work, comment_id: int, body: str, lang: str, *, structure_id: int | None = None) -> int:
    """Always at the second level: an answer to a reply joins its siblings. A carrier's answer settles a question."""
    proposal = _open_discussion(work, _proposal_of(work, comment_id), structure_id)
    answered = existing(work.session, Comment, comment_id)
    parent = answered if answered.parent_id is None else work.session.get_one(Comment, answered.parent_id)
    for one in (answered, parent):
        not_hidden(work, one)
    comment = _write(work, proposal, Stance.NEUTRAL, body, lang=lang, structure_id=structure_id)
    comment.parent_id = parent.id
    settles = parent.needs_answer and _carries(work, proposal.id)
    given = {"replies": Comment.replies + 1} | ({"needs_answer": False} if settles else {})
    work.session.execute(sa.update(Comment).where(Comment.id == parent.id).values(given)
                         .execution_options(synchronize_session=False))
    return _tell(work, proposal, comment)


@operation
def edit(work: Work, comment_id: int, body: str) -> int:
    """By its author, for a day, as long as nobody answered. Returns the proposal's id."""
    proposal = proposal_for(work, Action.COMMENT_EDIT, _proposal_of(work, comment_id))
    comment = existing(work.session, Comment, comment_id)
    not_hidden(work, comment)
    if comment.author_id != work.me:
        raise Refused("not_your_comment")
    if comment.replies or work.now - comment.created_at > timedelta(hours=limits.EDIT_HOURS):
        raise Refused("too_late_to_edit", hours=limits.EDIT_HOURS)
    said = checked(body, "body", most=limits.COMMENT, least=1)
    if said != comment.body:
        version = _keep(work, comment) + 1
        comment.body, comment.edited_at = said, work.now
        _mentions.enter(work, comment, version)
        search.keep(work.session, work.now, Subject.COMMENT, comment.id)
        work.say(CommentEdited(space_id=proposal.space_id, subject_id=proposal.id, comment_id=comment.id,
                               version=version))
    return proposal.id


def _check_amendment(work: Work, proposal_id: int, amendment_id: int) -> None:
    """One of this proposal's; of another it is not there (Missing)."""
    not_hidden(work, existing_value(work.session.scalars(sa.select(Amendment).where(
        Amendment.id == amendment_id, Amendment.proposal_id == proposal_id))))


def _keep(work: Work, comment: Comment) -> int:
    """The text as it was until now, without links: whoever was named there may be gone later. Its number."""
    there = work.session.scalar(sa.select(sa.func.max(CommentVersion.number)).where(
        CommentVersion.comment_id == comment.id)) or 0
    work.session.add(CommentVersion(
        comment_id=comment.id, number=there + 1, author_id=comment.author_id, body=comment.body,
        html=markdown.rendered(comment.body), written_at=comment.edited_at or comment.created_at,
        replaced_at=work.now))
    return there + 1


def _proposal_of(work: Work, comment_id: int) -> int:
    """Asked first: everybody locks the proposal before its comments."""
    found: int = existing_value(work.session.execute(sa.select(Comment.proposal_id).where(Comment.id == comment_id)))
    return found


def _open_discussion(work: Work, proposal_id: int, structure_id: int | None) -> Proposal:
    """Everything that is asked before anybody may write here."""
    proposal = proposal_for(work, Action.COMMENT_POST, proposal_id, (*ALIVE, Status.CLOSED))  # a bilan is discussed too
    charter = charter_by_id(work.session, proposal.charter_id)
    if "comment" not in charter.tracks[proposal.track].stages[proposal.stage].features:
        raise Refused("no_comment_at_this_stage")
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    if structure_id is not None and not speaks_for(
            work.session, work.me, structure_id, work.now.astimezone(zone).date()):
        raise Refused("no_mandate", field="structure")
    _not_too_many(work)
    return proposal


def _not_too_many(work: Work) -> None:
    """Two tabs at once do not pass the limit together."""
    one_at_a_time(work, "comments", work.me)
    posted = work.session.scalar(
        sa.select(Comment.created_at).where(Comment.author_id == work.me).order_by(Comment.id.desc())
        .offset(limits.COMMENTS_AN_HOUR - 1).limit(1))
    if posted is not None and posted > work.now - timedelta(hours=1):
        raise Refused("too_many_comments", most=limits.COMMENTS_AN_HOUR)


def _carries(work: Work, proposal_id: int) -> bool:
    return Role.CARRIER in roles_on(work.session, work.me, proposal_id)


def _write(work: Work, proposal: Proposal, stance: Stance, body: str, *, lang: str,
           structure_id: int | None) -> Comment:
    said = checked(body, "body", most=limits.COMMENT, least=1)
    comment = Comment(
        space_id=proposal.space_id, proposal_id=proposal.id, author_id=work.me, structure_id=structure_id,
        stance=stance, body=said, html="", lang=lang, created_at=work.now)
    work.session.add(comment)
    work.session.flush()  # its id is needed by whom it names
    _mentions.enter(work, comment)
    return comment


def _tell(work: Work, proposal: Proposal, comment: Comment) -> int:
    search.keep(work.session, work.now, Subject.COMMENT, comment.id)
    touch(work, proposal)
    move_counter(work, proposal.id, "comments", 1)
    follow(work, work.me, Subject.PROPOSAL, proposal.id)
    work.say(CommentPosted(space_id=proposal.space_id, subject_id=proposal.id, comment_id=comment.id,
                           stance=comment.stance.value, parent_id=comment.parent_id, author_id=work.me))
    advance(work, proposal.id)
    return comment.id
