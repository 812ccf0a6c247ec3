"""Exact numbers in and out: integers and `"n/d"` fractions. A float is refused at the door, so none reaches a count."""

import re
from fractions import Fraction

_EXACT = re.compile(r"([0-9]{1,15})(?:/([0-9]{1,4}))?")
_LARGEST = 10**15
_FINEST = 1000  # the largest denominator read: the common one of any mixture stays under 450 digits, and prints


def exact(value: object) -> Fraction | None:
    """A number zero or above, or None. The bounds keep every figure printable; nothing real comes near them."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value) if 0 <= value <= _LARGEST else None
    if isinstance(value, Fraction):
        return value if value >= 0 else None
    match = _EXACT.fullmatch(value) if isinstance(value, str) else None
    below = int(match[2] or 1) if match else 0
    return Fraction(int(match[1]), below) if match and 0 < below <= _FINEST else None


def figure(number: Fraction | int) -> int | str:
    """A count as JSON: an integer where it is one, otherwise `"n/d"`."""
    return int(number) if number.denominator == 1 else ratio(Fraction(number))


def ratio(share: Fraction) -> str:
    """A share as JSON: always `"n/d"`, also for nought and one."""
    return f"{share.numerator}/{share.denominator}"


def part(number: int, total: int) -> str | None:
    """`number` out of `total` as `"n/d"`; None out of nothing."""
    return ratio(Fraction(number, total)) if total else None
