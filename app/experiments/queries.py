"""What the pages of a pact, a trial and its bilan read."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.database import existing_row
from app.core.kinds import ContentState
from app.core.texts import alphabetical
from app.experiments.models import (
    CheckIn,
    Document,
    DocumentFile,
    Indicator,
    Measure,
    Milestone,
    Outcome,
    Pact,
    Pledge,
    Risk,
)
from app.groups.models import Group
from app.proposals.models import Proposal
from app.structures.models import Structure
from app.territory.models import Space

Rows = Sequence[Any]
CHECK_INS = 10


def proposal(session: Session, proposal_id: int) -> Any:
    """The head of these pages. Missing where there is none, or where moderation hides it."""
    return existing_row(session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage, Proposal.status,
                  Proposal.charter_id, Proposal.stage_since, Proposal.outcome, Space.timezone,
                  Group.id.label("group_id"))
        .join(Space, Space.id == Proposal.space_id).outerjoin(Group, Group.proposal_id == Proposal.id)
        .where(Proposal.id == proposal_id, Proposal.state == ContentState.VISIBLE)))


def pact(session: Session, proposal_id: int) -> Any:
    """None while nobody has begun it."""
    return session.execute(
        sa.select(Pact.hypothesis, Pact.population, Pact.where_text, Pact.starts_on, Pact.ends_on, Pact.stop,
                  Pact.observers, Pact.number, Pact.updated_at, Person.display_name.label("updated_by"))
        .outerjoin(Person, Person.id == Pact.updated_by).where(Pact.proposal_id == proposal_id)).first()


def indicators(session: Session, proposal_id: int) -> Rows:
    measured = sa.exists().where(Measure.indicator_id == Indicator.id)
    return session.execute(
        sa.select(Indicator.id, Indicator.name, Indicator.unit, Indicator.baseline, Indicator.target,
                  measured.label("measured"))
        .where(Indicator.proposal_id == proposal_id).order_by(Indicator.position, Indicator.id)).all()


def indicator(session: Session, proposal_id: int, indicator_id: int) -> Any:
    return existing_row(session.execute(
        sa.select(Indicator.id, Indicator.name, Indicator.unit, Indicator.baseline, Indicator.target)
        .where(Indicator.proposal_id == proposal_id, Indicator.id == indicator_id)))


def measures(session: Session, proposal_id: int) -> dict[int, list[Any]]:
    """By indicator, by day: of two measures of one day the later is the one people see, with `again` true."""
    rows = session.execute(
        sa.select(Measure.indicator_id, Measure.measured_on, Measure.value, Measure.note,
                  sa.func.row_number().over(partition_by=(Measure.indicator_id, Measure.measured_on),
                                            order_by=Measure.id.desc()).label("rank"),
                  sa.func.count().over(partition_by=(Measure.indicator_id, Measure.measured_on)).label("said"))
        .join(Indicator, Indicator.id == Measure.indicator_id).where(Indicator.proposal_id == proposal_id)
        .order_by(Measure.measured_on, Measure.id))
    found: dict[int, list[Any]] = {}
    for row in rows:
        if row.rank == 1:
            found.setdefault(row.indicator_id, []).append(row)
    return found


def milestones(session: Session, proposal_id: int) -> Rows:
    return session.execute(
        sa.select(Milestone.id, Milestone.name, Milestone.due_on, Milestone.done_on)
        .where(Milestone.proposal_id == proposal_id).order_by(Milestone.due_on, Milestone.id)).all()


def check_ins(session: Session, proposal_id: int, before: int | None = None) -> Rows:
    """The latest first; one more than a page, to know whether there are others."""
    there = [CheckIn.proposal_id == proposal_id] + ([CheckIn.id < before] if before is not None else [])
    return session.execute(
        sa.select(CheckIn.id, CheckIn.on, CheckIn.goes_well, CheckIn.is_hard, CheckIn.comes_next, CheckIn.stop_met,
                  Person.display_name.label("author"))
        .outerjoin(Person, Person.id == CheckIn.created_by).where(*there)
        .order_by(CheckIn.id.desc()).limit(CHECK_INS + 1)).all()


def outcomes(session: Session, proposal_id: int) -> Rows:
    """The latest first: a project that was adapted has one for each trial."""
    return session.execute(
        sa.select(Outcome.number, Outcome.kind, Outcome.happened, Outcome.lessons, Outcome.reusable,
                  Outcome.declared_at, Person.display_name.label("declared_by"))
        .outerjoin(Person, Person.id == Outcome.declared_by).where(Outcome.proposal_id == proposal_id)
        .order_by(Outcome.number.desc())).all()


# What a project shares, for its page: a fixed number of statements.

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
    from app.groups.models import Group, GroupMember
    from app.proposals.models import Carrier

    inside = sa.union(
        sa.select(Carrier.person_id).where(Carrier.proposal_id == proposal_id, Carrier.accepted_at.is_not(None),
                                           Carrier.left_at.is_(None)),
        sa.select(GroupMember.person_id).join(Group, Group.id == GroupMember.group_id)
        .where(Group.proposal_id == proposal_id, GroupMember.until_at.is_(None)))
    rows = session.execute(sa.select(Person.id, Person.display_name.label("name")).where(Person.id.in_(inside))).all()
    return sorted(rows, key=lambda row: (*alphabetical(row.name), row.id))
