"""Which copies are kept: the newest of each of the last hours, days, weeks and months (the generations known as
grandfather-father-son).

Hours and days are counted back from the newest copy; weeks and months are those that have one. So a site that was
stopped for long, or a clock that jumped, does not lose what it had.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

LATE = timedelta(days=2)
UPGRADES, UPGRADE_DAYS = 3, 30  # copies made before an upgrade: so many, and not longer

Period = Callable[[datetime], Any]


@dataclass(frozen=True, slots=True)
class Generations:
    hourly: int = 24
    daily: int = 7
    weekly: int = 4
    monthly: int = 12

    def periods(self) -> tuple[tuple[Period, int, timedelta | None], ...]:
        """What names a period, how many of them, and how far back from the newest copy they go."""
        return ((lambda at: (at.date(), at.hour), self.hourly, timedelta(hours=self.hourly)),
                (lambda at: at.date(), self.daily, timedelta(days=self.daily)),
                (lambda at: at.isocalendar()[:2], self.weekly, None),
                (lambda at: (at.year, at.month), self.monthly, None))


def kept(made: Iterable[datetime], generations: Generations) -> set[datetime]:
    """The newest copy is always among them. Periods are those of UTC."""
    newest_first = sorted({at.astimezone(UTC) for at in made}, reverse=True)
    found: set[datetime] = set(newest_first[:1])
    for period, most, reach in generations.periods():
        seen: set[Any] = set()
        for at in newest_first:
            if len(seen) >= most or (reach is not None and newest_first[0] - at >= reach):
                break
            if period(at) not in seen:
                seen.add(period(at))
                found.add(at)
    return found


def kept_upgrades(made: Iterable[datetime], now: datetime) -> set[datetime]:
    recent = sorted((at for at in made if now - at <= timedelta(days=UPGRADE_DAYS)), reverse=True)
    return set(recent[:UPGRADES])


def is_late(last: datetime | None, opened_at: datetime | None, now: datetime) -> bool:
    """Two days without a good copy; of a site that has none yet, two days after it was opened."""
    since = last or opened_at
    return since is not None and now - since >= LATE
