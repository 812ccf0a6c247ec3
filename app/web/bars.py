"""Figures as bars beside their names: shares of the largest, and words that say the same."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from flask_babel import format_currency, ngettext


def bars(told: Iterable[tuple[str, int, str]]) -> list[dict[str, Any]]:
    """(name, number, words) → bars, the largest first."""
    rows = sorted(told, key=lambda row: (-row[1], row[0]))
    most = max((number for _name, number, _words in rows), default=0)
    return [{"name": name, "words": words, "share": round(float(Fraction(100 * number, most or 1)), 1)}
            for name, number, words in rows]


def contributions(number: int, hours: int | None, cents: int | None) -> str:
    """« 3 contributions, 40 heures, 1 200 € »."""
    words = [ngettext("%(num)d contribution", "%(num)d contributions", number)]
    if hours:
        words.append(ngettext("%(num)d heure", "%(num)d heures", hours))
    if cents:
        words.append(format_currency(cents // 100, "EUR", "#,##0 ¤", currency_digits=False))
    return ", ".join(words)
