"""People whom a comment names: found once, when it is written; rendered as links to the page everybody may read."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.accounts.queries.accounts import roles_on, speaks_for
from app.core import limits, markup
from app.core.database import existing, existing_value, upsert
from app.core.kinds import ContentState, Role, Stance, Status, Subject
from app.core.loading import ALIVE, allow, move_counter, not_hidden, one_at_a_time, proposal_for
from app.core.permissions import Action
from app.core.refusals import NO_MANDATE
from app.core.unit_of_work import Refused, Work, operation
from app.discussion import queries as read, refusals, rules as mentions
from app.discussion.models import Comment, CommentMark, CommentMention, CommentVersion, Synthesis, ThreadMute
from app.notifications.service import write_follow
from app.proposals.events import CommentEdited, CommentPosted, SynthesisWritten
from app.proposals.models import Amendment, Proposal
from app.proposals.service.journey import advance, touch
from app.proposals.service.texts import checked
from app.search import queries as search
from app.territory.models import Space
from app.territory.queries.charters import charter_by_id


def enter(work: Work, comment: Comment, version: int = 1) -> None:
    """Render the comment's text, with a link for each person it names, and note whom this text names for the first
    time. `MENTIONS` over all its texts together, so that correcting is no way to call a crowd."""
    named = _named_in(work, comment)
    known = _noted(work, comment.id)
    for words, number in named.items():
        if number in known.values() or len(known) >= limits.MENTIONS:
            continue
        known[words] = number
        work.session.execute(upsert(work.session, CommentMention).values(
            comment_id=comment.id, person_id=number, name=words, version=version).on_conflict_do_nothing())
    comment.html = _html(comment.body, {words: n for words, n in named.items() if n in known.values()})


def _named_in(work: Work, comment: Comment) -> dict[str, int]:
    """« @ and the words as typed » -> person. Those of the thread first, then those seen in the space."""
    asked = mentions.calls(comment.body)
    if not asked:
        return {}
    here = mentions.Known.of(read.in_thread(work.session, comment.proposal_id))
    forms = {form for call in asked for reading in call.readings for form in (reading, reading.rstrip("."))}
    there = mentions.Known.of(read.in_space(work.session, comment.space_id, sorted(forms)), first=False)
    return {f"@{words}": number for words, number in mentions.resolved(asked, here, there).items()}


def _noted(work: Work, comment_id: int) -> dict[str, int]:
    return {row.name: row.person_id for row in work.session.execute(
        sa.select(CommentMention.name, CommentMention.person_id).where(CommentMention.comment_id == comment_id))}


def _html(body: str, named: Mapping[str, int]) -> str:
    return markup.rendered(body, {words: f"/personnes/{number}" for words, number in named.items()})


def forget(work: Work, person_id: int) -> None:
    """Somebody left for good: no link leads to them any more. What others typed stays theirs."""
    mine = sa.select(CommentMention.comment_id).where(CommentMention.person_id == person_id)
    comments = work.session.scalars(sa.select(Comment).where(Comment.id.in_(mine))).all()
    work.session.execute(sa.delete(CommentMention).where(CommentMention.person_id == person_id))
    for comment in comments:
        comment.html = _html(comment.body, _noted(work, comment.id))


# Comments and their replies: posted, corrected. Two levels, whatever is replied to.

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
        raise Refused(refusals.NOT_YOUR_COMMENT)
    if comment.replies or work.now - comment.created_at > timedelta(hours=limits.EDIT_HOURS):
        raise Refused(refusals.TOO_LATE_TO_EDIT, hours=limits.EDIT_HOURS)
    said = checked(body, "body", most=limits.COMMENT, least=1)
    if said != comment.body:
        version = _keep(work, comment) + 1
        comment.body, comment.edited_at = said, work.now
        enter(work, comment, version)
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
        html=markup.rendered(comment.body), written_at=comment.edited_at or comment.created_at,
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
        raise Refused(refusals.NO_COMMENT_AT_THIS_STAGE)
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    if structure_id is not None and not speaks_for(
            work.session, work.me, structure_id, work.now.astimezone(zone).date()):
        raise Refused(NO_MANDATE, field="structure")
    _not_too_many(work)
    return proposal


def _not_too_many(work: Work) -> None:
    """Two tabs at once do not pass the limit together."""
    one_at_a_time(work, "comments", work.me)
    posted = work.session.scalar(
        sa.select(Comment.created_at).where(Comment.author_id == work.me).order_by(Comment.id.desc())
        .offset(limits.COMMENTS_AN_HOUR - 1).limit(1))
    if posted is not None and posted > work.now - timedelta(hours=1):
        raise Refused(refusals.TOO_MANY_COMMENTS, most=limits.COMMENTS_AN_HOUR)


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
    enter(work, comment)
    return comment


def _tell(work: Work, proposal: Proposal, comment: Comment) -> int:
    search.keep(work.session, work.now, Subject.COMMENT, comment.id)
    touch(work, proposal)
    move_counter(work, proposal.id, "comments", 1)
    write_follow(work, work.me, Subject.PROPOSAL, proposal.id)
    work.say(CommentPosted(space_id=proposal.space_id, subject_id=proposal.id, comment_id=comment.id,
                           stance=comment.stance.value, parent_id=comment.parent_id, author_id=work.me))
    advance(work, proposal.id)
    return comment.id


# Human syntheses: what a discussion comes down to, over which messages. Each version stays as it was.

@operation
def write(work: Work, proposal_id: int, body: str, lang: str, covers: Sequence[int], *, up_to: int | None = None,
          again: bool = False) -> int:
    """A new version. It covers what was picked; `up_to`: everything until that message; `again`: also what the version
    before covered. Hidden messages are left out. Returns its number."""
    proposal = proposal_for(work, Action.SYNTHESIS_WRITE, proposal_id, (*ALIVE, Status.CLOSED))
    said = checked(body, "body", most=limits.FIELD, least=limits.REASON_LEAST)
    last = work.session.scalar(sa.select(Synthesis).where(Synthesis.proposal_id == proposal_id)
                               .order_by(Synthesis.number.desc()).limit(1))
    wanted = set(covers) | (set(last.covers) if again and last else set())
    told = _covered(work, proposal_id, wanted, up_to)
    if not told:
        raise Refused(refusals.SYNTHESIS_COVERS_NOTHING, field="covers")
    row = Synthesis(
        space_id=proposal.space_id, proposal_id=proposal_id, number=last.number + 1 if last else 1, author_id=work.me,
        body=said, html=markup.rendered(said), lang=lang, covers=[one.id for one in told], covered=len(told),
        until=max(one.created_at for one in told), created_at=work.now)
    work.session.add(row)
    work.session.flush()  # its id is needed
    touch(work, proposal)
    work.say(SynthesisWritten(space_id=proposal.space_id, subject_id=proposal_id, synthesis_id=row.id,
                              version=row.number, covered=row.covered))
    return row.number


def _covered(work: Work, proposal_id: int, wanted: set[int], up_to: int | None) -> Sequence[sa.Row[int, object]]:
    """Visible messages of this very discussion, in their order; what else was asked for is nobody's business."""
    picked = Comment.id.in_(wanted) if up_to is None else sa.or_(Comment.id <= up_to, Comment.id.in_(wanted))
    return work.session.execute(
        sa.select(Comment.id, Comment.created_at).where(
            Comment.proposal_id == proposal_id, Comment.state == ContentState.VISIBLE, picked)
        .order_by(Comment.id)).all()


# What a reader does with a discussion: finding a message useful, hearing no more of it.

@operation
def mark_useful(work: Work, comment_id: int) -> int:
    """Twice is once. Not one's own, not a hidden one. Returns the proposal's id."""
    proposal_id = _readable(work, comment_id)
    comment = existing(work.session, Comment, comment_id)
    not_hidden(work, comment)
    if comment.author_id == work.me:
        raise Refused(refusals.MARK_OWN_COMMENT)
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
