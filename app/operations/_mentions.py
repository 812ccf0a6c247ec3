"""People whom a comment names: found once, when it is written; rendered as links to the page everybody may read."""

from collections.abc import Mapping

import sqlalchemy as sa

from app.models.discussion import Comment, CommentMention
from app.operations._work import Work
from app.outside import markdown
from app.queries import mentions as read
from app.queries.dialect import upsert
from app.rules import limits, mentions


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
    return markdown.rendered(body, {words: f"/personnes/{number}" for words, number in named.items()})


def forget(work: Work, person_id: int) -> None:
    """Somebody left for good: no link leads to them any more. What others typed stays theirs."""
    mine = sa.select(CommentMention.comment_id).where(CommentMention.person_id == person_id)
    comments = work.session.scalars(sa.select(Comment).where(Comment.id.in_(mine))).all()
    work.session.execute(sa.delete(CommentMention).where(CommentMention.person_id == person_id))
    for comment in comments:
        comment.html = _html(comment.body, _noted(work, comment.id))
