"""What people send is looked at before the transaction that keeps it: nobody waits for a file of somebody else."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import sqlalchemy as sa

from app.accounts.queries.accounts import roles_on
from app.accounts.service.shared import drop_attachment
from app.attachments import refusals, sandbox
from app.attachments.files import Logo, Picture, TooManyPixels
from app.attachments.models import Attachment, AttachmentFile
from app.core import limits
from app.core.database import existing
from app.core.kinds import AttachmentKind, MeetingState, Status, Subject
from app.core.loading import ALIVE, one_at_a_time, proposal_for
from app.core.permissions import ALLOWED, Action
from app.core.refusals import IS_NEEDED
from app.core.unit_of_work import Refused, Work, operation
from app.experiments.events import AttachmentAdded, AttachmentRemoved
from app.groups.refusals import MEETING_NOT_PLANNED, MEETING_NOT_STARTED
from app.groups.service import meeting_for
from app.proposals.models import Proposal
from app.proposals.service.journey import touch
from app.proposals.service.texts import checked
from app.search import queries as search

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """What was sent, as its content says it is. `versions`: bytes and width by name, of a picture encoded anew."""

    kind: AttachmentKind
    media_type: str
    ending: str
    versions: dict[str, tuple[bytes, int]]
    width: int = 0
    height: int = 0

    @property
    def body(self) -> bytes:
        """What is served, and counted."""
        return self.versions.get("large", self.versions.get("file", (b"", 0)))[0]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def attachment(data: bytes) -> OpenedFile:
    """By its content alone: a picture or a document."""
    found = _opened(sandbox.attachment, _weighed(data), "file")
    if found is None:
        raise Refused(refusals.NOT_AN_ATTACHMENT, field="file")
    if isinstance(found, Picture):
        return OpenedFile(AttachmentKind.IMAGE, found.media_type, found.ending, found.versions, found.width,
                          found.height)
    return OpenedFile(AttachmentKind.DOCUMENT, found.media_type, found.ending, {"file": (data, 0)})


def document(data: bytes) -> OpenedFile:
    found = _opened(sandbox.document, _weighed(data), "file")
    if found is None:
        raise Refused(refusals.NOT_A_DOCUMENT, field="file")
    return OpenedFile(AttachmentKind.DOCUMENT, found.media_type, found.ending, {"file": (data, 0)})


def logo(data: bytes) -> Logo:
    """A drawing is cleaned, a picture is encoded anew: what is kept was written here."""
    if not data:
        raise Refused(IS_NEEDED, field="logo", least=1)
    if len(data) > limits.LOGO_BYTES:
        raise Refused(refusals.LOGO_IS_HEAVY, field="logo", most=limits.LOGO_BYTES // 1000)
    found = _opened(sandbox.logo, data, "logo")
    if found is None:
        raise Refused(refusals.NOT_A_LOGO, field="logo")
    if len(found.data) > limits.LOGO_KEPT:
        raise Refused(refusals.LOGO_IS_HEAVY, field="logo", most=limits.LOGO_KEPT // 1000)
    return found


def _weighed(data: bytes) -> bytes:
    if len(data) > limits.DOCUMENT_BYTES:
        raise Refused(refusals.DOCUMENT_TOO_HEAVY, field="file", most=limits.DOCUMENT_BYTES // 1_000_000)
    if not data:
        raise Refused(refusals.FILE_IS_NEEDED, field="file")
    return data


def _opened(open_it: Callable[[bytes], R], data: bytes, field: str) -> R:
    try:
        return open_it(data)
    except TooManyPixels as fault:
        code = refusals.PICTURE_TOO_LARGE if fault.photograph else refusals.IMAGE_TOO_LARGE
        raise Refused(code, field=field, most=fault.most // 1_000_000) from None
    except sandbox.TooBusy:
        raise Refused(refusals.FILES_WAIT, field=field) from None
    except sandbox.TooHard:
        raise Refused(refusals.FILE_TOO_HARD, field=field) from None


# Pictures and documents of a need, a project or the minutes of its group: joined, taken away, read for the search.

opened = attachment  # by the door, before the transaction


@operation
def attach(work: Work, proposal_id: int, title: str, caption: str, file: OpenedFile) -> int:
    """By a carrier. A picture is encoded anew, without what its camera wrote; a document is kept as it came. Both need
    words: what the picture shows, or the document's title."""
    return _join(work, proposal_for(work, Action.ATTACHMENT_ADD, proposal_id), None, title, caption, file)


