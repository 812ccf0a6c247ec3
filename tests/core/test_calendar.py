"""Civil days: midnights of the place, both nights when the clock changes, times that do not exist."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from app.core.calendar import (
    NoSuchTime,
    WallClock,
    civil_day,
    days_between,
    due_day,
    end_of,
    instant,
    start_of,
    wall_fault,
)

PARIS = ZoneInfo("Europe/Paris")
BEIRUT = ZoneInfo("Asia/Beirut")  # its clock jumps at midnight
ZONES = [PARIS, BEIRUT, UTC, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Sao_Paulo"), ZoneInfo("Indian/Reunion")]
instants = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(ZONES)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        civil_day(datetime(2026, 1, 1), PARIS)


def test_one_minute_over_midnight_is_a_day() -> None:
    assert days_between(utc(2026, 6, 1, 21, 59), utc(2026, 6, 1, 22, 1), PARIS) == 1


def test_a_whole_day_minus_a_second_may_be_none() -> None:
    assert days_between(utc(2026, 6, 1, 22, 0), utc(2026, 6, 2, 21, 59), PARIS) == 0


def test_days_run_backwards_too() -> None:
    assert days_between(utc(2026, 6, 3), utc(2026, 6, 1), PARIS) == -2


@pytest.mark.parametrize(("day", "hours"), [
    (date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 24), 24), (date(2026, 10, 25), 25),
])
def test_the_days_when_the_clock_changes_are_shorter_and_longer(day: date, hours: int) -> None:
    assert end_of(day, PARIS) - start_of(day, PARIS) == timedelta(hours=hours)


def test_the_last_day_is_included() -> None:
    last = due_day(utc(2026, 3, 1, 12), 30, PARIS)
    assert last == date(2026, 3, 31)
    assert end_of(last, PARIS) == utc(2026, 3, 31, 22)


def test_a_day_ends_when_the_next_begins_even_where_midnight_is_skipped() -> None:
    assert end_of(date(2026, 3, 28), BEIRUT) == utc(2026, 3, 28, 22)
    assert civil_day(utc(2026, 3, 28, 22), BEIRUT) == date(2026, 3, 29)


@pytest.mark.parametrize(("local", "fault"), [
    (datetime(2026, 3, 29, 1, 59), None),
    (datetime(2026, 3, 29, 2, 0), WallClock.SKIPPED),
    (datetime(2026, 3, 29, 2, 59), WallClock.SKIPPED),
    (datetime(2026, 3, 29, 3, 0), None),
    (datetime(2026, 10, 25, 1, 59), None),
    (datetime(2026, 10, 25, 2, 0), WallClock.TWICE),
    (datetime(2026, 10, 25, 2, 59), WallClock.TWICE),
    (datetime(2026, 10, 25, 2, 30, fold=1), WallClock.TWICE),
    (datetime(2026, 10, 25, 3, 0), None),
])
def test_a_time_typed_in_the_nights_of_the_change(local: datetime, fault: WallClock | None) -> None:
    assert wall_fault(local, PARIS) is fault


def test_a_time_that_names_no_instant_is_refused_with_its_reason() -> None:
    with pytest.raises(NoSuchTime) as refused:
        instant(datetime(2026, 3, 29, 2, 30), PARIS)
    assert refused.value.why is WallClock.SKIPPED


def test_a_typed_time_has_no_zone_of_its_own() -> None:
    with pytest.raises(ValueError, match="zone of its own"):
        instant(utc(2026, 3, 29), PARIS)


def test_an_ordinary_time_is_its_instant() -> None:
    assert instant(datetime(2026, 7, 14, 18, 30), PARIS) == utc(2026, 7, 14, 16, 30)


@given(instants, zones)
def test_an_instant_is_in_its_own_day(at: datetime, zone: ZoneInfo) -> None:
    day = civil_day(at, zone)
    assert start_of(day, zone) <= at < end_of(day, zone)


@given(instants, zones)
def test_what_the_wall_shows_is_the_instant_or_is_told_twice(at: datetime, zone: ZoneInfo) -> None:
    local = at.astimezone(zone).replace(tzinfo=None, fold=0)
    fault = wall_fault(local, zone)
    assert fault is not WallClock.SKIPPED
    assert fault is WallClock.TWICE or instant(local, zone) == at


@given(instants, st.integers(0, 4000), zones)
def test_a_delay_ends_that_many_midnights_later(at: datetime, days: int, zone: ZoneInfo) -> None:
    end = end_of(due_day(at, days, zone), zone)
    assert days_between(at, end - timedelta(seconds=1), zone) == days
    assert days_between(at, end, zone) == days + 1
