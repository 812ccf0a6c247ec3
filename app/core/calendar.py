"""Civil days in the time zone of a place: a deadline is a day people know, not a number of hours."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum


class WallClock(StrEnum):
    """What can be wrong with a time read on a wall: the clock jumped over it, or showed it twice."""

    SKIPPED = "skipped"
    TWICE = "twice"


class NoSuchTime(ValueError):
    """A local time that names no instant, or two."""

    def __init__(self, why: WallClock) -> None:
        self.why = why
        super().__init__(why.value)


def civil_day(at: datetime, tz: tzinfo) -> date:
    """The day it is there at that instant. A moment without a zone is refused: it would be anybody's day."""
    if at.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return at.astimezone(tz).date()


def days_between(start: datetime, end: datetime, tz: tzinfo) -> int:
    """How many midnights of the place lie between; negative when the end comes first."""
    return (civil_day(end, tz) - civil_day(start, tz)).days


def due_day(start: datetime, days: int, tz: tzinfo) -> date:
    """The last day, itself included, of a delay of so many days: a delay of 30 days from the 1st ends on the 31st."""
    return civil_day(start, tz) + timedelta(days=days)


def end_of(day: date, tz: tzinfo) -> datetime:
    """The first instant, in UTC, that is no longer that day. Open until then: `now < end_of(day, tz)`."""
    return datetime.combine(day + timedelta(days=1), time(), tz).astimezone(UTC)


def start_of(day: date, tz: tzinfo) -> datetime:
    return end_of(day - timedelta(days=1), tz)


def wall_fault(local: datetime, tz: tzinfo) -> WallClock | None:
    """Whether a time typed without zone names exactly one instant there."""
    readings = {local.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1)}
    exact = {at for at in readings if at.astimezone(tz).replace(tzinfo=None, fold=0) == local.replace(fold=0)}
    return None if len(exact) == 1 else WallClock.TWICE if exact else WallClock.SKIPPED


def instant(local: datetime, tz: tzinfo) -> datetime:
    """The UTC instant of a time typed without zone, or `NoSuchTime`."""
    if local.tzinfo is not None:
        raise ValueError("a time on the wall has no zone of its own")
    fault = wall_fault(local, tz)
    if fault:
        raise NoSuchTime(fault)
    return local.replace(tzinfo=tz, fold=0).astimezone(UTC)
