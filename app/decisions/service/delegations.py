"""Giving one's voice for a theme, where the charter lets it; dated, told to both, taken back at any time."""

from datetime import timedelta

import sqlalchemy as sa

from app.accounts.models import Person
from app.core import limits
from app.core.database_faults import existing
from app.core.kinds import PersonState
from app.core.loading import allow
from app.core.permissions import Action
from app.core.unit_of_work import Refused, Work, operation
from app.decisions import refusals
from app.decisions.events import DelegationEnded, DelegationGiven
from app.decisions.models import Delegation
from app.decisions.queries import rolls
from app.governance.charter.model import Delegating
from app.proposals.service.journey import today
from app.territory.models import Theme
from app.territory.queries.charters import in_force


@operation
def give(work: Work, space_id: int, theme_id: int, to_id: int) -> int:
    """For a year at most; it replaces the one given for that theme. A circle is refused while it can be seen."""
    allow(work, Action.DELEGATION_GIVE)
    _id, charter = in_force(work.session, space_id)
    if charter.delegation is Delegating.NONE:
        raise Refused(refusals.NO_DELEGATION_HERE)
    holder = work.session.get(Person, to_id)
    if holder is None or holder.state is not PersonState.ACTIVE:
        raise Refused(refusals.NOBODY_THERE, field="to")
    if to_id == work.me:
        raise Refused(refusals.NOT_TO_YOURSELF, field="to")
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
    held = rolls.delegations(work.session, space_id, theme_id, today(work, space_id))
    seen, at = set[int](), to_id
    while at in held and at not in seen:
        seen.add(at)
        at = held[at]
        if at == work.me:
            raise Refused(refusals.GOES_ROUND, field="to")


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
