"""Who was there: presence, roll and quorum, overall and by college. Abstentions and stand-asides are present."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.rules.tally.faults import Code, Faults
from app.rules.tally.numbers import figure, ratio
from app.rules.tally.profile import Profile
from app.rules.tally.settings import Quorum, Settings
from app.rules.tally.words import Base


@dataclass(frozen=True)
class Presence:
    present: Fraction
    roll: Fraction | None
    quorum: Quorum | None

    @property
    def met(self) -> bool:
        return self.quorum is None or self.present >= self.quorum.needed(self.roll)

    def shown(self) -> dict[str, object]:
        return {
            "present": figure(self.present),
            "roll": None if self.roll is None else figure(self.roll),
            "turnout": ratio(self.present / self.roll) if self.roll else None,
            "quorum": None if self.quorum is None else self._quorum_shown(self.quorum),
        }

    def _quorum_shown(self, quorum: Quorum) -> dict[str, object]:
        return {"asked": quorum.shown(), "needed": figure(quorum.needed(self.roll)), "met": self.met}


@dataclass(frozen=True)
class Turnout:
    overall: Presence
    by_college: Mapping[str, Presence]

    @property
    def quorum_met(self) -> bool:
        return self.overall.met and all(presence.met for presence in self.by_college.values())

    def shown(self) -> dict[str, object]:
        colleges = {college: presence.shown() for college, presence in self.by_college.items()}
        return {**self.overall.shown(), "by_college": colleges, "quorum_met": self.quorum_met}


def turnout(profile: Profile, settings: Settings) -> Turnout:
    roll = profile.roll
    return Turnout(
        Presence(profile.present(), roll.total, settings.quorum),
        {
            college: Presence(present, roll.by_college.get(college), settings.college_quorum)
            for college, present in profile.present_by_college().items()
        },
    )


def check_roll(profile: Profile, settings: Settings, faults: Faults) -> None:
    """A part of the roll cannot be asked where the roll is not given."""
    by_college = settings.college_quorum
    if profile.roll.total is None:
        if settings.quorum and settings.quorum.of_roll:
            faults.add("option quorum", Code.NEEDS_ROLL, key="roll.total")
        if settings.base is Base.ROLL and not profile.colleges:
            faults.add("option base", Code.NEEDS_ROLL, key="roll.total")
    known = [*profile.colleges] or [*profile.roll.by_college]
    missing = [college for college in known if college not in profile.roll.by_college]
    if by_college and not known:
        faults.add("option college_quorum", Code.NEEDS_COLLEGES)
    if by_college and by_college.of_roll:
        _missing("option college_quorum", missing, faults)
    if settings.base is Base.ROLL and profile.colleges:
        _missing("option base", missing, faults)


def _missing(where: str, colleges: list[str], faults: Faults) -> None:
    for college in colleges:
        faults.add(where, Code.NEEDS_ROLL, key=f"roll.by_college.{college}")
