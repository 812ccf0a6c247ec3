"""A measured figure as people type it: a comma or a point, spaces between thousands, a sign. Exact, never a float."""

import re
from decimal import Decimal

WHOLE_DIGITS = 12
PLACES = 4
_SPACES = re.compile(r"[ \u00a0\u202f\u2009']")
_TYPED = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,4})?")


def figure(typed: str) -> Decimal | None:
    """« 1 250,5 » or « 1250.5 »; None for what is not a figure, or has more digits than a measure needs."""
    text = _SPACES.sub("", typed.strip()).replace("\u2212", "-")
    if not text.isascii() or not _TYPED.fullmatch(text):
        return None
    return Decimal(text.replace(",", "."))


def is_figure(value: Decimal) -> bool:
    """Finite, and within the digits above."""
    if not value.is_finite() or abs(value) >= Decimal(10) ** WHOLE_DIGITS:
        return False
    return value == round(value, PLACES)
