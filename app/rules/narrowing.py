"""What the search page may be asked for, in the words of its address: anything else is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.rules.kinds import Status, Subject
from app.rules.listing import LONGEST, STATUSES, STRAYS, NotAsked, Shown, plain


class Nature(StrEnum):
    ALL = ""
    NEEDS = "besoins"
    PROJECTS = "projets"
    COMMENTS = "commentaires"
    GROUPS = "groupes"
    MEETINGS = "reunions"
    STRUCTURES = "structures"
    HELP = "aide"


KINDS: dict[Nature, tuple[Subject, str]] = {
    Nature.NEEDS: (Subject.PROPOSAL, "need"),
    Nature.PROJECTS: (Subject.PROPOSAL, "project"),
    Nature.COMMENTS: (Subject.COMMENT, ""),
    Nature.GROUPS: (Subject.GROUP, ""),
    Nature.MEETINGS: (Subject.MEETING, ""),
    Nature.STRUCTURES: (Subject.STRUCTURE, ""),
}
FIELDS = {"q": "text", "nature": "nature", "theme": "theme", "commune": "place", "etape": "stage", "etat": "shown",
          "annee": "year", "suite": "page"}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Themes, communes and stages are words of the database: the door checks that they exist. `stage`: its track, a
    point, its key."""

    text: str = ""
    nature: Nature = Nature.ALL
    theme: str = ""
    place: str = ""
    stage: str = ""
    shown: Shown = Shown.ALL
    year: int | None = None
    page: str = ""

    @property
    def is_narrow(self) -> bool:
        """By what only proposals, and what hangs on them, have."""
        return bool(self.theme or self.place or self.stage or self.shown or self.year)

    @property
    def statuses(self) -> tuple[Status, ...]:
        return STATUSES[self.shown] if self.shown else ()


def narrowed(args: Mapping[str, str]) -> Narrowed:
    told = {}
    for key, value in args.items():
        if key.startswith(STRAYS):
            continue
        if key not in FIELDS or len(value) > LONGEST:
            raise NotAsked(key)
        if text := plain(value):
            told[FIELDS[key]] = text
    return Narrowed(**told | {  # type: ignore[arg-type]
        "nature": _word(Nature, "nature", told.get("nature", "")), "shown": _word(Shown, "etat", told.get("shown", "")),
        "year": _year(told.get("year", ""))})


def _word(kind: type[StrEnum], key: str, value: str) -> StrEnum:
    try:
        return kind(value)
    except ValueError:
        raise NotAsked(key) from None


def _year(told: str) -> int | None:
    if told and not (told.isascii() and told.isdecimal() and len(told) == 4):
        raise NotAsked("annee")
    return int(told) if told else None
