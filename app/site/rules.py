"""What was checked of the accessibility criteria, and what French law calls the result: a text in, figures out."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Result(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNVERIFIED = "unverified"  # nobody could say so far: counts as not met
    NOT_APPLICABLE = "not_applicable"


class State(StrEnum):
    """Of the declaration: all criteria that apply, half of them at least, or fewer."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Criterion:
    number: str
    title: str
    result: Result
    how: str = ""
    by: tuple[str, ...] = ()
    level: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, in the words of each language, and the criteria it leaves open."""

    words: Mapping[str, str]
    wcag: tuple[str, ...]
    rgaa: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    day: date
    subject: str
    checks: Mapping[str, Mapping[str, str]]
    gaps: tuple[Gap, ...]
    wcag: tuple[Criterion, ...]
    rgaa: tuple[Criterion, ...]
    technologies: tuple[str, ...]
    agents: tuple[str, ...]
    readers: tuple[str, ...]
    tools: tuple[str, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    met: int
    applies: int
    unverified: int
    not_met: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.met, self.applies) if self.applies else Fraction(1)

    @property
    def percent(self) -> int:
        """Rounded down: never more than is true."""
        return int(self.share * 100)

    @property
    def state(self) -> State:
        if self.share == 1:
            return State.FULL
        return State.PARTIAL if self.share >= Fraction(1, 2) else State.NONE


def read(text: str) -> Evaluation:
    data = tomllib.loads(text)
    about, told = data["evaluation"], data["statement"]
    return Evaluation(
        day=about["day"], subject=about["subject"], checks=data["checks"],
        gaps=tuple(Gap({"fr": one["fr"], "en": one["en"]}, tuple(one["wcag"]), tuple(one["rgaa"]))
                   for one in data["gaps"]),
        wcag=_criteria(data["wcag"]), rgaa=_criteria(data["rgaa"]),
        **{name: tuple(told[name]) for name in ("technologies", "agents", "readers", "tools", "pages")})


def _criteria(rows: dict[str, dict[str, Any]]) -> tuple[Criterion, ...]:
    return tuple(Criterion(number, row["title"], Result(row["result"]), row.get("how", ""), tuple(row.get("by", ())),
                           row.get("level", "")) for number, row in rows.items())


def count(criteria: tuple[Criterion, ...]) -> Count:
    found = [one.result for one in criteria]
    return Count(met=found.count(Result.MET), applies=len(found) - found.count(Result.NOT_APPLICABLE),
                 unverified=found.count(Result.UNVERIFIED), not_met=found.count(Result.NOT_MET))


def faults(told: Evaluation) -> list[str]:
    """Where the data contradicts itself: what is open has its gap, what applies says who checked it."""
    found = []
    for name, criteria in (("wcag", told.wcag), ("rgaa", told.rgaa)):
        still = {one.number for one in criteria if one.result in (Result.NOT_MET, Result.UNVERIFIED)}
        named = {number for gap in told.gaps for number in getattr(gap, name)}
        found += [f"{name} {number}: open in one place, not in the other" for number in sorted(still ^ named)]
        for one in criteria:
            found += [f"{name} {one.number}: unknown check {key}" for key in one.by if key not in told.checks]
            if one.result is not Result.NOT_APPLICABLE and not one.by:
                found.append(f"{name} {one.number}: says {one.result} and not how it was seen")
    return found


# Which copies are kept: the newest of each of the last hours, days, weeks and months (the generations known as
# grandfather-father-son).
#
# Hours and days are counted back from the newest copy; weeks and months are those that have one. So a site that was
# stopped for long, or a clock that jumped, does not lose what it had.

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
