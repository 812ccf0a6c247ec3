"""What a count answers. `evidence` is JSON as it stands: integers, texts, and `"n/d"` for every share."""

from dataclasses import dataclass
from fractions import Fraction

from app.governance.tally.profile import Profile
from app.governance.tally.settings import Base, Combine, Outcome, Vote, figure, ratio

Evidence = dict[str, object]
Ranking = tuple[tuple[str, ...], ...]
"""Groups of equals, best first; within a group, the order of the profile's options."""


@dataclass(frozen=True)
class Result:
    """`outcome` is None where the method only ranks and nothing was asked of the winner."""

    outcome: Outcome | None
    ranking: Ranking
    evidence: Evidence

    def as_json(self) -> dict[str, object]:
        return {
            "outcome": None if self.outcome is None else str(self.outcome),
            "ranking": [list(group) for group in self.ranking],
            "evidence": self.evidence,
        }


def of_the_first(ranking: Ranking, reached: bool | None) -> Outcome | None:
    """The outcome of a ranking: what was asked of its first (None: nothing), and a tie for first never passes."""
    if reached is False:
        return Outcome.REJECTED
    if len(ranking[0]) > 1:
        return Outcome.TIE
    return Outcome.ADOPTED if reached else None


# The two sides of a vote and those between, as exact numbers of votes.

@dataclass(frozen=True)
class Shares:
    """What each side has of a whole; together below one where some abstained or stayed away."""

    yes: Fraction
    no: Fraction


@dataclass(frozen=True)
class Sides:
    yes: Fraction
    no: Fraction
    abstained: Fraction

    @classmethod
    def of(cls, profile: Profile, college: str | None = None) -> "Sides":
        """Of everybody, or of one college."""
        weights = dict.fromkeys(Vote, 0)
        for (of_college, choice), weight in profile.ballots.items():
            if college is None or of_college == college:
                weights[Vote(str(choice))] += weight
        return cls(*(profile.votes(weights[vote]) for vote in (Vote.FOR, Vote.AGAINST, Vote.ABSTAIN)))

    @property
    def expressed(self) -> Fraction:
        return self.yes + self.no

    @property
    def cast(self) -> Fraction:
        return self.expressed + self.abstained

    def size(self, base: Base, roll: Fraction | None) -> Fraction:
        if base is Base.EXPRESSED:
            return self.expressed
        if base is Base.CAST:
            return self.cast
        if roll is None:
            raise ValueError("a share of the roll was asked without a roll")
        return roll

    def shares(self, size: Fraction) -> Shares | None:
        return Shares(self.yes / size, self.no / size) if size else None

    def shown(self) -> dict[str, object]:
        return {"for": figure(self.yes), "against": figure(self.no), "abstain": figure(self.abstained)}


# A vote counted inside each college, then combined by the weights of those that were heard.

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
    colleges = [_college_counted(profile, key, weight, base) for key, weight in profile.colleges.items()]
    heard = sum((college.weight for college in colleges if college.shares), Fraction(0))
    yes = no = Fraction(0)
    for college in colleges:
        says = _says(college.shares, combine)
        if says:
            yes += college.weight / heard * says.yes
            no += college.weight / heard * says.no
    shown = [_shown(college, heard, combine) for college in colleges]
    return Together(Shares(yes, no) if heard else None, shown)


def _college_counted(profile: Profile, key: str, weight: Fraction, base: Base) -> _College:
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
