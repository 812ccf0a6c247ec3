"""From measures to a drawing: points, ticks and levels as shares from 0 to 100, counted from the bottom left.

Exact until the page writes them down; how a day or a figure reads is the page's affair.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

LEFT, RIGHT = Fraction(5), Fraction(95)  # a value written over a point must not leave the drawing
APART = Fraction(17)  # two labels nearer than that would touch on a phone
TICKS = 5
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Point:
    """`told`: whether its day and its value are written beside it; all of them are in the table."""

    x: Fraction
    y: Fraction
    on: date
    value: Decimal
    told: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A line across: a tick, the starting figure, the target."""

    y: Fraction
    value: Decimal


@dataclass(frozen=True, slots=True)
class Series:
    points: tuple[Point, ...]
    ticks: tuple[Level, ...]
    baseline: Level | None
    target: Level


@dataclass(frozen=True, slots=True)
class Scale:
    low: Decimal
    high: Decimal
    step: Decimal

    def share(self, value: Decimal) -> Fraction:
        return 100 * (Fraction(value) - Fraction(self.low)) / (Fraction(self.high) - Fraction(self.low))

    def ticks(self) -> tuple[Level, ...]:
        number = int((self.high - self.low) / self.step)
        values = [self.low + self.step * n for n in range(number + 1)]
        return tuple(Level(self.share(value), value) for value in values)


def series(measures: Sequence[tuple[date, Decimal]], baseline: Decimal | None, target: Decimal) -> Series:
    """`measures` by day, one for each. The scale holds the starting figure and the target as well."""
    shown = [value for _, value in measures] + [target] + ([baseline] if baseline is not None else [])
    scale = scale_of(shown)
    return Series(_points(measures, scale), scale.ticks(),
                  Level(scale.share(baseline), baseline) if baseline is not None else None,
                  Level(scale.share(target), target))


def scale_of(values: Sequence[Decimal]) -> Scale:
    """Round figures below and above. It begins at nought, unless that would crush what moves."""
    low, high = min(values), max(values)
    if low > 0 and low <= high - low:
        low = Decimal(0)
    if low == high:
        low, high = (Decimal(0), high) if high > 0 else (low, low + 1) if high == 0 else (low, Decimal(0))
    step = _step(high - low)
    return Scale((low / step).to_integral_value("ROUND_FLOOR") * step,
                 (high / step).to_integral_value("ROUND_CEILING") * step, step)


def _step(width: Decimal) -> Decimal:
    """The smallest round step that cuts the width in at most four parts."""
    wanted = width / (TICKS - 1)
    power = Decimal(1).scaleb(wanted.adjusted())
    return next(power * n for n in (*_STEPS, 10) if power * n >= wanted)


def _points(measures: Sequence[tuple[date, Decimal]], scale: Scale) -> tuple[Point, ...]:
    places = _along([on for on, _ in measures])
    told = _told(places)
    return tuple(Point(x, scale.share(value), on, value, n in told)
                 for n, (x, (on, value)) in enumerate(zip(places, measures, strict=True)))


def _along(days: Sequence[date]) -> list[Fraction]:
    """By date, not by rank: a gap of two months looks like one."""
    if not days:
        return []
    width = (days[-1] - days[0]).days
    if not width:
        return [Fraction(50)] * len(days)
    return [LEFT + (RIGHT - LEFT) * Fraction((day - days[0]).days, width) for day in days]


def _told(places: Sequence[Fraction]) -> set[int]:
    """The last is always written, then each one that is far enough from those already written."""
    told: list[int] = []
    for n in reversed(range(len(places))):
        if not told or places[told[-1]] - places[n] >= APART:
            told.append(n)
    return set(told)


# A measured figure as people type it: a comma or a point, spaces between thousands, a sign. Exact, never a float.

WHOLE_DIGITS = 12
PLACES = 4
_SPACES = re.compile(r"[ \u00a0\u202f\u2009']")
_TYPED = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,4})?")


def figure(typed: str) -> Decimal | None:
    """« 1 250,5 » or « 1250.5 »; None for what is not a figure, or has more digits than a measure needs."""
    text = _SPACES.sub("", typed.strip()).replace("\u2212", "-")
    if not text.isascii() or not _TYPED.fullmatch(text):
        return None
    return Decimal(text.replace(",", "."))


def is_figure(value: Decimal) -> bool:
    """Finite, and within the digits above."""
    if not value.is_finite() or abs(value) >= Decimal(10) ** WHOLE_DIGITS:
        return False
    return value == round(value, PLACES)
