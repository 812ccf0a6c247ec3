"""What is joined to a proposal. Of a hidden one, nothing is there for anybody."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.attachments import Attachment, AttachmentFile
from app.models.proposals import Proposal
from app.rules.kinds import ContentState

Rows = list[Any]
BATCH = 20


def of_proposal(session: Session, proposal_id: int) -> Rows:
    """Those that are there, and those a moderator took away, with the reason."""
    return list(session.execute(
        sa.select(Attachment.id, Attachment.kind, Attachment.title, Attachment.caption, Attachment.ending,
                  Attachment.size, Attachment.digest, Attachment.width, Attachment.height, Attachment.removed_at,
                  Attachment.removal_reason)
        .where(Attachment.proposal_id == proposal_id,
               sa.or_(Attachment.removed_at.is_(None), Attachment.removal_reason != ""))
        .order_by(Attachment.id)))


def one(session: Session, attachment_id: int) -> Any:
    """(id, title, proposal_id, proposal) of one that is there; NoResultFound for anything else."""
    return session.execute(
        sa.select(Attachment.id, Attachment.title, Attachment.proposal_id, Proposal.title.label("proposal"),
                  Proposal.lang)
        .join(Proposal, Proposal.id == Attachment.proposal_id)
        .where(Attachment.id == attachment_id, Attachment.removed_at.is_(None),
               Proposal.state == ContentState.VISIBLE)).one()


def file(session: Session, attachment_id: int, version: str) -> Any:
    """(title, media_type, ending, digest, data), or None."""
    return session.execute(
        sa.select(Attachment.title, Attachment.media_type, Attachment.ending, Attachment.digest, AttachmentFile.data)
        .join(AttachmentFile, AttachmentFile.attachment_id == Attachment.id)
        .join(Proposal, Proposal.id == Attachment.proposal_id)
        .where(Attachment.id == attachment_id, AttachmentFile.version == version, Attachment.removed_at.is_(None),
               Proposal.state == ContentState.VISIBLE)).one_or_none()


def unread(session: Session) -> list[int]:
    """Documents whose words are still to be read, the oldest first."""
    return list(session.scalars(sa.select(Attachment.id).where(
        Attachment.read_at.is_(None), Attachment.removed_at.is_(None)).order_by(Attachment.id).limit(BATCH)))
