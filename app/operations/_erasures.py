"""What is taken away for good, and its line in the list that a restored copy follows again (models/erasures.py)."""

from datetime import UTC, datetime

import sqlalchemy as sa

from app.models.attachments import Attachment, AttachmentFile
from app.models.erasures import Erasure
from app.models.papers import PaperEntry
from app.models.proposals import Proposal
from app.models.sharing import Document, DocumentFile
from app.models.sources import Source
from app.models.starters import NeedLine
from app.operations._work import Work
from app.queries import search
from app.rules.kinds import Subject

PERSON, PAPER, ATTACHMENT, DOCUMENT, LINE = "person", "paper", "attachment", "document", "line"
INVITATION, HIDDEN, SHOWN = "invitation", "hidden", "shown"


def forgotten(work: Work, what: str, target: str) -> None:
    """In the same transaction. `target` names nobody, and nothing else will ever bear it."""
    work.session.add(Erasure(at=work.now, what=what, target=target))


def mark(number: int, made_at: datetime) -> str:
    """A number that a restore may give again, with the moment its bearer was made."""
    return f"{number}@{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def drop_attachment(work: Work, row: Attachment) -> None:
    """Its bytes and its words; that it was there stays."""
    row.removed_at, row.removed_by, row.words = work.now, work.actor_id, ""
    work.session.execute(sa.delete(AttachmentFile).where(AttachmentFile.attachment_id == row.id)
                         .execution_options(synchronize_session=False))
    search.keep(work.session, work.now, Subject.PROPOSAL, row.proposal_id)
    forgotten(work, ATTACHMENT, mark(row.id, row.added_at))


def drop_document(work: Work, row: Document) -> None:
    row.removed_at = work.now
    work.session.execute(sa.delete(DocumentFile).where(DocumentFile.document_id == row.id))
    forgotten(work, DOCUMENT, mark(row.id, row.added_at))


def drop_line(work: Work, line: NeedLine) -> None:
    line.body, line.removed_at = "", work.now
    forgotten(work, LINE, mark(line.id, line.created_at))


def drop_first_name(work: Work, entry: PaperEntry) -> bool:
    """Of a need that was written on paper. False where there was none."""
    proposal = work.session.get_one(Proposal, entry.proposal_id)
    source = work.session.get_one(Source, proposal.source_id)
    if not source.name:
        return False
    source.name, entry.forgotten_at = "", work.now
    forgotten(work, PAPER, entry.token)
    return True
