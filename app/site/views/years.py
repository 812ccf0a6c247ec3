"""The blueprint that each file of this folder hangs its views on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import format_date, gettext as _, lazy_gettext as _l, ngettext
from werkzeug.wrappers import Response

from app.core.permissions import Action
from app.core.web.doors import guard, now
from app.core.web.filters import bars, contributions, place_zone
from app.core.web.languages import chosen, here, localised
from app.experiments.views.blueprint import GIVEN, OUTCOMES
from app.extensions import db
from app.governance.charter.model import Stage
from app.proposals.views.lists import tone
from app.site import years
from app.territory.reference import Present, Reference

blueprint = Blueprint("years", __name__)


# A year's figures as drawings: shares of the largest, from 0 to 100, with the table that says the same.

LINES = {
    "proposal.published": _l("Besoins et idées publiés"),
    "support.given": _l("Soutiens"),
    "comment.posted": _l("Messages"),
    "amendment.made": _l("Suggestions de modification"),
    "proposal.revised": _l("Nouvelles versions d’un texte"),
    "carrier.accepted": _l("Personnes qui ont rejoint un projet"),
    "passage.made": _l("Étapes franchies"),
    "minutes.published": _l("Comptes rendus de réunion"),
    "decision.closed": _l("Décisions prises"),
    "measure.added": _l("Mesures relevées"),
    "outcome.declared": _l("Bilans"),
    "structure.entered": _l("Structures inscrites"),
}


def months(key: str, title: str, year: int, counts: Sequence[int]) -> dict[str, Any] | None:
    """Twelve bars for `chart_series`; None for a year where there is nothing to draw."""
    if not any(counts):
        return None
    most, days = max(counts), [date(year, month, 1) for month in range(1, 13)]
    points = [{"x": float(Fraction(100 * (2 * n + 1), 24)), "y": float(Fraction(88 * count, most)),
               "label": format_date(day, "LLLLL"), "value": count or ""}
              for n, (day, count) in enumerate(zip(days, counts, strict=True))]
    return {"id": key, "title": title, "points": points, "heads": (_("Mois"), _("Nombre")),
            "rows": [(format_date(day, "LLLL"), count) for day, count in zip(days, counts, strict=True)]}


def lines(said: Mapping[str, Sequence[int]]) -> list[tuple[str, int]]:
    """Each kind of thing that happened, and how often; what never did is left out."""
    return [(str(words), sum(said[kind])) for kind, words in LINES.items() if kind in said]


# A year in review: what was written, what went forward, what was given and what was learned; counted from the journal
# and the register, so that anybody may count again.

Things = list[dict[str, Any]]
REACHED = ("group", "experiment", "outcome")


@blueprint.get("/annee")
@guard(Action.SITE_READ)
def index() -> Response:
    return redirect(url_for(".show", year=now().astimezone(place_zone()).year), 302)


@blueprint.get("/annee/<int:year>")
@guard(Action.SITE_READ)
def show(year: int) -> str:
    """From the first entry of the journal to this year; no other page exists."""
    present, session = here(), db.session()
    this, oldest = now().astimezone(place_zone()).year, years.first(session)
    begun = oldest.astimezone(place_zone()).year if oldest else this
    if not begun <= year <= this:
        abort(404)
    bounds = _bounds(year)
    said, reached = years.months(session, present.heads, bounds), years.reached(session, present.heads, bounds)
    return render_template(
        "years/show.html", year=year, ongoing=year == this, before=year - 1 if year > begun else None,
        after=year + 1 if year < this else None, stats=_stats(said, _by_tone(present, reached)),
        written=months("written", _("Besoins et idées publiés"), year, said.get("proposal.published", ())),
        talked=months("talked", _("Messages dans les discussions"), year, said.get("comment.posted", ())),
        rows=lines(said), themes=_themes(present, bounds), given=_given(present, bounds),
        ended=[{"url": url_for("proposals.show", number=row.id), "title": row.title, "lang": row.lang,
                "kind": OUTCOMES[row.kind.value], "lessons": row.lessons, "at": row.declared_at}
               for row in years.outcomes(session, bounds[0], bounds[-1])])


def _bounds(year: int) -> years.Bounds:
    """The first instants of the months in the place's time, and that of the next year."""
    days = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    return tuple(datetime.combine(day, time(), place_zone()) for day in days)


