"""A vote counted inside each college, then combined by the weights of those that were heard."""

from dataclasses import dataclass
from fractions import Fraction

from app.rules.tally.numbers import figure, ratio
from app.rules.tally.profile import Profile
from app.rules.tally.sides import Shares, Sides
from app.rules.tally.words import Base, Combine

_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Together:
    """`shares` is None where no college was heard."""

    shares: Shares | None
    shown: list[dict[str, object]]


@dataclass(frozen=True)
class _College:
    key: str
    weight: Fraction
    sides: Sides
    shares: Shares | None


def combined(profile: Profile, base: Base, combine: Combine) -> Together:
    """A college that was not heard weighs nothing; the others share its weight between them."""
    colleges = [_counted(profile, key, weight, base) for key, weight in profile.colleges.items()]
    heard = sum((college.weight for college in colleges if college.shares), Fraction(0))
    yes = no = Fraction(0)
    for college in colleges:
        says = _says(college.shares, combine)
        if says:
            yes += college.weight / heard * says.yes
            no += college.weight / heard * says.no
    shown = [_shown(college, heard, combine) for college in colleges]
    return Together(Shares(yes, no) if heard else None, shown)


def _counted(profile: Profile, key: str, weight: Fraction, base: Base) -> _College:
    sides = Sides.of(profile, key)
    size = sides.size(base, profile.roll.by_college.get(key))
    return _College(key, weight, sides, sides.shares(size) if _heard(sides, base) else None)


def _heard(sides: Sides, base: Base) -> bool:
    """Somebody there is in the base: for or against where abstentions are left out of it, anybody who came elsewhere.

    Were a college that only abstains left out under the bases that count abstentions, the first vote for, small beside
    them, would bring it in and could undo an adoption.
    """
    return bool(sides.expressed if base is Base.EXPRESSED else sides.cast)


def _says(shares: Shares | None, combine: Combine) -> Shares | None:
    """What a college brings for a weight of one. The winner takes all with more than half; a tie gives to neither."""
    if shares is None or combine is Combine.PROPORTIONAL:
        return shares
    return Shares(Fraction(shares.yes > _HALF), Fraction(shares.no > _HALF))


def _shown(college: _College, heard: Fraction, combine: Combine) -> dict[str, object]:
    says = _says(college.shares, combine)
    return {
        "key": college.key,
        "weight": figure(college.weight),
        **college.sides.shown(),
        "share": ratio(college.shares.yes) if college.shares else None,
        "counts_for": ratio(college.weight / heard) if says else ratio(Fraction(0)),
        "brings": ratio(college.weight / heard * says.yes) if says else ratio(Fraction(0)),
    }
