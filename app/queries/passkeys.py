"""Somebody's passkeys, and what a browser is asked for to make or to use one."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.factors import Passkey
from app.models.people import Person
from app.outside import passkeys
from app.outside.passkeys import Known, RelyingParty
from app.queries.loading import existing_value


def of_person(session: Session, person_id: int) -> list[Passkey]:
    """The oldest first."""
    return list(session.scalars(sa.select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)))


def one_of(session: Session, person_id: int, passkey_id: int) -> Passkey:
    """Missing where it is somebody else's."""
    return existing_value(session.scalars(
        sa.select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person_id)))


def _known(session: Session, person_id: int) -> list[Known]:
    return [Known(row.credential_id, row.transports) for row in of_person(session, person_id)]


def to_make(session: Session, person_id: int, party: RelyingParty, challenge: str) -> dict[str, Any]:
    person = session.get_one(Person, person_id)
    return passkeys.registration_options(party, challenge, person.uid.encode(), person.email or person.uid,
                                         person.display_name, _known(session, person_id))


def to_use(session: Session, person_id: int, party: RelyingParty, challenge: str) -> dict[str, Any]:
    return passkeys.authentication_options(party, challenge, _known(session, person_id))
