"""Second factors of a person: which, since when, and what a session has shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import credentials
from app.accounts.credentials import Known, RelyingParty
from app.accounts.models import LoginSession, OneUseCode, Passkey, Person, TotpFactor
from app.core.database_faults import existing_value
from app.core.kinds import PersonState
from app.governance.rolls import STAFF
from app.territory.models import Membership

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


def team_without(session: Session) -> int:
    """How many people of the team have none."""
    team = sa.select(Membership.person_id).where(Membership.role.in_(STAFF), Membership.revoked_at.is_(None))
    return session.scalar(sa.select(sa.func.count()).select_from(Person).where(
        Person.id.in_(team), Person.state != PersonState.ERASED, sa.not_(has_factor(Person.id)))) or 0


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


def sheets(session: Session, person_id: int) -> tuple[int | None, int | None]:
    """(in force, drawn and waiting for its first code): their numbers."""
    rows = session.execute(
        sa.select(OneUseCode.sheet, sa.func.count(OneUseCode.used_at).label("used"))
        .where(OneUseCode.person_id == person_id, _SHEET).group_by(OneUseCode.sheet).order_by(OneUseCode.sheet)).all()
    return (max((row.sheet for row in rows if row.used), default=None),
            max((row.sheet for row in rows if not row.used), default=None))


def next_position(session: Session, person_id: int, sheet: int) -> int | None:
    """The number of the code to type; None once all of them are used."""
    return session.scalar(sa.select(sa.func.min(OneUseCode.position)).where(
        OneUseCode.person_id == person_id, _SHEET, OneUseCode.sheet == sheet, OneUseCode.used_at.is_(None)))


def left(session: Session, person_id: int, sheet: int) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(OneUseCode).where(
        OneUseCode.person_id == person_id, _SHEET, OneUseCode.sheet == sheet, OneUseCode.used_at.is_(None))) or 0


def recovery_left(session: Session, person_id: int) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(OneUseCode).where(
        OneUseCode.person_id == person_id, _RECOVERY, OneUseCode.used_at.is_(None))) or 0


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person has, as their page shows it and as the door asks for it."""

    totp: TotpFactor | None
    sheet: int | None
    position: int | None
    sheet_left: int
    waiting: int | None
    passkeys: int
    recovery: int

    @property
    def has_totp(self) -> bool:
        return self.totp is not None and self.totp.confirmed_at is not None

    @property
    def any(self) -> bool:
        return self.has_totp or self.sheet is not None or self.passkeys > 0


def kept(session: Session, person_id: int) -> Kept:
    in_force, waiting = sheets(session, person_id)
    return Kept(
        totp=session.scalars(sa.select(TotpFactor).where(TotpFactor.person_id == person_id)).first(),
        sheet=in_force, waiting=waiting,
        position=next_position(session, person_id, in_force) if in_force else None,
        sheet_left=left(session, person_id, in_force) if in_force else 0,
        passkeys=session.scalar(sa.select(sa.func.count()).select_from(Passkey).where(
            Passkey.person_id == person_id)) or 0,
        recovery=recovery_left(session, person_id))


# Somebody's passkeys, and what a browser is asked for to make or to use one.

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
    return credentials.registration_options(party, challenge, person.uid.encode(), person.email or person.uid,
                                         person.display_name, _known(session, person_id))


def to_use(session: Session, person_id: int, party: RelyingParty, challenge: str) -> dict[str, Any]:
    return credentials.authentication_options(party, challenge, _known(session, person_id))
