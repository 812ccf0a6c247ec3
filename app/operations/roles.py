"""Roles that wait for an address: asked by somebody who may give roles, cancelled, or found at the sign-in."""

import sqlalchemy as sa

from app.models.people import Person
from app.models.spaces import RoleInvitation
from app.operations._ceilings import one_at_a_time
from app.operations._people import home_id
from app.operations._roles import ask_address, may_give, take_back
from app.operations._site import ADDRESS
from app.operations._work import Refused, Work, operation
from app.rules import limits, names
from app.rules.kinds import Role


@operation
def invite(work: Work, email: str, role: Role, locale: str) -> None:
    """To an address that nobody here has: a letter, and the role waits two weeks for whoever reads it."""
    may_give(work, role)
    key = names.address_key(email)
    if not ADDRESS.fullmatch(email) or len(key) > limits.EMAIL:
        raise Refused("not_an_address", field="who")
    if work.session.scalar(sa.select(Person.id).where(Person.email_key == key)) is not None:
        raise Refused("already_has_an_account", field="who")
    _has_room(work, key, role)
    ask_address(work, home_id(work), email, key, role, locale)


def _has_room(work: Work, key: str, role: Role) -> None:
    """What is over but not swept away yet does not stand in the way."""
    one_at_a_time(work, "invitations", "of the site")
    work.session.execute(sa.delete(RoleInvitation).where(RoleInvitation.expires_at <= work.now)
                         .execution_options(synchronize_session=False))
    waiting = work.session.execute(sa.select(RoleInvitation.email_key, RoleInvitation.role)).all()
    if (key, role) in [(row.email_key, row.role) for row in waiting]:
        raise Refused("already_invited", field="who", days=limits.INVITATION_DAYS)
    if len(waiting) >= limits.INVITATIONS:
        raise Refused("too_many_invitations", field="who", most=limits.INVITATIONS)


@operation
def cancel(work: Work, invitation_id: int) -> bool:
    """False where it was taken, over or cancelled a moment ago."""
    may_give(work, Role.MEMBER)
    return take_back(work, RoleInvitation.id == invitation_id) > 0
