"""Communes as people type them: by name or code, accents and hyphens aside."""

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import ContentState
from app.core.paging import STATUSES, Shown
from app.core.texts import folded
from app.proposals.models import Proposal, ProposalPlace
from app.structures.models import Structure
from app.territory.models import Place
from app.territory.reference import Kept
from app.territory.rules import MILLION, Spot


def resolve(session: Session, typed: str) -> tuple[list[int], list[tuple[str, str]]]:
    """« Gap, saint bonnet » to ids; and what was not found, each with the nearest name or ''."""
    words = [part.strip() for part in typed.replace(";", ",").replace("\n", ",").split(",") if part.strip()]
    if not words:
        return [], []
    rows = session.execute(
        sa.select(Place.id, Place.code, Place.name, Place.name_key).where(Place.retired_at.is_(None))
    )
    known: dict[str, tuple[int, str]] = {}
    for row in rows:
        known[row.name_key] = known[row.code.casefold()] = (row.id, row.name)
    found, lost = [], []
    for word in words:
        key = folded(word)
        if key in known:
            found.append(known[key][0])
        elif starting := _only({known[k] for k in known if k.startswith(key) and len(key) >= 4}):
            found.append(starting[0])
        else:
            near = difflib.get_close_matches(key, known, 1, 0.72)
            lost.append((word, known[near[0]][1] if near else ""))
    return list(dict.fromkeys(found)), lost


def _only(found: set[tuple[int, str]]) -> tuple[int, str] | None:
    return next(iter(found)) if len(found) == 1 else None


def names(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Place.name).where(Place.retired_at.is_(None))
                                .order_by(Place.name_key, Place.id)))


# What is alive in each commune; who is there.

AnyRow = sa.Row[*tuple[Any, ...]]
POINTS = 300  # drawn on a map, the newest: beyond, they hide each other


class Cell(NamedTuple):
    """How many of one kind are in a commune; None: in none, since they are about the whole territory."""

    place_id: int | None
    charter_id: int
    track: str
    stage: str
    theme_id: int | None
    n: int


_SEEN = (Proposal.state == ContentState.VISIBLE, Proposal.status.in_(STATUSES[Shown.ALL]))


def _count(session: Session) -> tuple[Cell, ...]:
    kind = (ProposalPlace.place_id, Proposal.charter_id, Proposal.track, Proposal.stage, Proposal.theme_id)
    return tuple(Cell(*row) for row in session.execute(
        sa.select(*kind, sa.func.count()).select_from(Proposal)
        .outerjoin(ProposalPlace, ProposalPlace.proposal_id == Proposal.id).where(*_SEEN).group_by(*kind)))


spread = Kept(_count)  # where everything is


def points(session: Session) -> list[AnyRow]:
    """What says where it is within a few metres, the newest first."""
    return list(session.execute(
        sa.select(Proposal.id, Proposal.reference, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage,
                  Proposal.charter_id, Proposal.theme_id, Proposal.where_text, Proposal.latitude, Proposal.longitude)
        .where(Proposal.latitude.is_not(None), *_SEEN)
        .order_by(Proposal.published_at.desc(), Proposal.id.desc()).limit(POINTS)))


def structures_of(session: Session, place_id: int, most: int = 30) -> list[AnyRow]:
    return list(session.execute(
        sa.select(Structure.slug, Structure.name, Structure.kind, Structure.place_id, Structure.about)
        .where(Structure.place_id == place_id).order_by(Structure.name_key).limit(most)))


def structures_by_ids(session: Session, ids: list[int]) -> dict[int, AnyRow]:
    """For hits."""
    rows = session.execute(
        sa.select(Structure.id, Structure.slug, Structure.name, Structure.kind, Structure.place_id, Structure.about)
        .where(Structure.id.in_(ids)))
    return {row.id: row for row in rows}


# Points as open data: GeoJSON (RFC 7946), longitude first, in degrees.

@dataclass(frozen=True, slots=True)
class Feature:
    spot: Spot
    told: Mapping[str, str | int]


def collection(features: Iterable[Feature]) -> str:
    """Six decimals, as kept: a tenth of a metre."""
    return json.dumps({"type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": dict(each.told), "geometry": {
            "type": "Point", "coordinates": [each.spot.longitude / MILLION, each.spot.latitude / MILLION]},
    } for each in features]}, ensure_ascii=False, separators=(",", ":"))
