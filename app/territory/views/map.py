"""What is alive where, as the address asks for it: of one kind, under one theme, at one stage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _, ngettext

from app.core.paging import STRAYS
from app.core.web.languages import chosen, localised
from app.proposals.views.lists import tone
from app.territory.queries.places import Cell
from app.territory.reference import PlaceRef, Reference, ThemeRef
from app.territory.rules import Frame, Spot, box_of

KINDS = ("besoins", "projets", "experimentations")
SHOWN = {"besoins": KINDS[:1], "projets": KINDS[1:], "experimentations": KINDS[2:]}  # an experiment is a project
KEYS = ("quoi", "theme", "etape")
Figures = tuple[int, int, int]  # needs, projects, experiments
Link = tuple[str, str, str, int | None]


@dataclass(frozen=True, slots=True)
class Asked:
    kind: str = ""
    theme: ThemeRef | None = None
    stage: str = ""

    def words(self, **other: str) -> dict[str, str]:
        """As the address says it, with something changed."""
        told = {"quoi": self.kind, "theme": self.theme.slug if self.theme else "", "etape": self.stage} | other
        return {key: value for key, value in told.items() if value}


def asked(known: Reference) -> Asked:
    """From the address; what no page of ours writes there is 400."""
    told = {key: value for key, value in request.args.items() if value and not key.startswith(STRAYS)}
    theme = known.theme(told.get("theme", ""))
    if (set(told) - set(KEYS) or told.get("quoi", "") not in ("", *KINDS) or (told.get("theme") and theme is None)
            or told.get("etape", "") not in ("", *stages(known))):
        abort(400)
    return Asked(told.get("quoi", ""), theme, told.get("etape", ""))


def stages(known: Reference) -> dict[str, str]:
    """Of every track of the charters in force, in their words."""
    tracks = dict.fromkeys(track for rules in known.charters.values() for track in rules.tracks)
    return {key: stage.names.said(chosen()) for track in tracks for key, stage in known.stages(track).items()}


def kind_of(row: Any, known: Reference) -> str:
    """From what its stage opens, never from the stage's name."""
    if row.track == "need":
        return "besoins"
    return "experimentations" if tone(known.stage(row.charter_id, row.track, row.stage)) == "experiment" else "projets"


def matches(row: Any, told: Asked, known: Reference) -> bool:
    """A cell of the count, or a proposal."""
    return ((not told.theme or row.theme_id == told.theme.id) and (not told.stage or row.stage == told.stage)
            and (not told.kind or kind_of(row, known) in SHOWN[told.kind]))


def figures(cells: Sequence[Cell], told: Asked, known: Reference) -> Mapping[int | None, Figures]:
    """By commune; under None, what is about the whole territory."""
    found: dict[int | None, list[int]] = {}
    for cell in cells:
        if matches(cell, told, known):
            found.setdefault(cell.place_id, [0, 0, 0])[KINDS.index(kind_of(cell, known))] += cell.n
    return {key: (n[0], n[1], n[2]) for key, n in found.items()}


def said(there: Figures) -> str:
    """« 2 besoins, 1 projet »."""
    needs, projects, experiments = there
    words = []
    if needs:
        words.append(ngettext("%(num)d besoin", "%(num)d besoins", needs))
    if projects:
        words.append(ngettext("%(num)d projet", "%(num)d projets", projects))
    if experiments:
        words.append(ngettext("%(num)d expérimentation", "%(num)d expérimentations", experiments))
    return ", ".join(words)


def kind_links(told: Asked) -> list[Link]:
    names = {"": _("Tout"), "besoins": _("Besoins"), "projets": _("Projets"), "experimentations": _("Expérimentations")}
    return [(key, name, _address(told.words(quoi=key)), None) for key, name in names.items()]


def theme_links(told: Asked, known: Reference) -> list[Link]:
    return [("", _("Tous les thèmes"), _address(told.words(theme="")), None),
            *((each.slug, localised(each.name), _address(told.words(theme=each.slug)), None) for each in known.themes)]


def stage_links(told: Asked, known: Reference) -> list[Link]:
    return [("", _("Toutes les étapes"), _address(told.words(etape="")), None),
            *((key, name, _address(told.words(etape=key)), None) for key, name in stages(known).items())]


def _address(words: dict[str, str]) -> str:
    return url_for("spaces.territory", **words, _anchor="carte")  # type: ignore[arg-type]


# The territory drawn with one disc for each commune: no tile, no script, no third party.

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
