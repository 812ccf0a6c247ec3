"""What a speakable reference leads to: asked by the search box, by the short addresses, by who copies from paper."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import limits
from app.core.kinds import ContentState, Subject
from app.decisions.models import Decision
from app.groups.models import Group
from app.paper.models import PaperEntry
from app.proposals.models import Draft, Proposal
from app.proposals.rules import DECISION, GROUP, SLIP, read
from app.territory.models import ReferenceCount


def by_reference(session: Session, text: str) -> int | None:
    """The proposal that bears it, however it was typed. None for a wrong last letter, and for what is none."""
    found = leads_to(session, text)
    return found[1] if found is not None and found[0] is Subject.PROPOSAL else None


def leads_to(session: Session, text: str) -> tuple[Subject, int] | None:
    """The kind of thing and its id; one read, and none at all where the letters are not right. That of a hidden
    proposal leads to the page that says so; what depends on it is not there."""
    typed = read(text)
    if typed is None or not typed.right:
        return None
    wanted = str(typed.reference)
    if typed.reference.kind == DECISION:
        number = _of_what_is_shown(session, Decision, wanted)
        return (Subject.DECISION, number) if number else None
    if typed.reference.kind == GROUP:
        number = _of_what_is_shown(session, Group, wanted)
        return (Subject.GROUP, number) if number else None
    if typed.reference.kind == SLIP:
        number = session.scalar(sa.select(PaperEntry.proposal_id).where(PaperEntry.slip == wanted))
        return (Subject.PROPOSAL, number) if number else None
    number = session.scalar(sa.select(Proposal.id).where(Proposal.reference == wanted))
    return (Subject.PROPOSAL, number) if number else None


def is_drawn(session: Session, text: str) -> bool:
    """The code of a blank sheet that was printed here, whether it came back or not."""
    typed = read(text)
    if typed is None or not typed.right or typed.reference.kind != SLIP:
        return False
    last = session.scalar(sa.select(ReferenceCount.last).where(
        ReferenceCount.code == typed.reference.code, ReferenceCount.letter == SLIP,
        ReferenceCount.year == typed.reference.year))
    return last is not None and typed.reference.number <= last


def _of_what_is_shown(session: Session, table: type[Decision | Group], wanted: str) -> int | None:
    found: int | None = session.scalar(
        sa.select(table.id).outerjoin(Proposal, Proposal.id == table.proposal_id)
        .where(table.reference == wanted, sa.or_(Proposal.id.is_(None), Proposal.state == ContentState.VISIBLE)))
    return found


# Drafts that will go soon. Read-only: the job then asks the operation.

BATCH = 200


def to_warn(session: Session, now: datetime) -> list[int]:
    """Those whose next notice is due, the soonest to go first."""
    due = [sa.and_(Draft.notices <= told, Draft.expires_at <= now + timedelta(days=days))
           for told, days in enumerate(limits.DRAFT_NOTICES)]
    return list(session.scalars(sa.select(Draft.id).where(Draft.expires_at > now, sa.or_(*due))
                                .order_by(Draft.expires_at, Draft.id).limit(BATCH)))