@operation
def attach_to_meeting(work: Work, meeting_id: int, title: str, caption: str, file: OpenedFile) -> int:
    """By who holds it, from its beginning: among what its minutes speak of. The room is the proposal's."""
    meeting, _group, proposal = meeting_for(work, Action.MEETING_HOLD, meeting_id)
    if meeting.state is MeetingState.CANCELLED:
        raise Refused(MEETING_NOT_PLANNED)
    if work.now < meeting.starts_at:
        raise Refused(MEETING_NOT_STARTED)
    return _join(work, proposal, meeting_id, title, caption, file)


def _join(work: Work, proposal: Proposal, meeting_id: int | None, title: str, caption: str, file: OpenedFile) -> int:
    said = checked(title, "title", most=limits.ALT, least=3)
    beneath = checked(caption, "caption", most=limits.SHORT)
    _room(work, proposal.id)
    row = Attachment(
        proposal_id=proposal.id, meeting_id=meeting_id, kind=file.kind, title=said, caption=beneath,
        media_type=file.media_type, ending=file.ending, size=len(file.body), digest=file.digest,
        width=file.width, height=file.height, added_by=work.me, added_at=work.now,
        read_at=work.now if file.kind is AttachmentKind.IMAGE else None)
    work.session.add(row)
    work.session.flush()  # its id is needed
    work.session.add_all(AttachmentFile(attachment_id=row.id, version=name, width=width, data=bytes_)
                         for name, (bytes_, width) in file.versions.items())
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)
    touch(work, proposal)
    work.say(AttachmentAdded(space_id=proposal.space_id, subject_id=proposal.id, attachment_id=row.id,
                             attachment=file.kind.value, size=row.size, digest=row.digest))
    return row.id


def _room(work: Work, proposal_id: int) -> None:
    """So many of one proposal, so many a day of one person: two tabs do not pass together."""
    one_at_a_time(work, "attachments", work.me)
    there = work.session.scalar(sa.select(sa.func.count()).select_from(Attachment).where(
        Attachment.proposal_id == proposal_id, Attachment.removed_at.is_(None))) or 0
    if there >= limits.ATTACHMENTS:
        raise Refused(refusals.TOO_MANY_ATTACHMENTS, most=limits.ATTACHMENTS)
    today = work.session.scalar(sa.select(sa.func.count()).select_from(Attachment).where(
        Attachment.added_by == work.me, Attachment.added_at > work.now - timedelta(days=1))) or 0
    if today >= limits.ATTACHMENTS_A_DAY:
        raise Refused(refusals.TOO_MANY_ATTACHMENTS_TODAY, most=limits.ATTACHMENTS_A_DAY)


@operation
def remove(work: Work, attachment_id: int, reason: str = "") -> int:
    """By a carrier, or who holds the meeting it is of; or by a moderator with a public reason. Its bytes and its words
    go at once; that it was there stays in the journal. Returns the proposal's id."""
    row = existing(work.session, Attachment, attachment_id, with_for_update=True)
    mine = ALLOWED[Action.ATTACHMENT_ADD if row.meeting_id is None else Action.MEETING_HOLD]
    carries = bool(mine & roles_on(work.session, work.actor_id, row.proposal_id))
    action = Action.MEETING_HOLD if carries and row.meeting_id is not None else Action.ATTACHMENT_REMOVE
    proposal = proposal_for(work, action, row.proposal_id, (*ALIVE, Status.CLOSED))
    if row.removed_at is not None:
        return proposal.id
    row.removal_reason = checked(reason, "reason", most=limits.REASON, least=0 if carries else limits.REASON_LEAST)
    drop_attachment(work, row)
    work.say(AttachmentRemoved(space_id=proposal.space_id, subject_id=proposal.id, attachment_id=attachment_id,
                               moderated=not carries))
    return proposal.id


# The words of a document that was joined, so that the search finds its proposal by them. Read by the job in three
# steps, of which only the first and the last hold the database: it is marked, it is read (in the sandbox), its words
# are kept.

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
