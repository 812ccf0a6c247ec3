"""The territory in small, on the first page: where something is alive, and the way to the map and to its table."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from app.extensions import db
from app.queries import territory as queries
from app.queries.reference import PlaceRef, Reference
from app.web.reference import here
from app.web.spaces import living
from app.web.spaces.map import Drawing, drawn

LISTED = 5  # communes named beside the drawing
Rows = list[tuple[PlaceRef, str]]


@dataclass(frozen=True, slots=True)
class SmallMap:
    """`key`: what it is made from, so that the drawing is made once as long as nothing changes."""

    key: Hashable
    draw: Callable[[], tuple[Drawing | None, Rows, dict[str, str]]]


def small_map() -> SmallMap | None:
    """None where nothing is alive in any commune: an empty map says nothing. The figures are those of the territory's
    page, counted again only when a journal went on."""
    there = here()
    known = there.reference
    figures = living.figures(queries.spread(db.session(), there.heads), living.Asked(), known)
    local = {key: n for key, n in figures.items() if key is not None}
    if not local:
        return None
    return SmallMap((known, tuple(sorted(local.items()))), lambda: _drawn(known, local))


def _drawn(known: Reference, figures: Mapping[int, living.Figures]) -> tuple[Drawing | None, Rows, dict[str, str]]:
    places = [place for place in known.places.values() if not place.retired]
    lively = sorted((place for place in places if place.id in figures),
                    key=lambda place: (-sum(figures[place.id]), place.key))
    said = {place.code: living.said(figures[place.id]) for place in lively}
    picture = drawn(places, {key: sum(n) for key, n in figures.items()})
    return picture, [(place, said[place.code]) for place in lively[:LISTED]], said
