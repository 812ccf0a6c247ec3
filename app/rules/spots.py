"""Points on the ground: degrees as people type them, the bounds of a territory, and where a point falls on a drawing.

Centres and points are kept in millionths of a degree, so that no float is kept."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from math import cos, radians
from typing import NamedTuple

MILLION = 1_000_000
NORTHMOST, EASTMOST = 90 * MILLION, 180 * MILLION
DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,12})?°?")
WIDER = 10  # per cent of its sides by which a territory's bounds are widened: its edges lie beyond its centres
LEAST = MILLION // 20
CLOSER = 4  # how much nearer each step looks
STEPS = 3


class Spot(NamedTuple):
    latitude: int
    longitude: int


def millionths(typed: str) -> int | None:
    """« 44,5583 » or « 44.5583 »; None where it is no number of degrees."""
    typed = typed.strip().replace("\u2212", "-")
    if not DEGREES.fullmatch(typed):
        return None
    return round(Decimal(typed.rstrip("°").replace(",", ".")) * MILLION)


def degrees(kept: int) -> str:
    """44.5583: as a form and open data write it, without idle zeros."""
    return format((Decimal(kept) / MILLION).normalize(), "f")


@dataclass(frozen=True, slots=True)
class Box:
    south: int
    west: int
    north: int
    east: int

    def holds(self, spot: Spot) -> bool:
        return self.south <= spot.latitude <= self.north and self.west <= spot.longitude <= self.east

    @property
    def middle(self) -> Spot:
        return Spot((self.south + self.north) // 2, (self.west + self.east) // 2)

    def widened(self) -> "Box":
        tall = max((self.north - self.south) * WIDER // 100, LEAST)
        wide = max((self.east - self.west) * WIDER // 100, LEAST)
        return Box(max(self.south - tall, -NORTHMOST), max(self.west - wide, -EASTMOST),
                   min(self.north + tall, NORTHMOST), min(self.east + wide, EASTMOST))

    def closer(self, at: Spot, step: int) -> "Box":
        """What is seen from nearer, round a point: the same shape, `CLOSER` times smaller at each step."""
        tall = (self.north - self.south) // 2 // CLOSER ** step
        wide = (self.east - self.west) // 2 // CLOSER ** step
        return Box(at.latitude - tall, at.longitude - wide, at.latitude + tall, at.longitude + wide)


WORLD = Box(-NORTHMOST, -EASTMOST, NORTHMOST, EASTMOST)


def box_of(spots: Collection[Spot]) -> Box | None:
    """The smallest that holds them; None for none."""
    if not spots:
        return None
    tall, wide = [spot.latitude for spot in spots], [spot.longitude for spot in spots]
    return Box(min(tall), min(wide), max(tall), max(wide))


@dataclass(frozen=True, slots=True)
class Frame:
    """A plain projection, true enough for a territory: a degree of longitude shrinks with the latitude."""

    box: Box
    longest: int  # of the drawing's two sides, the margins not counted
    margin: int = 0

    @property
    def _shrink(self) -> float:
        return cos(radians(self.box.middle.latitude / MILLION))

    @property
    def _scale(self) -> float:
        """Points of the drawing for a millionth of a degree of latitude."""
        box = self.box
        return self.longest / max((box.east - box.west) * self._shrink, box.north - box.south, 1)

    @property
    def width(self) -> int:
        return round((self.box.east - self.box.west) * self._shrink * self._scale) + 2 * self.margin

    @property
    def height(self) -> int:
        return round((self.box.north - self.box.south) * self._scale) + 2 * self.margin

    def place(self, spot: Spot) -> tuple[int, int]:
        """Where it is drawn: x to the right, y downwards."""
        return (round((spot.longitude - self.box.west) * self._shrink * self._scale) + self.margin,
                round((self.box.north - spot.latitude) * self._scale) + self.margin)

    def spot(self, x: int, y: int) -> Spot:
        """What lies under a point of the drawing."""
        return Spot(round(self.box.north - (y - self.margin) / self._scale),
                    round(self.box.west + (x - self.margin) / self._scale / self._shrink))
