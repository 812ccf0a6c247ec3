"""Majority: for, against, abstain; one share against one threshold, of the whole or of the colleges combined."""

from dataclasses import dataclass
from fractions import Fraction

from app.rules.tally.colleges import combined
from app.rules.tally.numbers import figure, ratio
from app.rules.tally.profile import Profile
from app.rules.tally.result import Result
from app.rules.tally.settings import HALF, Settings, Threshold
from app.rules.tally.sides import Shares, Sides
from app.rules.tally.words import Base, Outcome


@dataclass(frozen=True)
class _Measure:
    shares: Shares | None
    detail: dict[str, object]


def count_majority(profile: Profile, settings: Settings) -> Result:
    threshold = settings.threshold or HALF
    measure = _by_colleges(profile, settings) if profile.colleges else _whole(profile, settings.base)
    evidence: dict[str, object] = {
        "base": str(settings.base),
        "threshold": threshold.shown(),
        **Sides.of(profile).shown(),
        "share": ratio(measure.shares.yes) if measure.shares else None,
        **measure.detail,
    }
    return Result(_outcome(measure.shares, threshold), (), evidence)


def _outcome(shares: Shares | None, threshold: Threshold) -> Outcome:
    """Exactly half for and half against, where a half is the threshold, is a tie, even under « at least »."""
    if shares is not None and shares.yes == shares.no == threshold.share == Fraction(1, 2):
        return Outcome.TIE
    return Outcome.ADOPTED if threshold.reached(shares.yes if shares else None) else Outcome.REJECTED


def _whole(profile: Profile, base: Base) -> _Measure:
    sides = Sides.of(profile)
    size = sides.size(base, profile.roll.total)
    return _Measure(sides.shares(size), {"of": figure(size)})


def _by_colleges(profile: Profile, settings: Settings) -> _Measure:
    together = combined(profile, settings.base, settings.combine)
    return _Measure(together.shares, {"combined": str(settings.combine), "colleges": together.shown})
