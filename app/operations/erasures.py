"""What was taken away since a copy was made is taken away again, once the copy is restored; a person: erasure.py."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.models.attachments import Attachment
from app.models.erasures import Erasure
from app.models.papers import PaperEntry
from app.models.proposals import Proposal
from app.models.sharing import Document
from app.models.spaces import RoleInvitation
from app.models.starters import NeedLine
from app.operations._cases import content_for, show, wait_for_verdict
from app.operations._erasures import (
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
    mark,
)
from app.operations._journey import advance
from app.operations._roles import take_back
from app.operations._work import Work, operation
from app.rules.happenings import AttachmentRemoved, DocumentRemoved, LineRemoved, PaperForgotten
from app.rules.kinds import ContentState, Subject


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
    return row is not None and take_back(work, RoleInvitation.id == row.id) > 0


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
