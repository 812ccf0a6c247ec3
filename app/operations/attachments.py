"""Pictures and documents of a need, a project or the minutes of its group: joined, taken away, read for the search."""

from datetime import timedelta

import sqlalchemy as sa

from app.models.attachments import Attachment, AttachmentFile
from app.models.proposals import Proposal
from app.operations import _files
from app.operations._ceilings import one_at_a_time
from app.operations._erasures import drop_attachment
from app.operations._files import OpenedFile
from app.operations._groups import meeting_for
from app.operations._journey import touch
from app.operations._steps import ALIVE, proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries import search
from app.queries.loading import existing
from app.queries.people import roles_on
from app.rules import limits
from app.rules.happenings import AttachmentAdded, AttachmentRemoved
from app.rules.kinds import MeetingState, Status, Subject
from app.rules.kinds_talk import AttachmentKind
from app.rules.permissions import ALLOWED, Action

opened = _files.attachment  # by the door, before the transaction


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
        raise Refused("meeting_not_planned")
    if work.now < meeting.starts_at:
        raise Refused("meeting_not_started")
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
        raise Refused("too_many_attachments", most=limits.ATTACHMENTS)
    today = work.session.scalar(sa.select(sa.func.count()).select_from(Attachment).where(
        Attachment.added_by == work.me, Attachment.added_at > work.now - timedelta(days=1))) or 0
    if today >= limits.ATTACHMENTS_A_DAY:
        raise Refused("too_many_attachments_today", most=limits.ATTACHMENTS_A_DAY)


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