def _by_tone(present: Present, reached: dict[str, tuple[int, ...]]) -> dict[str, int]:
    stages = {key: stage for rules in present.reference.charters.values() for track in rules.tracks.values()
              for key, stage in track.stages.items()}
    found: dict[str, int] = {}
    for key, counts in reached.items():
        kind = tone(stages.get(key))
        found[kind] = found.get(kind, 0) + sum(counts)
    return found


def _stats(said: dict[str, tuple[int, ...]], reached: dict[str, int]) -> list[tuple[str, str, str]]:
    """(figure, what it counts, drawing)."""
    written, talked = sum(said.get("proposal.published", ())), sum(said.get("comment.posted", ()))
    backed, closed = sum(said.get("support.given", ())), sum(said.get("decision.closed", ()))
    told = [(written, ngettext("besoin ou idée", "besoins et idées", written), "need"),
            (backed, ngettext("soutien", "soutiens", backed), "support"),
            (talked, ngettext("message", "messages", talked), "comment")]
    names = {"group": lambda n: ngettext("groupe de travail né", "groupes de travail nés", n),
             "experiment": lambda n: ngettext("essai commencé", "essais commencés", n),
             "outcome": lambda n: ngettext("bilan tiré", "bilans tirés", n)}
    told += [(reached.get(kind, 0), names[kind](reached.get(kind, 0)), kind) for kind in REACHED]
    told.append((closed, ngettext("décision prise", "décisions prises", closed), "check"))
    return [(str(n), words, icon) for n, words, icon in told if n]


def _themes(present: Present, bounds: years.Bounds) -> Things:
    """What was written, theme by theme, the most first."""
    names = {theme.id: localised(theme.name) for theme in present.reference.themes}
    found: dict[str, int] = {}
    for row in years.themes(db.session(), present.heads, bounds[0], bounds[-1]):
        name = names.get(row.theme_id, _("Sans thème"))
        found[name] = found.get(name, 0) + row.n
    return bars([(name, n, str(n)) for name, n in found.items()])


def _given(present: Present, bounds: years.Bounds) -> Things:
    """Contributions that arrived: as many bars as kinds, by their number, with their hours and their money in words."""
    rows = years.given(db.session(), present.heads, bounds[0], bounds[-1])
    return bars([(str(GIVEN[row.kind.value]), row.n, contributions(row.n, row.hours, row.cents))
                         for row in rows])


# The journey as a rope: a knot for each stage, how many stand there, and what came to it these last thirty days.

DAYS = 30
SIZES = ((50, 5), (20, 4), (8, 3), (3, 2), (0, 1))  # from so many on, a knot of that size
Knot = tuple[str, str]


def knots(there: Present) -> list[dict[str, Any]]:
    """From a need to a bilan, in the words of the charter in force; stages of other charters join those that open the
    same things."""
    known, session = there.reference, db.session()
    stand: Counter[str] = Counter()
    came: Counter[str] = Counter()
    for row in years.standing(session, there.heads):
        stand[_tone(known, row)] += row.n
    since = datetime.combine(now().astimezone(place_zone()).date() - timedelta(days=DAYS), time(), place_zone())
    for row in years.moved(session, there.heads, since):
        came[_tone(known, row)] += row.n
    return [_knot(stage, track, stand[tone(stage)], came[tone(stage)]) for track, stage in _path(known)]


def _path(known: Reference) -> list[tuple[str, Stage]]:
    """One knot for all the stages of a need: they say how far it is heard, not how far it went."""
    needs = [("need", stage) for stage in list(known.stages("need").values())[:1]]
    return needs + [("project", stage) for stage in known.stages("project").values()]


def _tone(known: Reference, row: years.Stood) -> str:
    """Of a publication no stage is told: it is the first of its track."""
    charter = known.charters.get(row.charter_id)
    stage = row.stage or (charter.tracks[row.track].start.key if charter and row.track in charter.tracks else "")
    return "need" if row.track == "need" else tone(known.stage(row.charter_id, row.track, stage))


def _knot(stage: Stage, track: str, stand: int, came: int) -> dict[str, Any]:
    url = url_for("proposals.needs") if track == "need" else url_for("proposals.projects", etape=stage.key)
    label = _("Besoin") if track == "need" else stage.names.said(chosen())
    return {"label": label, "tone": tone(stage), "stand": stand, "came": came, "url": url,
            "size": next(size for least, size in SIZES if stand >= least)}
