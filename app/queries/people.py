"""Who somebody is: their roles in a space, and on one proposal."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.groups import Group, GroupMember
from app.models.people import LoginSession, Person
from app.models.proposals import Carrier, Proposal
from app.models.site import Site
from app.models.spaces import Membership, Space
from app.models.structures import Mandate
from app.rules.kinds import GroupRole, MandateState, PersonState, Role, SpaceKind
from app.rules.permissions import Actor
from app.rules.second_factor import starts
from app.rules.together import STAFF

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
