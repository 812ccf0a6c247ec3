"""Documents of a project: an agreement, a budget, an insurance…"""

import sqlalchemy as sa

from app.models.sharing import Document, DocumentFile
from app.operations import _files
from app.operations._erasures import drop_document
from app.operations._files import OpenedFile
from app.operations._journey import advance, touch
from app.operations._stage import opens
from app.operations._steps import proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing
from app.rules import limits
from app.rules.charter import Feature
from app.rules.charter.words import DocumentKind
from app.rules.happenings import DocumentAdded, DocumentRemoved
from app.rules.permissions import Action

opened = _files.document  # by the door, before the transaction


@operation
def attach(work: Work, proposal_id: int, kind: DocumentKind, title: str, file: OpenedFile) -> int:
    """Its type is that of its content; its weight and number are bounded."""
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, proposal_id)
    opens(work, proposal, Feature.PACT)
    there = work.session.scalar(sa.select(sa.func.count()).select_from(Document).where(
        Document.proposal_id == proposal_id, Document.removed_at.is_(None))) or 0
    if there >= limits.DOCUMENTS:
        raise Refused("too_many_documents", most=limits.DOCUMENTS)
    row = Document(proposal_id=proposal_id, kind=kind, title=checked(title, "title", most=limits.TITLE, least=1),
                   media_type=file.media_type, ending=file.ending, size=len(file.body), digest=file.digest,
                   added_by=work.me, added_at=work.now)
    work.session.add(row)
    work.session.flush()  # its id is needed
    work.session.add(DocumentFile(document_id=row.id, data=file.body))
    work.say(DocumentAdded(space_id=proposal.space_id, subject_id=proposal_id, document_id=row.id, document=kind.value))
    touch(work, proposal)
    advance(work, proposal_id)
    return row.id


@operation
def remove(work: Work, document_id: int) -> None:
    """Its bytes go at once; that it was there stays in the journal."""
    row = existing(work.session, Document, document_id, with_for_update=True)
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, row.proposal_id)
    if row.removed_at is not None:
        return
    drop_document(work, row)
    work.say(DocumentRemoved(space_id=proposal.space_id, subject_id=row.proposal_id, document_id=document_id,
                             document=row.kind.value))
    advance(work, row.proposal_id)
