"""Second factors of a person: which, since when, and what a session has shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.factors import OneUseCode, Passkey, TotpFactor
from app.models.people import LoginSession, Person
from app.models.spaces import Membership
from app.rules.kinds import PersonState
from app.rules.together import STAFF

_SHEET, _RECOVERY = OneUseCode.kind == "sheet", OneUseCode.kind == "recovery"


def has_factor(person_id: Any) -> sa.ColumnElement[bool]:
    """As a condition, of a person's id or of a column of them: an application that was confirmed, a sheet whose first
    code was used, or a passkey. Recovery codes alone are none."""
    totp = sa.exists().where(TotpFactor.person_id == person_id, TotpFactor.confirmed_at.is_not(None))
    sheet = sa.exists().where(OneUseCode.person_id == person_id, _SHEET, OneUseCode.used_at.is_not(None))
    return sa.or_(totp, sheet, sa.exists().where(Passkey.person_id == person_id))


def has_second_factor(session: Session, person_id: int) -> bool:
    return bool(session.scalar(sa.select(has_factor(person_id))))


def holds_staff_role(session: Session, person_id: int) -> bool:
    held = sa.exists().where(Membership.person_id == person_id, Membership.role.in_(STAFF),
                             Membership.revoked_at.is_(None))
    return bool(session.scalar(sa.select(held)))


@dataclass(frozen=True, slots=True)
class Opening:
    """A live session, open or half open (the second factor is not shown yet)."""

    session_id: int
    person_id: int
    strong_at: datetime | None
    has_factor: bool

    @property
    def is_half_open(self) -> bool:
        return self.has_factor and self.strong_at is None


def opening(session: Session, digest: str, now: datetime) -> Opening | None:
    row = session.execute(
        sa.select(LoginSession.id, LoginSession.person_id, LoginSession.strong_at,
                  has_factor(LoginSession.person_id).label("has_factor"))
        .join(Person, Person.id == LoginSession.person_id)
        .where(LoginSession.digest == digest, LoginSession.revoked_at.is_(None), LoginSession.expires_at > now,
               Person.state != PersonState.ERASED)).first()
    return Opening(*row) if row is not None else None
