"""A year's figures as drawings: shares of the largest, from 0 to 100, with the table that says the same."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import format_date, lazy_gettext
from flask_babel import gettext as _

LINES = {
    "proposal.published": lazy_gettext("Besoins et idées publiés"),
    "support.given": lazy_gettext("Soutiens"),
    "comment.posted": lazy_gettext("Messages"),
    "amendment.made": lazy_gettext("Suggestions de modification"),
    "proposal.revised": lazy_gettext("Nouvelles versions d’un texte"),
    "carrier.accepted": lazy_gettext("Personnes qui ont rejoint un projet"),
    "passage.made": lazy_gettext("Étapes franchies"),
    "minutes.published": lazy_gettext("Comptes rendus de réunion"),
    "decision.closed": lazy_gettext("Décisions prises"),
    "measure.added": lazy_gettext("Mesures relevées"),
    "outcome.declared": lazy_gettext("Bilans"),
    "structure.entered": lazy_gettext("Structures inscrites"),
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
