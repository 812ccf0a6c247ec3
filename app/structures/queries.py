"""The register of structures: its list, one of them, and who speaks for it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import limits
from app.core.database import existing_row
from app.core.kinds import ContentState, MandateState, Status
from app.core.texts import folded
from app.proposals.models import Carrier, Proposal
from app.structures.models import Mandate, Structure, StructureAlias
from app.territory.models import Place

AnyRow = sa.Row[*tuple[Any, ...]]


def page(session: Session, college: str | None, after: str | None, text: str = "") -> tuple[list[AnyRow], str | None]:
    """By name, from the one after `after` (a name's key); and where the next page begins, if there is one. `text`: a
    part of its name, or of another that it goes by."""
    wanted = sa.select(Structure.slug, Structure.name, Structure.name_key, Structure.kind, Structure.college,
                       Place.name.label("place")).outerjoin(Place, Place.id == Structure.place_id)
    if college:
        wanted = wanted.where(Structure.college == college)
    if key := folded(text):
        other = sa.select(StructureAlias.structure_id).where(StructureAlias.name_key.contains(key, autoescape=True))
        wanted = wanted.where(sa.or_(Structure.name_key.contains(key, autoescape=True), Structure.id.in_(other)))
    if after:
        wanted = wanted.where(Structure.name_key > after)
    rows = list(session.execute(wanted.order_by(Structure.name_key).limit(limits.PAGE + 1)).all())
    more = len(rows) > limits.PAGE
    return rows[: limits.PAGE], rows[limits.PAGE - 1].name_key if more else None


def by_slug(session: Session, slug: str) -> AnyRow:
    return existing_row(session.execute(
        sa.select(Structure.id, Structure.slug, Structure.name, Structure.kind, Structure.college, Structure.about,
                  Structure.url, Structure.created_at, Structure.place_id, Place.name.label("place"),
                  Place.code.label("place_code"))
        .outerjoin(Place, Place.id == Structure.place_id).where(Structure.slug == slug)))


def slug_of(session: Session, structure_id: int) -> str:
    return session.execute(sa.select(Structure.slug).where(Structure.id == structure_id)).scalar_one()


def aliases_of(session: Session, structure_id: int) -> list[str]:
    return list(session.scalars(sa.select(StructureAlias.name).where(StructureAlias.structure_id == structure_id)
                                .order_by(StructureAlias.id)))


def mandates_on(session: Session, structure_id: int, *states: MandateState) -> list[AnyRow]:
    """Who speaks, or asks to speak, for it."""
    return list(session.execute(
        sa.select(Mandate.id, Mandate.person_id, Mandate.title, Mandate.state, Mandate.from_on, Mandate.created_at,
                  Person.display_name)
        .join(Person, Person.id == Mandate.person_id)
        .where(Mandate.structure_id == structure_id, Mandate.state.in_(states)).order_by(Mandate.id)).all())


def mandate(session: Session, mandate_id: int) -> AnyRow:
    return existing_row(session.execute(
        sa.select(Mandate.id, Mandate.person_id, Mandate.state, Structure.slug)
        .join(Structure, Structure.id == Mandate.structure_id).where(Mandate.id == mandate_id)))


def carried_by(session: Session, structure_id: int) -> list[AnyRow]:
    """What it carries, through the people who speak for it: carried now, visible, the liveliest first."""
    ids = sa.select(Carrier.proposal_id).where(
        Carrier.structure_id == structure_id, Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))
    return list(session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage, Proposal.charter_id)
        .where(sa.or_(Proposal.id.in_(ids), Proposal.structure_id == structure_id),
               Proposal.state == ContentState.VISIBLE, Proposal.status != Status.MERGED)
        .order_by(Proposal.active_at.desc(), Proposal.id.desc()).limit(50)).all())
