"""The words of a document that was joined, so that the search finds its proposal by them. Read by the job in three
steps, of which only the first and the last hold the database: it is marked, it is read (in the sandbox), its words are
kept."""

import logging
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.models.attachments import Attachment, AttachmentFile
from app.models.proposals import Proposal
from app.operations._work import Work, operation
from app.queries import search
from app.queries.loading import existing
from app.rules.kinds import Subject

AGAIN = timedelta(hours=1)  # what was begun and never ended (the machine stopped) lets the others go first
TRIES = 2  # then it has no words: whatever stops the machine does not stop it each time it starts
LOG = logging.getLogger("cordee.reading")


@dataclass(frozen=True, slots=True)
class Unread:
    data: bytes
    ending: str
    lang: str


@operation
def begin(work: Work, attachment_id: int) -> Unread | None:
    """Marked, before anything of it is opened; None where there is nothing to read. Two jobs never read the same."""
    row = existing(work.session, Attachment, attachment_id, with_for_update=True)
    if row.read_at is not None or row.removed_at is not None:
        return None
    if row.reading_begun_at is not None and work.now - row.reading_begun_at < AGAIN:
        return None
    if row.reading_tries >= TRIES:
        LOG.error("attachment %s was begun %s times and never ended: it has no words", attachment_id, TRIES)
        row.read_at = work.now
        return None
    row.reading_tries, row.reading_begun_at = row.reading_tries + 1, work.now
    found = work.session.execute(
        sa.select(AttachmentFile.data, Proposal.lang).join(Proposal, Proposal.id == row.proposal_id)
        .where(AttachmentFile.attachment_id == attachment_id, AttachmentFile.version == "file")).one()
    return Unread(found.data, row.ending, found.lang)


@operation
def keep(work: Work, attachment_id: int, stems: str) -> bool:
    row = existing(work.session, Attachment, attachment_id, with_for_update=True)
    if row.read_at is not None or row.removed_at is not None:
        return False
    row.words, row.read_at = stems, work.now
    work.session.flush()  # the index reads the row
    search.keep(work.session, work.now, Subject.PROPOSAL, row.proposal_id)
    return True

