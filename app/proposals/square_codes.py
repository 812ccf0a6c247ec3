"""Square codes that a telephone reads: text in, the path of a drawing out."""

from typing import NamedTuple

import segno

QUIET = 4  # the empty border that readers need, in modules


class Square(NamedTuple):
    """`path` is what is black, in a square of `size` modules, the border counted."""

    path: str
    size: int


def square(text: str) -> Square:
    """With level M: it still reads when a seventh of it is stained or torn."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix]
    return Square("".join(_line(row, y + QUIET) for y, row in enumerate(rows)), len(rows) + 2 * QUIET)


def _line(row: bytes, y: int) -> str:
    """The runs of black modules of one row."""
    told, x = [], 0
    for run in row.replace(b"\x01", b"#").split(b"\x00"):
        if run:
            told.append(f"M{x + QUIET} {y}h{len(run)}v1h-{len(run)}z")
        x += len(run) + 1
    return "".join(told)
