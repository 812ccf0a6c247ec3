"""What the list pages may be asked for, in the words of their addresses: anything else is refused."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.rules.kinds import Status

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
