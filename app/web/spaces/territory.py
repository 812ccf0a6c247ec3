"""The whole territory: its communes by intercommunality with what is alive there, and the calls that are open."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import render_template
from flask_babel import ngettext

from app.extensions import db
from app.queries import territory as queries
from app.queries.reference import PlaceRef
from app.rules.permissions import Action
from app.web.doors import guard
from app.web.locale import localised
from app.web.reference import here
from app.web.spaces.blueprint import blueprint
from app.web.spaces.calls import open_calls
from app.web.spaces.map import drawn


@dataclass
class Group:
    """An intercommunality: the communes where something is alive, and the others."""

    name: str
    lively: list[tuple[PlaceRef, str]] = field(default_factory=list)
    quiet: list[PlaceRef] = field(default_factory=list)


@blueprint.get("/territoire")
@guard(Action.SITE_READ)
def territory() -> str:
    there = here()
    known = there.reference
    alive = queries.alive(db.session(), there.heads)
    places = [place for place in known.places.values() if not place.retired]
    return render_template(
        "spaces/territory.html", name=localised(known.territory.name) if known.territory else "",
        about=localised(known.territory.about) if known.territory else "", places=places, groups=_groups(places, alive),
        map=drawn(places, {key: sum(tracks.values()) for key, tracks in alive.items()}), calls=open_calls(known),
        themes=known.themes)


def _groups(places: list[PlaceRef], alive: queries.Counts) -> list[Group]:
    """In the order of their names; those of no intercommunality last."""
    found: dict[str, Group] = {}
    for place in sorted(places, key=lambda place: (place.group_name == "", place.group_name)):
        group = found.setdefault(place.group_code, Group(place.group_name))
        if place.id in alive:
            group.lively.append((place, _words(alive[place.id])))
        else:
            group.quiet.append(place)
    return list(found.values())


def _words(tracks: Mapping[str, int]) -> str:
    """« 2 besoins, 1 projet »."""
    needs = tracks.get("need", 0)
    projects = sum(tracks.values()) - needs
    said = []
    if needs:
        said.append(ngettext("%(num)d besoin", "%(num)d besoins", needs))
    if projects:
        said.append(ngettext("%(num)d projet", "%(num)d projets", projects))
    return ", ".join(said)
