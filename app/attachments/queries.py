"""What is joined to a proposal. Of a hidden one, nothing is there for anybody."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.attachments.models import Attachment, AttachmentFile
from app.core.database import existing_row
from app.core.kinds import ContentState, Subject, Verdict
from app.moderation.models import Case, VerdictRow
from app.proposals.models import Proposal

Rows = list[Any]
BATCH = 20
LISTED = 500


def of_proposal(session: Session, proposal_id: int) -> Rows:
    """Beside its text; then those of what was united with it, as long as it is: nothing is moved, so that nothing has
    to be moved back."""
    return _joined(session, Attachment.proposal_id.in_(_united(proposal_id)), Attachment.meeting_id.is_(None),
                   own=Attachment.proposal_id == proposal_id)


def of_meeting(session: Session, meeting_id: int) -> Rows:
    return _joined(session, Attachment.meeting_id == meeting_id)


def _united(proposal_id: int) -> Any:
    """Itself, and what continues in it, however many unions ago. What is hidden brings nothing."""
    first = sa.select(sa.literal(proposal_id, sa.BigInteger).label("id")).cte("united", recursive=True)
    return sa.select(first.union(
        sa.select(Proposal.id).join(first, Proposal.merged_into_id == first.c.id)
        .where(Proposal.state == ContentState.VISIBLE)).c.id)


def _joined(session: Session, *where: Any, own: Any = None) -> Rows:
    """Those that are there, those that are hidden, without their words, and those a moderator took away, with the
    reason. `came_from`: the reference of the united text that it was joined to."""
    hidden = Attachment.state == ContentState.HIDDEN
    return list(session.execute(
        sa.select(Attachment.id, Attachment.kind, Attachment.state, Attachment.added_by,
                  _ground().label("ground"), sa.case((hidden, ""), else_=Attachment.title).label("title"),
                  sa.case((hidden, ""), else_=Attachment.caption).label("caption"), Attachment.ending,
                  Attachment.size, Attachment.digest, Attachment.width, Attachment.height, Attachment.removed_at,
                  Attachment.removal_reason, _from(own).label("came_from"))
        .join(Proposal, Proposal.id == Attachment.proposal_id)
        .where(*where, sa.or_(Attachment.removed_at.is_(None), Attachment.removal_reason != ""))
        .order_by(_from(own) != "", Attachment.id)))


def _from(own: Any) -> Any:
    return sa.literal("") if own is None else sa.case((own, ""), else_=Proposal.reference)


def _ground() -> Any:
    """Why it is hidden."""
    return (sa.select(VerdictRow.ground).join(Case, Case.id == VerdictRow.case_id)
            .where(Case.subject_kind == Subject.ATTACHMENT, Case.subject_id == Attachment.id,
                   VerdictRow.verdict == Verdict.HIDE)
            .order_by(VerdictRow.id.desc()).limit(1).correlate(Attachment).scalar_subquery())


def one(session: Session, attachment_id: int) -> Any:
    """(id, title, proposal_id, meeting_id, proposal) of one that is there; Missing for anything else."""
    return existing_row(session.execute(
        sa.select(Attachment.id, Attachment.title, Attachment.proposal_id, Attachment.meeting_id,
                  Proposal.title.label("proposal"),
                  Proposal.lang)
        .join(Proposal, Proposal.id == Attachment.proposal_id)
        .where(Attachment.id == attachment_id, Attachment.removed_at.is_(None),
               Attachment.state == ContentState.VISIBLE, Proposal.state == ContentState.VISIBLE)))


def file(session: Session, attachment_id: int, version: str, *, hidden: bool = False) -> Any:
    """(title, media_type, ending, digest, data), or None. `hidden`: for moderators, whose case it may be."""
    return session.execute(
        sa.select(Attachment.title, Attachment.media_type, Attachment.ending, Attachment.digest, AttachmentFile.data,
                  Attachment.state)
        .join(AttachmentFile, AttachmentFile.attachment_id == Attachment.id)
        .join(Proposal, Proposal.id == Attachment.proposal_id)
        .where(Attachment.id == attachment_id, AttachmentFile.version == version, Attachment.removed_at.is_(None),
               Proposal.state == ContentState.VISIBLE,
               sa.true() if hidden else Attachment.state == ContentState.VISIBLE)).one_or_none()


def listing(session: Session, after: int = 0) -> Rows:
    """Every piece that everybody may see, the oldest first: for the open data."""
    return list(session.execute(
        sa.select(Attachment.id, Proposal.reference, Attachment.kind, Attachment.title, Attachment.caption,
                  Proposal.lang, Attachment.media_type, Attachment.ending, Attachment.size, Attachment.digest,
                  Attachment.width, Attachment.height, Attachment.added_at)
        .join(Proposal, Proposal.id == Attachment.proposal_id)
        .where(Attachment.id > after, Attachment.removed_at.is_(None), Attachment.state == ContentState.VISIBLE,
               Proposal.state == ContentState.VISIBLE).order_by(Attachment.id).limit(LISTED)))


def unread(session: Session, now: datetime, again: timedelta) -> list[int]:
    """Documents whose words are still to be read, the oldest first; those that were begun and never ended, later."""
    begun = Attachment.reading_begun_at
    return list(session.scalars(sa.select(Attachment.id).where(
        Attachment.read_at.is_(None), Attachment.removed_at.is_(None), sa.or_(begun.is_(None), begun <= now - again))
        .order_by(begun.is_not(None), Attachment.id).limit(BATCH)))


# The list of pictures and documents as open data: one line of JSON for each.

def lines(batch: Callable[[int], Sequence[Any]], url: Callable[[Any], str]) -> Iterator[str]:
    """Batch after batch (`batch(id)`: those after it), so that a long list takes no more memory than a short one."""
    after = 0
    while rows := batch(after):
        for row in rows:
            told = {"id": row.id, "reference": row.reference, "kind": row.kind.value, "title": row.title,
                    "caption": row.caption, "lang": row.lang, "media_type": row.media_type, "size": row.size,
                    "sha256": row.digest, "width": row.width or None, "height": row.height or None,
                    "added_at": row.added_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "url": url(row)}
            yield json.dumps(told, ensure_ascii=False) + "\n"
        after = rows[-1].id
