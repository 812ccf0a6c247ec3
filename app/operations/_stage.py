"""What the present stage of a proposal opens, and which day it is in its place."""

from datetime import date
from zoneinfo import ZoneInfo

from app.models.proposals import Proposal
from app.models.spaces import Space
from app.operations._work import Refused, Work
from app.queries.charters import charter_by_id
from app.rules.calendar import civil_day
from app.rules.charter import Feature

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def opens(work: Work, proposal: Proposal, feature: Feature) -> None:
    """Refused where the charter does not open that at the present stage."""
    charter = charter_by_id(work.session, proposal.charter_id)
    if feature not in charter.tracks[proposal.track].stages[proposal.stage].features:
        raise Refused("not_at_this_stage")


def zone_of(work: Work, space_id: int) -> ZoneInfo:
    return ZoneInfo(work.session.get_one(Space, space_id).timezone)


def today(work: Work, space_id: int) -> date:
    return civil_day(work.now, zone_of(work, space_id))


def checked_day(day: date, field: str) -> date:
    """A day of our time: 1 March 0202 is a slip of the hand."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused("not_a_likely_day", field=field)
    return day
