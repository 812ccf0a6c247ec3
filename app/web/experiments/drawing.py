"""An indicator as the chart macro takes it: words and numbers ready to be written down, and the same in a table."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from app.rules.charts import Level, Point, series
from app.web.experiments.words import said
from app.web.filters import day

Drawing = dict[str, Any]


def _share(value: Fraction) -> float:
    """The only place where a share stops being exact: it becomes a place on the drawing."""
    return round(float(value), 2)


def _level(level: Level | None, words: str) -> dict[str, Any] | None:
    return {"y": _share(level.y), "text": f"{words}\u00a0: {said(level.value)}"} if level is not None else None


def _point(point: Point) -> dict[str, Any]:
    return {"x": _share(point.x), "y": _share(point.y), "value": said(point.value) if point.told else "",
            "label": format_date(point.on, "d MMM") if point.told else ""}


def _note(measure: Any) -> str:
    told = [measure.note, _("(corrigé)") if measure.said > 1 else ""]
    return " ".join(words for words in told if words) or "–"


def drawing(indicator: Any, measures: Sequence[Any]) -> Drawing:
    """`measures` by day, one for each (queries.experiments.measures)."""
    made = series([(m.measured_on, m.value) for m in measures], indicator.baseline, indicator.target)
    title = f"{indicator.name} ({indicator.unit})" if indicator.unit else indicator.name
    rows = [(day(m.measured_on), said(m.value), _note(m)) for m in measures]
    return {
        "id": f"indicator-{indicator.id}", "title": title, "points": [_point(p) for p in made.points],
        "ticks": [{"y": _share(t.y), "text": said(t.value)} for t in made.ticks],
        "baseline": _level(made.baseline, _("départ")), "target": _level(made.target, _("cible")),
        "heads": (_("Jour"), _("Mesure"), _("Précision")), "rows": rows,
    }
