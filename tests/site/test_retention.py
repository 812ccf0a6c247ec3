"""Which copies stay: a table of the guide, and what holds whatever the moments."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from app.site.rules import Generations, is_late, kept, kept_upgrades

NOW = datetime(2026, 6, 30, 12, 30, tzinfo=UTC)
MOMENTS = st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2026, 6, 30), timezones=st.just(UTC)), max_size=60)


def test_two_years_of_hourly_copies_become_some_forty():
    made = [NOW - timedelta(hours=n) for n in range(2 * 365 * 24)]
    left = sorted(kept(made, Generations()))
    assert 40 <= len(left) <= 47
    assert [at for at in left if NOW - at < timedelta(hours=24)] == sorted(made[:24])
    assert left[0] == datetime(2025, 7, 31, 23, 30, tzinfo=UTC)


def test_daily_copies_are_not_kept_by_the_hours():
    made = [NOW - timedelta(days=n) for n in range(60)]
    assert len([at for at in kept(made, Generations()) if NOW - at < timedelta(days=7)]) == 7
    assert len(kept(made, Generations())) <= 7 + 4 + 3


def test_after_a_long_stop_what_there_was_stays():
    made = [NOW, *(NOW - timedelta(days=900 + n) for n in range(60))]
    assert len(kept(made, Generations())) >= 5


@given(MOMENTS)
def test_the_newest_is_always_kept_and_nothing_is_invented(made: list[datetime]):
    left = kept(made, Generations())
    assert left <= set(made)
    assert not made or max(made) in left
    assert len(left) <= 24 + 7 + 4 + 12


@given(MOMENTS)
def test_thinning_twice_is_thinning_once(made: list[datetime]):
    left = kept(made, Generations())
    assert kept(left, Generations()) == left


def test_copies_made_before_an_upgrade():
    made = [NOW - timedelta(days=n) for n in (0, 1, 2, 3, 40)]
    assert kept_upgrades(made, NOW) == set(made[:3])
    assert kept_upgrades(made[4:], NOW) == set()


@pytest.mark.parametrize(("last", "opened", "late"), [
    (None, None, False), (None, timedelta(days=1), False), (None, timedelta(days=3), True),
    (timedelta(hours=47), timedelta(days=90), False), (timedelta(days=2), timedelta(days=90), True)])
def test_two_days_are_late(last, opened, late):
    def ago(span: timedelta | None) -> datetime | None:
        return NOW - span if span is not None else None

    assert is_late(ago(last), ago(opened), NOW) is late
