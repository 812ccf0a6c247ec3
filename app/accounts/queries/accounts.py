"""One's own account, and what a person shows of themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import credentials
from app.accounts.credentials import Known, RelyingParty
from app.accounts.models import KnownBrowser, LoginSession, OneUseCode, Passkey, Person, TotpFactor
from app.accounts.rules import starts
from app.core import secrets, texts
from app.core.database import by_signs, existing_row, existing_value
from app.core.kinds import ContentState, GroupRole, MandateState, PersonState, Role, SpaceKind, Status
from app.core.permissions import Actor
from app.discussion.models import Comment
from app.governance.rolls import STAFF
from app.groups.models import Group, GroupMember
from app.proposals.models import Carrier, Proposal
from app.site.models import Site
from app.structures.models import Mandate, Structure
from app.territory.models import Membership, Place, Space

RECENT = 20
AnyRow = sa.Row[*tuple[Any, ...]]


def password_of(session: Session, email: str) -> tuple[int, str | None] | None:
    """(person, digest of the password) behind an address."""
    row = session.execute(sa.select(Person.id, Person.password_hash).where(
        Person.email_key == texts.address_key(email), Person.state != PersonState.ERASED)).first()
    return (row.id, row.password_hash) if row else None


def id_of(session: Session, email: str) -> int | None:
    return session.scalar(sa.select(Person.id).where(
        Person.email_key == texts.address_key(email), Person.state != PersonState.ERASED))


def browser_digest(secret_key: str, device: str, email: str) -> str:
    """Under which the cookie of a browser is kept for one mailbox: without the cookie, two are not known to be one."""
    return secrets.keyed(secret_key, "known-browser", device, texts.mailbox(email))


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
        .order_by(Space.id, by_signs(Membership.role))).all())


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
        .order_by(by_signs(Membership.role), Person.id)).all())


# Who somebody is: their roles in a space, and on one proposal.

ON_GROUP = {GroupRole.LEAD: Role.LEAD, GroupRole.FACILITATOR: Role.FACILITATOR, GroupRole.SECRETARY: Role.FACILITATOR}


WITHOUT = "without_a_second_factor"  # of an operation's session (Session.info): what `without` is below


def actor_of(session: Session, person_id: int | None, proposal_id: int | None = None, *,
             anywhere: bool = False, without: datetime | None = None) -> Actor:
    """Roles held in the territory, in one read; with `proposal_id`, those held in the call it belongs to as well: what
    is given in a call counts in that call alone. `anywhere` is for the door, which does not know yet what it is about.
    A role taken away is gone at the next request. `without`: no second factor was shown, and the days of grace of a
    role of the team that began before this moment are over: it is withheld."""
    if person_id is None:
        return Actor()
    held = [Membership.person_id == Person.id, Membership.revoked_at.is_(None)]
    if not anywhere:
        of = sa.select(Proposal.space_id).where(Proposal.id == (proposal_id or 0)).scalar_subquery()
        held.append(Membership.space_id.in_(sa.select(Space.id).where(
            sa.or_(Space.kind == SpaceKind.TERRITORY, Space.id == of))))
    speaks = sa.select(Mandate.id).where(Mandate.person_id == person_id, Mandate.state == MandateState.ACTIVE)
    rows = session.execute(
        sa.select(Person.state, sa.exists(speaks).label("speaks"), Membership.role, Membership.granted_at,
                  sa.select(Site.second_factor_since).scalar_subquery().label("upgraded_at"))
        .outerjoin(Membership, sa.and_(*held))
        .where(Person.id == person_id)).all()
    if not rows or rows[0].state is PersonState.ERASED:
        return Actor()
    team = {row.role: starts(row.granted_at, row.upgraded_at) for row in rows if row.role in STAFF}
    late = frozenset(role for role, since in team.items() if without is not None and since <= without)
    roles = {Role.PARTICIPANT} | {row.role for row in rows if row.role is not None} - late
    if rows[0].speaks:
        roles |= {Role.REPRESENTATIVE, Role.MEMBER}
    asked = min(team.values()) if team and without is not None else None
    return Actor(person_id, frozenset(roles), suspended=rows[0].state is PersonState.SUSPENDED, withheld=late,
                 asked_since=asked)


def roles_on(session: Session, person_id: int | None, proposal_id: int) -> frozenset[Role]:
    """Roles held on one proposal: carrier (accepted, still there), lead or facilitator of its group."""
    if person_id is None:
        return frozenset()
    carries = session.scalar(sa.select(Carrier.id).where(
        Carrier.proposal_id == proposal_id, Carrier.person_id == person_id, Carrier.accepted_at.is_not(None),
        Carrier.left_at.is_(None)))
    in_group = session.scalar(
        sa.select(GroupMember.role).join(Group, Group.id == GroupMember.group_id)
        .where(Group.proposal_id == proposal_id, GroupMember.person_id == person_id, GroupMember.until_at.is_(None)))
    held = {Role.CARRIER} if carries is not None else set()
    if in_group in ON_GROUP:
        held.add(ON_GROUP[in_group])
    return frozenset(held)


def speaks_for(session: Session, person_id: int, structure_id: int, on: date) -> bool:
    """An active mandate of that person for that structure, on that day."""
    return session.scalar(sa.select(Mandate.id).where(
        Mandate.person_id == person_id, Mandate.structure_id == structure_id, Mandate.state == MandateState.ACTIVE,
        Mandate.from_on <= on, sa.or_(Mandate.until_on.is_(None), Mandate.until_on >= on))) is not None


def session_row(session: Session, digest: str, now: datetime) -> sa.Row[int, int, datetime] | None:
    """The live session behind a token's digest: (id, person_id, seen_at), or None."""
    return session.execute(
        sa.select(LoginSession.id, LoginSession.person_id, LoginSession.seen_at)
        .where(LoginSession.digest == digest, LoginSession.revoked_at.is_(None), LoginSession.expires_at > now)).first()


# Second factors of a person: which, since when, and what a session has shown.

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
