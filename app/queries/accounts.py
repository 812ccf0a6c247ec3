"""One's own account, and what a person shows of themselves."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.discussion import Comment
from app.models.people import KnownBrowser, LoginSession, Person
from app.models.proposals import Carrier, Proposal
from app.models.spaces import Membership, Place, Space
from app.models.structures import Mandate, Structure
from app.outside import tokens
from app.queries.loading import existing_row
from app.rules import names
from app.rules.kinds import ContentState, MandateState, PersonState, Role, Status

RECENT = 20
AnyRow = sa.Row[*tuple[Any, ...]]


def password_of(session: Session, email: str) -> tuple[int, str | None] | None:
    """(person, digest of the password) behind an address."""
    row = session.execute(sa.select(Person.id, Person.password_hash).where(
        Person.email_key == names.address_key(email), Person.state != PersonState.ERASED)).first()
    return (row.id, row.password_hash) if row else None


def id_of(session: Session, email: str) -> int | None:
    return session.scalar(sa.select(Person.id).where(
        Person.email_key == names.address_key(email), Person.state != PersonState.ERASED))


def browser_digest(secret_key: str, device: str, email: str) -> str:
    """Under which the cookie of a browser is kept for one mailbox: without the cookie, two are not known to be one."""
    return tokens.keyed(secret_key, "known-browser", device, names.mailbox(email))


def is_known_browser(session: Session, digest: str, now: datetime) -> bool:
    return session.scalar(sa.select(KnownBrowser.id).where(
        KnownBrowser.digest == digest, KnownBrowser.expires_at > now)) is not None


def profile(session: Session, person_id: int) -> AnyRow:
    """The account and the name of its commune."""
    return session.execute(sa.select(Person, Place.name.label("place")).outerjoin(Place, Place.id == Person.place_id)
                           .where(Person.id == person_id)).one()


def sessions_of(session: Session, person_id: int, now: datetime) -> list[LoginSession]:
    """Those that are open, the last seen first."""
    return list(session.scalars(sa.select(LoginSession).where(
        LoginSession.person_id == person_id, LoginSession.revoked_at.is_(None), LoginSession.expires_at > now)
        .order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())))


def public(session: Session, person_id: int) -> AnyRow:
    """What everybody may read. Missing where nobody is there, or nobody any more."""
    return existing_row(session.execute(
        sa.select(Person.id, Person.display_name, Person.about, Place.name.label("place"), Person.created_at)
        .outerjoin(Place, Place.id == Person.place_id)
        .where(Person.id == person_id, Person.state != PersonState.ERASED)))


def mandates_of(session: Session, person_id: int) -> list[AnyRow]:
    """Running and asked for; the caller shows strangers the running ones only."""
    return list(session.execute(
        sa.select(Mandate.id, Mandate.title, Mandate.state, Mandate.structure_id, Structure.slug, Structure.name)
        .join(Structure, Structure.id == Mandate.structure_id)
        .where(Mandate.person_id == person_id, Mandate.state.in_((MandateState.ACTIVE, MandateState.ASKED)))
        .order_by(Structure.name_key)).all())


def roles_of(session: Session, person_id: int) -> list[AnyRow]:
    return list(session.execute(
        sa.select(Membership.role, Space.name.label("space"), Membership.granted_at)
        .join(Space, Space.id == Membership.space_id)
        .where(Membership.person_id == person_id, Membership.revoked_at.is_(None))
        .order_by(Space.id, Membership.role)).all())


def written_by(session: Session, person_id: int) -> list[AnyRow]:
    """Their public proposals, and those they carry, the newest first."""
    carried = sa.select(Carrier.proposal_id).where(
        Carrier.person_id == person_id, Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))
    return list(session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage,
                  Proposal.charter_id, Proposal.published_at)
        .where(sa.or_(Proposal.author_id == person_id, Proposal.id.in_(carried)),
               Proposal.state == ContentState.VISIBLE, Proposal.status != Status.MERGED)
        .order_by(Proposal.published_at.desc(), Proposal.id.desc()).limit(RECENT)).all())


def comments_by(session: Session, person_id: int) -> list[AnyRow]:
    """Their public comments, the newest first, each with the proposal it is under."""
    return list(session.execute(
        sa.select(Comment.id, Comment.proposal_id, Comment.created_at, Proposal.title, Proposal.lang)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(Comment.author_id == person_id, Comment.state == ContentState.VISIBLE,
               Proposal.state == ContentState.VISIBLE)
        .order_by(Comment.id.desc()).limit(RECENT)).all())


def staff(session: Session) -> list[AnyRow]:
    """For the terminal: who holds which role."""
    return list(session.execute(
        sa.select(Person.id, Person.display_name, Person.email, Membership.role, Space.slug)
        .join(Membership, Membership.person_id == Person.id).join(Space, Space.id == Membership.space_id)
        .where(Membership.revoked_at.is_(None), Membership.role != Role.MEMBER)
        .order_by(Membership.role, Person.id)).all())
