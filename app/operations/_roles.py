"""Steps that the operations on roles share: who may give which, who would be missing, and what waits for an address."""

from datetime import timedelta

import sqlalchemy as sa

from app.models.delivery import Mail
from app.models.people import Person
from app.models.spaces import Membership, RoleInvitation
from app.operations._erasures import INVITATION, forgotten, mark
from app.operations._steps import allow
from app.operations._work import Refused, Work
from app.outside import tokens
from app.queries.dialect import upsert
from app.queries.roles import lonely
from app.rules import limits
from app.rules.happenings import RoleGranted, RoleInvited, RoleRevoked, RoleUninvited
from app.rules.kinds import MailState, Role
from app.rules.permissions import ALLOWED, NEVER_WITHOUT, Action

GIVEN = (Role.MEMBER, Role.FACILITATOR, Role.RELAY, Role.MODERATOR, Role.STEERING, Role.OPERATOR)


def may_give(work: Work, role: Role) -> None:
    """By an operator, or from the terminal (no actor)."""
    if work.actor_id is not None:
        allow(work, Action.ROLE_GRANT)
    if role not in GIVEN:
        raise Refused("role_is_not_given", role=role.value)


def give(work: Work, space_id: int, person_id: int, role: Role, given_by: int | None) -> bool:
    """True when it is new."""
    row = upsert(work.session, Membership).values(
        space_id=space_id, person_id=person_id, role=role, granted_by=given_by, granted_at=work.now)
    if work.session.scalar(row.on_conflict_do_nothing().returning(Membership.id)) is None:
        return False
    work.say(RoleGranted(space_id=space_id, subject_id=person_id, role=role.value))
    return True


def held(space_id: int, person_id: int, role: Role) -> sa.Select[int]:
    return sa.select(Membership.id).where(Membership.space_id == space_id, Membership.person_id == person_id,
                                          Membership.role == role, Membership.revoked_at.is_(None))


def take(work: Work, space_id: int, person_id: int, role: Role) -> bool:
    """True when they had it."""
    somebody_is_left(work, person_id, role, space_id)
    gone = work.session.scalar(
        sa.update(Membership).where(Membership.id.in_(held(space_id, person_id, role)))
        .values(revoked_at=work.now).returning(Membership.id).execution_options(synchronize_session=False))
    if gone is None:
        return False
    work.say(RoleRevoked(space_id=space_id, subject_id=person_id, role=role.value))
    if role in ALLOWED[Action.ROLE_GRANT]:
        take_back(work, RoleInvitation.invited_by == person_id)
    return True


def somebody_is_left(work: Work, person_id: int, role: Role, space_id: int) -> None:
    """The rows are locked: of two people who take the role from each other at once, one stays."""
    if role not in NEVER_WITHOUT:
        return
    work.session.execute(
        sa.select(Membership.id).where(Membership.space_id == space_id, Membership.role == role,
                                       Membership.revoked_at.is_(None))
        .order_by(Membership.id).with_for_update()).all()
    if role in lonely(work.session, person_id, space_id):
        raise Refused(NEVER_WITHOUT[role])


def ask_address(work: Work, space_id: int, email: str, key: str, role: Role, locale: str) -> None:
    """The mail is the only place where the address stays as it was typed."""
    waits = RoleInvitation(space_id=space_id, email_key=key, role=role, invited_by=work.me, created_at=work.now,
                           expires_at=work.now + timedelta(days=limits.INVITATION_DAYS))
    work.session.add(waits)
    work.session.flush()  # its id is what the journal keeps
    who = work.session.scalar(sa.select(Person.display_name).where(Person.id == work.me)) or ""
    told = {"role": role.value, "who": who, "until": waits.expires_at.isoformat(),
            "last_day": waits.expires_at.date().isoformat()}
    work.session.add(Mail(to_address=email, kind="role_invited", locale=locale, params=told, next_try_at=work.now,
                          created_at=work.now, dedupe_key=f"{_letter(waits.id)}{tokens.uid()}"))
    work.say(RoleInvited(space_id=space_id, subject_id=space_id, role=role.value, invitation_id=waits.id))


def _letter(invitation_id: int) -> str:
    return f"role_invited-{invitation_id}-"


def take_back(work: Work, *which: sa.ColumnElement[bool]) -> int:
    """With the letters that have not left yet. How many waited."""
    gone = work.session.execute(sa.delete(RoleInvitation).where(*which).returning(
        RoleInvitation.id, RoleInvitation.space_id, RoleInvitation.role, RoleInvitation.created_at)
        .execution_options(synchronize_session=False)).all()
    for row in gone:
        forgotten(work, INVITATION, mark(row.id, row.created_at))
        work.session.execute(sa.delete(Mail).where(
            Mail.dedupe_key.startswith(_letter(row.id), autoescape=True), Mail.state == MailState.PENDING))
        work.say(RoleUninvited(space_id=row.space_id, subject_id=row.space_id, role=row.role.value,
                               invitation_id=row.id))
    return len(gone)
