"""Points as open data: GeoJSON (RFC 7946), longitude first, in degrees."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.rules.spots import MILLION, Spot


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
