"""What has no more reason to be kept goes away: said in the privacy page, done here."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts.models import Erasure, HeldForm, KnownBrowser, LoginCode, LoginSession, SignInCount
from app.accounts.service.shared import (
    ATTACHMENT,
    DOCUMENT,
    HIDDEN,
    INVITATION,
    LINE,
    PAPER,
    SHOWN,
    drop_attachment,
    drop_document,
    drop_first_name,
    drop_line,
    forgotten,
    home_id,
    mark,
    take_back_invitations,
)
from app.attachments.models import Attachment
from app.core import limits
from app.core.kinds import ContentState, MailState, Subject
from app.core.models import ActKey
from app.core.unit_of_work import Work, operation
from app.experiments.events import AttachmentRemoved, DocumentRemoved
from app.experiments.models import Document
from app.moderation.service import content_for, show, wait_for_verdict
from app.notifications.models import Mail
from app.paper.models import PaperEntry
from app.proposals.events import LineRemoved, PaperForgotten
from app.proposals.models import Draft, NeedLine, Proposal
from app.proposals.service.journey import advance
from app.site import queries as read
from app.site.events import BackupLate, SiteRestored
from app.territory.models import RoleInvitation, Space

CODES_KEPT = timedelta(days=1)  # longer than their validity: a first visit may still end with one
SESSIONS_KEPT = timedelta(days=30)  # a closed session stays in its person's list for a while


@operation
def purge(work: Work) -> int:
    """Returns how many rows went."""
    before = work.now - SESSIONS_KEPT
    wanted: tuple[tuple[type, sa.ColumnElement[bool]], ...] = (
        (LoginCode, LoginCode.expires_at < work.now - CODES_KEPT),
        (LoginSession, sa.or_(LoginSession.expires_at < before, LoginSession.revoked_at < before)),
        (KnownBrowser, KnownBrowser.expires_at < work.now),
        (SignInCount, SignInCount.ends_at < work.now),
        (HeldForm, HeldForm.expires_at < work.now),
        (ActKey, ActKey.at < work.now - timedelta(days=limits.ACT_KEY_DAYS)),
        (Draft, Draft.expires_at < work.now),
        (RoleInvitation, RoleInvitation.expires_at < work.now),
        (Mail, sa.and_(Mail.state != MailState.PENDING,
                       Mail.created_at < work.now - timedelta(days=limits.MAIL_DAYS))),
    )
    gone = 0
    for table, when in wanted:
        found = work.session.execute(sa.delete(table).where(when).execution_options(synchronize_session=False))
        gone += max(found.rowcount, 0)  # type: ignore[attr-defined]
    return gone


# Telling the technical team that no good copy was made for two days.

AGAIN = timedelta(days=7)


@operation
def warn(work: Work, last: datetime | None) -> bool:
    """Once for each time it happens, then every week. True where it was said now."""
    space_id = home_id(work)
    said = read.last_warning(work.session, space_id)
    if said is not None and said > work.now - AGAIN and (last is None or said > last):
        return False
    days = (work.now - last).days if last is not None else None
    work.say(BackupLate(space_id=space_id, subject_id=space_id, days=days))
    return True


# A site that begins again from a copy: nobody is signed in, and the journal says what happened to it.

@operation
def begin_again(work: Work, copied_at: datetime, erased: int) -> None:
    """A session that was closed since the copy would be open again: all of them go, with the codes that wait."""
    for table in (LoginSession, LoginCode, HeldForm):
        work.session.execute(sa.delete(table).execution_options(synchronize_session=False))
    if work.session.scalar(sa.select(Space.id).limit(1)) is None:
        return
    space_id = home_id(work)
    work.say(SiteRestored(space_id=space_id, subject_id=space_id, until=copied_at.date().isoformat(), erased=erased))


# What was taken away since a copy was made is taken away again, once the copy is restored; a person: erasure.py.

@operation
def noted(work: Work, ids: Sequence[int]) -> None:
    """These lines are in the list outside the database now."""
    work.session.execute(sa.update(Erasure).where(Erasure.id.in_(ids), Erasure.noted_at.is_(None))
                         .values(noted_at=work.now).execution_options(synchronize_session=False))


@operation
def repeat(work: Work, what: str, target: str) -> bool:
    """One line of the list. False where there is nothing to do: it is done already, or what it names came after the
    copy. Safe to run twice."""
    again = _AGAIN.get(what)
    return again is not None and again(work, target)


def _paper_again(work: Work, token: str) -> bool:
    entry = work.session.scalar(sa.select(PaperEntry).where(PaperEntry.token == token))
    if entry is None or not drop_first_name(work, entry):
        return False
    work.say(PaperForgotten(space_id=work.session.get_one(Proposal, entry.proposal_id).space_id,
                            subject_id=entry.proposal_id))
    return True


Removable = Attachment | Document | NeedLine | RoleInvitation


def _still_there(work: Work, table: type[Removable], target: str, made_at: str) -> Any:
    """The row of that number, where it is the same one; None where it is gone, or another bears its number."""
    row: Any = work.session.get(table, int(target.partition("@")[0]), with_for_update=True)
    same = row is not None and mark(row.id, getattr(row, made_at)) == target
    return row if same and getattr(row, "removed_at", None) is None else None


def _attachment_again(work: Work, target: str) -> bool:
    row = _still_there(work, Attachment, target, "added_at")
    if row is None:
        return False
    drop_attachment(work, row)
    space_id = work.session.get_one(Proposal, row.proposal_id).space_id
    work.say(AttachmentRemoved(space_id=space_id, subject_id=row.proposal_id, attachment_id=row.id, moderated=False))
    return True


def _document_again(work: Work, target: str) -> bool:
    row = _still_there(work, Document, target, "added_at")
    if row is None:
        return False
    drop_document(work, row)
    space_id = work.session.get_one(Proposal, row.proposal_id).space_id
    work.say(DocumentRemoved(space_id=space_id, subject_id=row.proposal_id, document_id=row.id,
                             document=row.kind.value))
    advance(work, row.proposal_id)
    return True


def _line_again(work: Work, target: str) -> bool:
    row = _still_there(work, NeedLine, target, "created_at")
    if row is None:
        return False
    drop_line(work, row)
    work.say(LineRemoved(space_id=row.space_id, subject_id=row.proposal_id, line_id=row.id, line=row.kind.value))
    return True


def _invitation_again(work: Work, target: str) -> bool:
    row = _still_there(work, RoleInvitation, target, "created_at")
    return row is not None and take_back_invitations(work, RoleInvitation.id == row.id) > 0


def _hidden_again(work: Work, target: str) -> bool:
    """Hidden, with a case that waits: its verdict was lost, and a moderator gives one again."""
    return _judged_again(work, target, ContentState.HIDDEN)


def _shown_again(work: Work, target: str) -> bool:
    return _judged_again(work, target, ContentState.VISIBLE)


def _judged_again(work: Work, target: str, state: ContentState) -> bool:
    kind, _colon, number = target.partition(":")
    try:
        content = content_for(work, Subject(kind), int(number.partition("@")[0]))
    except NoResultFound:
        return False
    if content.mark != target or content.row.state is state:
        return False
    show(work, content, state)
    forgotten(work, HIDDEN if state is ContentState.HIDDEN else SHOWN, target)
    if state is ContentState.HIDDEN:
        wait_for_verdict(work, content)
    advance(work, content.proposal.id)
    return True


_AGAIN: dict[str, Callable[[Work, str], bool]] = {
    PAPER: _paper_again, ATTACHMENT: _attachment_again, DOCUMENT: _document_again,
    LINE: _line_again, INVITATION: _invitation_again, HIDDEN: _hidden_again, SHOWN: _shown_again}
