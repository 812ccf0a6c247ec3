"""The whole territory: its map, its communes by intercommunality with what is alive there, the calls that are open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, current_app, make_response, render_template, url_for

from app.exports.geojson import Feature, collection
from app.extensions import db
from app.queries import territory as queries
from app.queries.reference import PlaceRef, Reference
from app.rules.names import alphabetical
from app.rules.permissions import Action
from app.rules.spots import Spot
from app.web import headers
from app.web.costs import FILE, costs
from app.web.doors import guard
from app.web.locale import localised
from app.web.reference import here
from app.web.spaces import living
from app.web.spaces.blueprint import blueprint
from app.web.spaces.calls import open_calls
from app.web.spaces.map import Drawing, drawn, size_of, spot_of

LEGEND = (1, 4, 9)


@dataclass
class Group:
    """An intercommunality: the communes where something is alive, and the others."""

    name: str
    lively: list[tuple[PlaceRef, str]] = field(default_factory=list)
    quiet: list[PlaceRef] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page and the open data show, for the same questions."""

    known: Reference
    told: living.Asked
    places: list[PlaceRef]
    figures: Mapping[int | None, living.Figures]
    points: list[Any]


def _seen() -> Seen:
    there = here()
    known, told = there.reference, living.asked(there.reference)
    cells = queries.spread(db.session(), there.heads)
    return Seen(known, told, [place for place in known.places.values() if not place.retired],
                living.figures(cells, told, known),
                [row for row in queries.points(db.session()) if living.matches(row, told, known)])


@blueprint.get("/territoire")
@guard(Action.SITE_READ)
def territory() -> Response:
    seen = _seen()
    known, told = seen.known, seen.told
    home = known.territory
    picture = drawn(seen.places, {key: sum(there) for key, there in seen.figures.items() if key is not None})
    page = make_response(render_template(
        "spaces/territory.html", name=localised(home.name) if home else "",
        about=localised(home.about) if home else "", places=seen.places, groups=_groups(seen), map=picture,
        marks=_marks(seen, picture), said=_words(seen), rows=_rows(seen), everywhere=_everywhere(seen),
        legend=[(n, size_of(n)) for n in LEGEND], told=told, kinds=living.kind_links(told),
        theme_links=living.theme_links(told, known), stage_links=living.stage_links(told, known),
        calls=open_calls(known), themes=known.themes, tiles=_tiles(told)))
    if picture is not None:
        headers.allow_pictures(page, current_app.config["CORDEE"].tile_host)
    return page


@blueprint.get("/territoire/carte.geojson")
@costs(FILE)
@guard(Action.SITE_READ)
def geojson() -> Response:
    """The same as the map shows, to take away: RFC 7946, with addresses that can be followed."""
    seen, base = _seen(), current_app.config["CORDEE"].origin
    communes = [Feature(spot, {
        "kind": "commune", "code": place.code, "name": place.name, "needs": there[0], "projects": there[1],
        "experiments": there[2], "said": living.said(there),
        "url": base + url_for("spaces.place", code=place.code)})
        for place in seen.places if (there := seen.figures.get(place.id)) and (spot := spot_of(place))]
    proposals = [Feature(Spot(row.latitude, row.longitude), {
        "kind": "proposal", "id": row.id, "reference": row.reference, "title": row.title, "lang": row.lang,
        "track": row.track, "stage": row.stage, "where": row.where_text,
        "url": base + url_for("proposals.show", number=row.id)}) for row in seen.points]
    return Response(collection([*communes, *proposals]), mimetype="application/geo+json")


def _marks(seen: Seen, picture: Drawing | None) -> list[dict[str, Any]]:
    """The points that proposals say, where they fall on the drawing."""
    if picture is None:
        return []
    found = []
    for row in seen.points:
        x, y = picture.beside(Spot(row.latitude, row.longitude))
        found.append({"x": x, "y": y, "title": row.title, "lang": row.lang,
                      "url": url_for("proposals.show", number=row.id)})
    return found


def _words(seen: Seen) -> dict[str, str]:
    """For each commune's code, what is there."""
    return {place.code: living.said(seen.figures[place.id]) for place in seen.places if place.id in seen.figures}


def _rows(seen: Seen) -> list[tuple[PlaceRef, living.Figures]]:
    """The table: where most is, first."""
    found = [(place, seen.figures[place.id]) for place in seen.places if place.id in seen.figures]
    return sorted(found, key=lambda row: (-sum(row[1]), row[0].key))


def _everywhere(seen: Seen) -> str:
    there = seen.figures.get(None)
    return living.said(there) if there else ""


def _tiles(told: living.Asked) -> dict[str, str] | None:
    """What the interactive map needs, where the operator named a server of tiles."""
    site = current_app.config["CORDEE"]
    if not site.map_tiles:
        return None
    return {"url": site.map_tiles, "attribution": site.map_attribution, "attribution_url": site.map_attribution_url,
            "data": url_for("spaces.geojson", **told.words())}  # type: ignore[arg-type]


def _groups(seen: Seen) -> list[Group]:
    """In the order of their names; those of no intercommunality last."""
    found: dict[str, Group] = {}
    for place in sorted(seen.places, key=lambda place: (place.group_name == "", alphabetical(place.group_name))):
        group = found.setdefault(place.group_code, Group(place.group_name))
        if place.id in seen.figures:
            group.lively.append((place, living.said(seen.figures[place.id])))
        else:
            group.quiet.append(place)
    return list(found.values())
