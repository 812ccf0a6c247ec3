"""The territory drawn with one disc for each commune: no tile, no script, no third party."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from app.queries.reference import PlaceRef
from app.rules.spots import Frame, Spot, box_of

LONGEST = 920
MARGIN = 40
NAMES = 12
LETTER = 17  # how wide a letter of a name is drawn on a phone, about
LINE = 30
ABOVE = 6
QUIET = 6
SMALL_LETTER, SMALL_LINE = 7, 12
MARK = 4
At = tuple[int, int]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Dot:
    """A commune. `written` is its name, empty where there is no room for it."""

    x: int
    y: int
    size: int
    alive: int
    name: str
    code: str
    written: str


@dataclass(frozen=True, slots=True)
class Drawing:
    frame: Frame
    dots: list[Dot]

    @property
    def width(self) -> int:
        return self.frame.width

    @property
    def height(self) -> int:
        return self.frame.height

    def beside(self, spot: Spot) -> At:
        """Where a point is marked: on it, or at the edge of the disc that it falls in, whose number it would hide. At
        this scale that is some hundreds of metres; its page has the figures."""
        x, y = self.frame.place(spot)
        for dot in self.lively:
            far = hypot(x - dot.x, y - dot.y)
            if far < dot.size:
                right, down = ((x - dot.x) / far, (y - dot.y) / far) if far else (0.7, -0.7)
                return round(dot.x + right * (dot.size + MARK)), round(dot.y + down * (dot.size + MARK))
        return x, y

    @property
    def quiet(self) -> list[Dot]:
        return [dot for dot in self.dots if not dot.alive]

    @property
    def lively(self) -> list[Dot]:
        return [dot for dot in self.dots if dot.alive]


def frame_of(places: Iterable[PlaceRef]) -> Frame | None:
    """Round the centres that are known; None where none is."""
    box = box_of([spot for place in places if (spot := spot_of(place)) is not None])
    return Frame(box, LONGEST, MARGIN) if box else None


def spot_of(place: PlaceRef) -> Spot | None:
    if place.latitude is None or place.longitude is None:
        return None
    return Spot(place.latitude, place.longitude)


def drawn(places: Iterable[PlaceRef], alive: Mapping[int, int]) -> Drawing | None:
    """The small discs over the large ones, so that none is hidden; the liveliest communes are named first, then the
    most peopled."""
    known = [place for place in places if place.latitude is not None and place.longitude is not None]
    if (frame := frame_of(known)) is None:
        return None
    spots = {place.id: frame.place(Spot(place.latitude or 0, place.longitude or 0)) for place in known}
    sizes = {place.id: size_of(alive.get(place.id, 0)) for place in known}
    liveliest = sorted(known, key=lambda place: (-alive.get(place.id, 0), -place.population))
    named = _named(liveliest, spots, sizes, frame.width)
    order = sorted(liveliest, key=lambda place: alive.get(place.id, 0) > 0)
    return Drawing(frame, [
        Dot(*spots[place.id], sizes[place.id], alive.get(place.id, 0), place.name, place.code,
            place.name if place.id in named else "") for place in order])


def size_of(alive: int) -> int:
    """The disc's surface grows with what is there."""
    return round(10 + 7 * sqrt(alive)) if alive else QUIET


def _named(order: Sequence[PlaceRef], spots: Mapping[int, At], sizes: Mapping[int, int], width: int) -> set[int]:
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


def ground(frame: Frame, places: Iterable[PlaceRef]) -> list[tuple[int, int, str]]:
    """For the small picture one clicks on: what lies within it, the most peopled named as long as names can be read."""
    there = [(frame.place(spot), place) for place in places if (spot := spot_of(place)) and frame.box.holds(spot)]
    taken: list[Box] = []
    found = []
    for (x, y), place in sorted(there, key=lambda pair: -pair[1].population):
        half = len(place.name) * SMALL_LETTER // 2
        box = (x - half, y - SMALL_LINE - 4, x + half, y + 3)
        fits = box[0] >= 0 and box[1] >= 0 and box[2] <= frame.width and not any(_over(box, other) for other in taken)
        if fits:
            taken.append(box)
        found.append((x, y, place.name if fits else ""))
    return found


def _written(place: PlaceRef, spot: At, size: int) -> Box:
    """Where the name is written: centred above its disc."""
    (x, y), half = spot, len(place.name) * LETTER // 2
    return x - half, y - size - ABOVE - LINE, x + half, y - size - ABOVE


def _over(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
