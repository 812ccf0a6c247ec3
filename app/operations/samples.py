"""Examples brought by the operator, and taken away: those under which people wrote stay, and are said."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.models.discussion import Comment, CommentMark, CommentMention, CommentVersion, ThreadMute
from app.models.following import Follow, Notification
from app.models.journal import Event, Outbox
from app.models.likeness import Likeness
from app.models.proposals import Link, Preparation, Proposal, ProposalPlace, Revision, Support
from app.models.sources import Imported, Source
from app.operations._samples import SampleTexts, enter_samples
from app.operations._site import territory_id
from app.operations._steps import allow, count
from app.operations._work import Refused, Work, operation
from app.queries import samples as read
from app.queries import search
from app.queries.site import SAMPLES
from app.rules.happenings import SamplesRemoved
from app.rules.kinds import Subject
from app.rules.permissions import Action

__all__ = ["Removed", "SampleTexts", "add", "remove"]


@dataclass(frozen=True, slots=True)
class Removed:
    proposals: int
    comments: int
    kept: int


@operation
def add(work: Work, texts: SampleTexts, lang: str) -> int:
    """How many proposals."""
    _allow(work)
    return enter_samples(work, territory_id(work), texts, lang)


def _allow(work: Work) -> None:
    """By an operator, or from the terminal (no actor)."""
    if work.actor_id is not None:
        allow(work, Action.SITE_SAMPLES)


@operation
def remove(work: Work) -> Removed:
    """With the supports and follows people gave them. What is counted here was counted at this very moment."""
    _allow(work)
    there = read.here(work.session)
    if not there:
        raise Refused("no_samples")
    going = [each for each in there if not each.stays]
    ids = [each.id for each in going]
    if not ids:
        raise Refused("samples_are_held", kept=len(there))
    comments = _remove_comments(work, ids)
    _remove_proposals(work, ids)
    for each in going:
        for key in (f"track:{each.track}", f"stage:{each.track}:{each.stage}"):
            count(work, each.space_id, key, -1)
    kept = len(there) - len(ids)
    if not kept:
        _forget_name(work)
    space_id = territory_id(work)
    work.say(SamplesRemoved(space_id=space_id, subject_id=space_id, proposals=len(ids), comments=comments, kept=kept))
    return Removed(len(ids), comments, kept)


def _remove_comments(work: Work, ids: Sequence[int]) -> int:
    """All of them came with the examples: one by a person would have kept its proposal."""
    gone = list(work.session.scalars(sa.select(Comment.id).where(Comment.proposal_id.in_(ids))))
    for table in (CommentMark, CommentMention, CommentVersion):
        work.session.execute(sa.delete(table).where(table.comment_id.in_(gone)))
    _forget_news(work, Subject.COMMENT, gone)
    work.session.execute(sa.delete(Comment).where(Comment.id.in_(gone)))
    return len(gone)


def _remove_proposals(work: Work, ids: Sequence[int]) -> None:
    work.session.execute(sa.delete(Link).where(sa.or_(Link.from_id.in_(ids), Link.to_id.in_(ids))))
    work.session.execute(sa.delete(Likeness).where(sa.or_(Likeness.one_id.in_(ids), Likeness.other_id.in_(ids))))
    for table in (Support, ThreadMute, Revision, Preparation, ProposalPlace):
        work.session.execute(sa.delete(table).where(table.proposal_id.in_(ids)))
    _forget_news(work, Subject.PROPOSAL, ids)
    work.session.execute(sa.delete(Imported).where(
        Imported.system == SAMPLES, Imported.kind == Subject.PROPOSAL, Imported.subject_id.in_(ids)))
    work.session.execute(sa.delete(Proposal).where(Proposal.id.in_(ids)))


def _forget_news(work: Work, kind: Subject, ids: Sequence[int]) -> None:
    """Nobody finds it or is told of it any more. The journal keeps its lines, which hold numbers only."""
    for number in ids:
        search.remove(work.session, kind, number)
    about = sa.select(Event.id).where(Event.subject_kind == kind, Event.subject_id.in_(ids))
    work.session.execute(sa.delete(Outbox).where(Outbox.event_id.in_(about)))
    for table in (Follow, Notification):
        work.session.execute(sa.delete(table).where(table.subject_kind == kind, table.subject_id.in_(ids)))


def _forget_name(work: Work) -> None:
    work.session.execute(sa.delete(Source).where(Source.system == SAMPLES))
