"""The two sides of a vote and those between, as exact numbers of votes."""

from dataclasses import dataclass
from fractions import Fraction

from app.rules.tally.numbers import figure
from app.rules.tally.profile import Profile
from app.rules.tally.words import Base, Vote


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
