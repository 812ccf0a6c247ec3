"""Giving one's voice for a theme, where the charter lets it; dated, told to both, taken back at any time."""

from datetime import timedelta

import sqlalchemy as sa

from app.models.decisions import Delegation
from app.models.people import Person
from app.models.spaces import Theme
from app.operations._stage import today
from app.operations._steps import allow
from app.operations._work import Refused, Work, operation
from app.queries import rolls as read
from app.queries.charters import in_force
from app.queries.loading import existing
from app.rules import limits
from app.rules.charter.words import Delegating
from app.rules.happenings import DelegationEnded, DelegationGiven
from app.rules.kinds import PersonState
from app.rules.permissions import Action


@operation
def give(work: Work, space_id: int, theme_id: int, to_id: int) -> int:
    """For a year at most; it replaces the one given for that theme. A circle is refused while it can be seen."""
    allow(work, Action.DELEGATION_GIVE)
    _id, charter = in_force(work.session, space_id)
    if charter.delegation is Delegating.NONE:
        raise Refused("no_delegation_here")
    holder = work.session.get(Person, to_id)
    if holder is None or holder.state is not PersonState.ACTIVE:
        raise Refused("nobody_there", field="to")
    if to_id == work.me:
        raise Refused("not_to_yourself", field="to")
    existing(work.session, Theme, theme_id)
    _no_circle(work, space_id, theme_id, to_id)
    _end(work, space_id, theme_id)
    row = Delegation(space_id=space_id, theme_id=theme_id, person_id=work.me, to_id=to_id, from_at=work.now,
                     ends_on=today(work, space_id) + timedelta(days=limits.DELEGATION_DAYS))
    work.session.add(row)
    work.session.flush()  # its id is needed
    work.say(DelegationGiven(space_id=space_id, subject_id=work.me, theme_id=theme_id, person_id=to_id))
    return row.id


def _no_circle(work: Work, space_id: int, theme_id: int, to_id: int) -> None:
    held = read.delegations(work.session, space_id, theme_id, today(work, space_id))
    seen, at = set[int](), to_id
    while at in held and at not in seen:
        seen.add(at)
        at = held[at]
        if at == work.me:
            raise Refused("goes_round", field="to")


@operation
def end(work: Work, space_id: int, theme_id: int) -> bool:
    """Taken back; a decision that is open is counted without it."""
    allow(work, Action.DELEGATION_GIVE)
    return _end(work, space_id, theme_id)


def _end(work: Work, space_id: int, theme_id: int) -> bool:
    to_id = work.session.scalar(
        sa.update(Delegation).where(Delegation.space_id == space_id, Delegation.theme_id == theme_id,
                                    Delegation.person_id == work.me, Delegation.until_at.is_(None))
        .values(until_at=work.now).returning(Delegation.to_id).execution_options(synchronize_session=False))
    if to_id is None:
        return False
    work.say(DelegationEnded(space_id=space_id, subject_id=work.me, theme_id=theme_id, person_id=to_id))
    return True
