"""The journey as a rope: a knot for each stage, how many stand there, and what came to it these last thirty days."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.extensions import db
from app.queries import years as read
from app.queries.reference import Present, Reference
from app.rules.charter import Stage
from app.web.cards import tone
from app.web.doors import now
from app.web.filters import place_zone
from app.web.locale import chosen

DAYS = 30
SIZES = ((50, 5), (20, 4), (8, 3), (3, 2), (0, 1))  # from so many on, a knot of that size
Knot = tuple[str, str]


def knots(there: Present) -> list[dict[str, Any]]:
    """From a need to a bilan, in the words of the charter in force; stages of other charters join those that open the
    same things."""
    known, session = there.reference, db.session()
    stand: Counter[str] = Counter()
    came: Counter[str] = Counter()
    for row in read.standing(session, there.heads):
        stand[_tone(known, row)] += row.n
    since = datetime.combine(now().astimezone(place_zone()).date() - timedelta(days=DAYS), time(), place_zone())
    for row in read.moved(session, there.heads, since):
        came[_tone(known, row)] += row.n
    return [_knot(stage, track, stand[tone(stage)], came[tone(stage)]) for track, stage in _path(known)]


def _path(known: Reference) -> list[tuple[str, Stage]]:
    """One knot for all the stages of a need: they say how far it is heard, not how far it went."""
    needs = [("need", stage) for stage in list(known.stages("need").values())[:1]]
    return needs + [("project", stage) for stage in known.stages("project").values()]


def _tone(known: Reference, row: read.Stood) -> str:
    """Of a publication no stage is told: it is the first of its track."""
    charter = known.charters.get(row.charter_id)
    stage = row.stage or (charter.tracks[row.track].start.key if charter and row.track in charter.tracks else "")
    return "need" if row.track == "need" else tone(known.stage(row.charter_id, row.track, stage))


def _knot(stage: Stage, track: str, stand: int, came: int) -> dict[str, Any]:
    url = url_for("proposals.needs") if track == "need" else url_for("proposals.projects", etape=stage.key)
    label = _("Besoin") if track == "need" else stage.names.said(chosen())
    return {"label": label, "tone": tone(stage), "stand": stand, "came": came, "url": url,
            "size": next(size for least, size in SIZES if stand >= least)}
