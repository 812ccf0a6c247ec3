"""A year in review: what was written, what went forward, what was given and what was learned; counted from the journal
and the register, so that anybody may count again."""

from datetime import date, datetime, time
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import years as read
from app.queries.reference import Present
from app.rules.permissions import Action
from app.web.bars import bars, contributions
from app.web.cards import tone
from app.web.doors import guard, now
from app.web.experiments.words import GIVEN, OUTCOMES
from app.web.filters import place_zone
from app.web.locale import localised
from app.web.reference import here
from app.web.years import drawing
from app.web.years.blueprint import blueprint

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
    this, oldest = now().astimezone(place_zone()).year, read.first(session)
    begun = oldest.astimezone(place_zone()).year if oldest else this
    if not begun <= year <= this:
        abort(404)
    bounds = _bounds(year)
    said, reached = read.months(session, present.heads, bounds), read.reached(session, present.heads, bounds)
    return render_template(
        "years/show.html", year=year, ongoing=year == this, before=year - 1 if year > begun else None,
        after=year + 1 if year < this else None, stats=_stats(said, _by_tone(present, reached)),
        written=drawing.months("written", _("Besoins et idées publiés"), year, said.get("proposal.published", ())),
        talked=drawing.months("talked", _("Messages dans les discussions"), year, said.get("comment.posted", ())),
        rows=drawing.lines(said), themes=_themes(present, bounds), given=_given(present, bounds),
        ended=[{"url": url_for("proposals.show", number=row.id), "title": row.title, "lang": row.lang,
                "kind": OUTCOMES[row.kind.value], "lessons": row.lessons, "at": row.declared_at}
               for row in read.outcomes(session, bounds[0], bounds[-1])])


def _bounds(year: int) -> read.Bounds:
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


def _themes(present: Present, bounds: read.Bounds) -> Things:
    """What was written, theme by theme, the most first."""
    names = {theme.id: localised(theme.name) for theme in present.reference.themes}
    found: dict[str, int] = {}
    for row in read.themes(db.session(), present.heads, bounds[0], bounds[-1]):
        name = names.get(row.theme_id, _("Sans thème"))
        found[name] = found.get(name, 0) + row.n
    return bars([(name, n, str(n)) for name, n in found.items()])


def _given(present: Present, bounds: read.Bounds) -> Things:
    """Contributions that arrived: as many bars as kinds, by their number, with their hours and their money in words."""
    rows = read.given(db.session(), present.heads, bounds[0], bounds[-1])
    return bars([(str(GIVEN[row.kind.value]), row.n, contributions(row.n, row.hours, row.cents))
                         for row in rows])
