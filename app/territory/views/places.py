"""The communes, the themes, and the calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, render_template, url_for
from flask_babel import format_decimal, gettext as _

from app.core.kinds import SpaceKind
from app.core.paging import Page, Sort
from app.core.permissions import Action
from app.core.texts import alphabetical
from app.core.web import headers, paging
from app.core.web.doors import guard, now
from app.core.web.filters import day
from app.core.web.languages import here, localised, reference
from app.core.web.requests import FILE, costs
from app.extensions import db
from app.proposals.queries import lists
from app.proposals.views.lists import drawn
from app.territory.queries import places
from app.territory.queries.places import Feature, collection
from app.territory.reference import PlaceRef, Reference, SpaceRef
from app.territory.rules import Spot
from app.territory.views import map
from app.territory.views.map import Drawing, drawn as views_drawn, size_of, spot_of

blueprint = Blueprint("spaces", __name__)


# Calls: a space with dates, its text, and what was handed in.

def open_calls(known: Reference) -> list[dict[str, Any]]:
    """Those one may answer now, the first to close first."""
    open_now = [space for space in known.spaces if space.kind is SpaceKind.CALL and space.is_open(now())]
    return [{"name": localised(call.name), "url": url_for("spaces.call", slug=call.slug), "when": when(call)}
            for call in sorted(open_now, key=lambda call: call.closes_at or now())]


def when(call: SpaceRef) -> str:
    if call.opens_at > now():
        return str(_("Ouvre le %(day)s", day=day(call.opens_at)))
    if call.closes_at is None:
        return str(_("Ouvert"))
    if call.is_open(now()):
        return str(_("Ouvert jusqu’au %(day)s", day=day(call.closes_at)))
    return str(_("Terminé le %(day)s", day=day(call.closes_at)))


@blueprint.get("/appels/<slug>")
@guard(Action.SITE_READ)
def call(slug: str) -> str:
    known = reference()
    space = known.space(slug)
    if space is None or space.kind is not SpaceKind.CALL:
        abort(404)
    page, previous, following = handed_in(lists.Wanted(space_id=space.id), f"call:{slug}")
    return render_template(
        "spaces/call.html", space=space, when=when(space), is_open=space.is_open(now()), track=_track(known, space),
        cards=drawn(page.rows), previous=previous, next=following)


def _track(known: Reference, space: SpaceRef) -> str | None:
    """What one hands in to this call: a project where its charter has them."""
    rules = known.charters.get(space.charter_id or 0)
    if rules is None:
        return None
    return "project" if "project" in rules.tracks else next(iter(rules.tracks), None)


def handed_in(wanted: lists.Wanted, name: str) -> tuple[Page, str | None, str | None]:
    """A page of proposals under something else than the two lists: the newest first, `?page=` and nothing more."""
    told = paging.read_asked("page")
    page = lists.page(db.session(), wanted, Sort.RECENT, paging.cursor_of(told, name))
    return page, paging.address(page.previous, told, name), paging.address(page.next, told, name)


# A commune, and a theme: what is alive there.

@blueprint.get("/communes/<code>")
@guard(Action.SITE_READ)
def place(code: str) -> str:
    there = reference().codes.get(code)
    if there is None:
        abort(404)
    page, previous, following = handed_in(lists.Wanted(place_id=there.id), f"place:{code}")
    return render_template(
        "spaces/place.html", place=there, people=format_decimal(there.population),
        cards=drawn(page.rows), previous=previous, next=following,
        structures=places.structures_of(db.session(), there.id))


@blueprint.get("/themes/<slug>")
@guard(Action.SITE_READ)
def theme(slug: str) -> str:
    known = reference()
    chosen = known.theme(slug)
    if chosen is None:
        abort(404)
    page, previous, following = handed_in(lists.Wanted(theme_id=chosen.id), f"theme:{slug}")
    return render_template(
        "spaces/theme.html", theme=chosen, others=[each for each in known.themes if each.id != chosen.id],
        cards=drawn(page.rows), previous=previous, next=following)


# The whole territory: its map, its communes by intercommunality with what is alive there, the calls that are open.

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
    told: map.Asked
    places: list[PlaceRef]
    figures: Mapping[int | None, map.Figures]
    points: list[Any]


def _seen() -> Seen:
    there = here()
    known, told = there.reference, map.asked(there.reference)
    cells = places.spread(db.session(), there.heads)
    return Seen(known, told, [place for place in known.places.values() if not place.retired],
                map.figures(cells, told, known),
                [row for row in places.points(db.session()) if map.matches(row, told, known)])


@blueprint.get("/territoire")
@guard(Action.SITE_READ)
def territory() -> Response:
    seen = _seen()
    known, told = seen.known, seen.told
    home = known.territory
    picture = views_drawn(seen.places, {key: sum(there) for key, there in seen.figures.items() if key is not None})
    page = make_response(render_template(
        "spaces/territory.html", name=localised(home.name) if home else "",
        about=localised(home.about) if home else "", places=seen.places, groups=_groups(seen), map=picture,
        marks=_marks(seen, picture), said=_words(seen), rows=_rows(seen), everywhere=_everywhere(seen),
        legend=[(n, size_of(n)) for n in LEGEND], told=told, kinds=map.kind_links(told),
        theme_links=map.theme_links(told, known), stage_links=map.stage_links(told, known),
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
        "experiments": there[2], "said": map.said(there),
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
    return {place.code: map.said(seen.figures[place.id]) for place in seen.places if place.id in seen.figures}


def _rows(seen: Seen) -> list[tuple[PlaceRef, map.Figures]]:
    """The table: where most is, first."""
    found = [(place, seen.figures[place.id]) for place in seen.places if place.id in seen.figures]
    return sorted(found, key=lambda row: (-sum(row[1]), row[0].key))


def _everywhere(seen: Seen) -> str:
    there = seen.figures.get(None)
    return map.said(there) if there else ""


def _tiles(told: map.Asked) -> dict[str, str] | None:
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
            group.lively.append((place, map.said(seen.figures[place.id])))
        else:
            group.quiet.append(place)
    return list(found.values())
