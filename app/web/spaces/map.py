"""The territory drawn with one dot for each commune: no tile, no script, no third party."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

from app.queries.reference import PlaceRef

WIDTH = 1000
MARGIN = 40
NAMES = 12
MILLION = 1_000_000
LETTER = 13  # how wide a letter of a name is drawn on a phone, about
LINE = 22
ABOVE = 6
QUIET = 5
Spot = tuple[int, int]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int
    size: int
    alive: int
    name: str  # empty where there is no room to write it


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    dots: list[Dot]


def drawn(places: Iterable[PlaceRef], alive: Mapping[int, int]) -> Drawing | None:
    """A plain projection, true enough for a territory: a degree of longitude shrinks with the latitude. None where no
    centre is known. The liveliest communes are drawn last, over the others, and named first, then the most peopled."""
    known = [place for place in places if place.latitude is not None and place.longitude is not None]
    if not known:
        return None
    middle = sum(place.latitude or 0 for place in known) / len(known) / MILLION
    flat = {place.id: ((place.longitude or 0) * cos(radians(middle)), -(place.latitude or 0)) for place in known}
    left, top = min(x for x, _y in flat.values()), min(y for _x, y in flat.values())
    wide, high = max(x for x, _y in flat.values()) - left, max(y for _x, y in flat.values()) - top
    scale = (WIDTH - 2 * MARGIN) / max(wide, high, 1)
    spots = {key: (round(MARGIN + (x - left) * scale), round(MARGIN + (y - top) * scale))
             for key, (x, y) in flat.items()}
    order = sorted(known, key=lambda place: (alive.get(place.id, 0), place.population))
    sizes = {place.id: _size(alive.get(place.id, 0)) for place in order}
    named = _named(order[::-1], spots, sizes, round(wide * scale) + 2 * MARGIN)
    dots = [Dot(*spots[place.id], sizes[place.id], alive.get(place.id, 0), place.name if place.id in named else "")
            for place in order]
    return Drawing(round(wide * scale) + 2 * MARGIN, round(high * scale) + 2 * MARGIN, dots)


def _size(alive: int) -> int:
    """The disc's surface grows with what is there."""
    return round(6 + 7 * sqrt(alive)) if alive else QUIET


def _named(order: Sequence[PlaceRef], spots: Mapping[int, Spot], sizes: Mapping[int, int], width: int) -> set[int]:
    """As many names as can be read: none over another or over a disc, none out of the drawing."""
    taken: list[Box] = [(x - sizes[key], y - sizes[key], x + sizes[key], y + sizes[key])
                        for key, (x, y) in spots.items() if sizes[key] > QUIET]
    named: set[int] = set()
    for place in order:
        box = _written(place, spots[place.id], sizes[place.id])
        if box[0] >= 0 and box[1] >= 0 and box[2] <= width and not any(_over(box, other) for other in taken):
            taken.append(box)
            named.add(place.id)
        if len(named) == NAMES:
            break
    return named


def _written(place: PlaceRef, spot: Spot, size: int) -> Box:
    """Where the name is written: centred above its disc."""
    (x, y), half = spot, len(place.name) * LETTER // 2
    return x - half, y - size - ABOVE - LINE, x + half, y - size - ABOVE


def _over(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
