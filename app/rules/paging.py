"""Pages of a list that go on from a row, never from a number: the last page costs what the first one costs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

Row = TypeVar("Row")
Value = datetime | int


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row a page goes on from: what the list is ordered by, and its id. `back`: the page before it."""

    value: Value
    id: int
    back: bool = False

    def packed(self) -> list[Any]:
        """For an address, signed by the door."""
        return [self.value.isoformat() if isinstance(self.value, datetime) else self.value, self.id, int(self.back)]


def unpacked(told: object, dated: bool) -> Cursor | None:
    """None for what this list never gave: the first page is shown then. `dated`: the list is ordered by a moment."""
    match told:
        case [str(value), int(row_id), 0 | 1 as back] if dated:
            moment = _moment(value)
            return Cursor(moment, row_id, bool(back)) if moment is not None else None
        case [int(value), int(row_id), 0 | 1 as back] if not dated:
            return Cursor(value, row_id, bool(back))
    return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


@dataclass(frozen=True, slots=True)
class Page:
    """The rows to show, in the list's order, and the cursors of its neighbours."""

    rows: Sequence[Any]
    previous: Cursor | None
    next: Cursor | None


def cut(rows: Sequence[Row], size: int, cursor: Cursor | None, value_of: Callable[[Row], tuple[Value, int]]) -> Page:
    """`rows` were read one more than `size`, outwards from the cursor (so in reverse order when going back)."""
    more, kept = len(rows) > size, list(rows[:size])
    back = cursor is not None and cursor.back
    if back:
        kept.reverse()
    if not kept:
        return Page((), None, None)
    first, last = value_of(kept[0]), value_of(kept[-1])
    has_previous = more if back else cursor is not None
    has_next = True if back else more
    return Page(kept, Cursor(*first, back=True) if has_previous else None, Cursor(*last) if has_next else None)
