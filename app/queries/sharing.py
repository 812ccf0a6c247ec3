"""What a project shares, for its page: a fixed number of statements."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.people import Person
from app.models.proposals import Proposal
from app.models.sharing import Document, DocumentFile, Pledge, Risk
from app.models.structures import Structure
from app.rules.kinds import ContentState
from app.rules.names import alphabetical

Rows = Sequence[Any]


def risks(session: Session, proposal_id: int) -> Rows:
    """Accepted, asked, and declined; without those taken off."""
    return session.execute(
        sa.select(Risk.id, Risk.what, Risk.likelihood, Risk.answer, Risk.holder_id, Risk.accepted_at, Risk.declined_at,
                  Person.display_name.label("holder"), Structure.name.label("structure"))
        .join(Person, Person.id == Risk.holder_id).outerjoin(Structure, Structure.id == Risk.structure_id)
        .where(Risk.proposal_id == proposal_id, Risk.removed_at.is_(None)).order_by(Risk.id)).all()


def pledges(session: Session, proposal_id: int) -> Rows:
    return session.execute(
        sa.select(Pledge.id, Pledge.kind, Pledge.what, Pledge.hours, Pledge.cents, Pledge.person_id, Pledge.pledged_at,
                  Pledge.confirmed_at, Person.display_name.label("giver"), Structure.name.label("structure"))
        .join(Person, Person.id == Pledge.person_id).outerjoin(Structure, Structure.id == Pledge.structure_id)
        .where(Pledge.proposal_id == proposal_id, Pledge.withdrawn_at.is_(None)).order_by(Pledge.id)).all()


def documents(session: Session, proposal_id: int) -> Rows:
    return session.execute(
        sa.select(Document.id, Document.kind, Document.title, Document.ending, Document.size, Document.added_at,
                  Person.display_name.label("by")).join(Person, Person.id == Document.added_by)
        .where(Document.proposal_id == proposal_id, Document.removed_at.is_(None)).order_by(Document.id)).all()


def file(session: Session, document_id: int) -> Any:
    """(title, ending, media_type, digest, data); None where it is not, was removed, or its proposal is hidden."""
    return session.execute(
        sa.select(Document.title, Document.ending, Document.media_type, Document.digest, DocumentFile.data)
        .join(DocumentFile, DocumentFile.document_id == Document.id)
        .join(Proposal, Proposal.id == Document.proposal_id)
        .where(Document.id == document_id, Document.removed_at.is_(None),
               Proposal.state == ContentState.VISIBLE)).first()


def people_of(session: Session, proposal_id: int) -> Rows:
    """(id, name) of those whom a risk may be asked to: who carries it, and its group."""
    from app.models.groups import Group, GroupMember
    from app.models.proposals import Carrier

    inside = sa.union(
        sa.select(Carrier.person_id).where(Carrier.proposal_id == proposal_id, Carrier.accepted_at.is_not(None),
                                           Carrier.left_at.is_(None)),
        sa.select(GroupMember.person_id).join(Group, Group.id == GroupMember.group_id)
        .where(Group.proposal_id == proposal_id, GroupMember.until_at.is_(None)))
    rows = session.execute(sa.select(Person.id, Person.display_name.label("name")).where(Person.id.in_(inside))).all()
    return sorted(rows, key=lambda row: (*alphabetical(row.name), row.id))
