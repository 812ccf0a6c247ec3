"""Pages of a list that go on from a row, never from a number: the last page costs what the first one costs."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from app.core.kinds import Status

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


# What the list pages may be asked for, in the words of their addresses: anything else is refused.

LONGEST = 200
STRAYS = ("utm_", "fbclid", "gclid", "mtm_")  # what others add to an address they pass on; it says nothing here


class Sort(StrEnum):
    RECENT = "recents"
    SUPPORTED = "soutenus"
    ACTIVE = "actifs"


class Shown(StrEnum):
    """Where proposals are alive, in the list's words. ALL leaves out those taken back or reunited."""

    ALL = ""
    OPEN = "ouvertes"
    DORMANT = "en-sommeil"
    DONE = "achevees"
    GONE = "retirees"


STATUSES: dict[Shown, tuple[Status, ...]] = {
    Shown.ALL: (Status.OPEN, Status.DORMANT, Status.CLOSED),
    Shown.OPEN: (Status.OPEN,),
    Shown.DORMANT: (Status.DORMANT,),
    Shown.DONE: (Status.CLOSED,),
    Shown.GONE: (Status.WITHDRAWN, Status.MERGED),
}


class NotAsked(ValueError):
    """A key or a value that no page of the house writes; the key's name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Themes, stages and spaces are words of the database: the door checks that they exist."""

    text: str = ""
    theme: str = ""
    place: str = ""
    stage: str = ""
    shown: Shown = Shown.ALL
    space: str = ""
    sort: Sort = Sort.RECENT
    page: str = ""
    view: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.theme or self.place or self.stage or self.shown or self.space)


FIELDS = {"q": "text", "theme": "theme", "commune": "place", "etape": "stage", "etat": "shown", "espace": "space",
          "tri": "sort", "page": "page", "vue": "view"}


def asked(args: Mapping[str, str], keys: Collection[str] = FIELDS.keys()) -> Asked:
    """An allow-list, of keys (those that the page has) and of values: a filter that answers to any column
    lets strangers read it (CVE-2023-34090)."""
    told = {}
    for key, value in args.items():
        if key.startswith(STRAYS):
            continue
        if key not in keys or len(value) > LONGEST:
            raise NotAsked(key)
        if text := plain(value):
            told[FIELDS[key]] = text
    return Asked(**told | {  # type: ignore[arg-type]
        "shown": _word(Shown, "etat", told.get("shown", "")),
        "sort": _word(Sort, "tri", told.get("sort", Sort.RECENT.value))})


def plain(typed: str) -> str:
    """One line of visible signs: what cannot be seen cannot be looked for."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())


def _word(kind: type[StrEnum], key: str, value: str) -> StrEnum:
    try:
        return kind(value)
    except ValueError:
        raise NotAsked(key) from None
