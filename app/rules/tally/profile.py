"""A profile: everything a count may look at, whole, checked, exact; identical ballots kept once, with their weight."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.rules.tally.words import ABSTAIN, Method

Choice = str | bytes | tuple[int, ...]
"""A word; or one small number for each option: its grade, 1 if approved, or its rank. `bytes` where they fit: six times
less memory than a tuple, which a million different rankings feel."""

Box = tuple[str | None, Choice]
"""A college (or none) and a choice. Who voted is nowhere, so no count can depend on it."""


@dataclass(frozen=True)
class Roll:
    """The electorate, in the unit of the weights: None where it was not given."""

    total: Fraction | None = None
    by_college: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """Weights are integers counting `1/unit` of a vote, so that fractions cost nothing and lose nothing."""

    method: Method
    ballots: Mapping[Box, int]
    options: tuple[str, ...] = ()
    grades: int = 0
    unit: int = 1
    colleges: Mapping[str, Fraction] = field(default_factory=dict)
    roll: Roll = Roll()

    @classmethod
    def parse(cls, document: object, method: str) -> "Profile":
        """From a decoded JSON document; raises Malformed with every fault."""
        # The reader makes profiles, so it is imported when one is asked for.
        from app.rules.tally.documents import parse

        return parse(document, method)

    @classmethod
    def loads(cls, text: str | bytes, method: str) -> "Profile":
        """The same from JSON (text, or UTF-8 bytes), quick and lean for a million ballots."""
        from app.rules.tally.documents import loads

        return loads(text, method)

    def votes(self, weight: int) -> Fraction:
        return Fraction(weight, self.unit)

    def present(self) -> Fraction:
        return self.votes(sum(self.ballots.values()))

    def present_by_college(self) -> dict[str, Fraction]:
        """Every college that is named anywhere, even if nobody of it came."""
        weights = dict.fromkeys([*self.colleges, *self.roll.by_college], 0)
        for (college, _choice), weight in self.ballots.items():
            if college is not None:
                weights[college] = weights.get(college, 0) + weight
        return {college: self.votes(weight) for college, weight in weights.items()}

    def by_choice(self) -> dict[Choice, int]:
        together: dict[Choice, int] = {}
        for (_college, choice), weight in self.ballots.items():
            together[choice] = together.get(choice, 0) + weight
        return together

    def abstained(self) -> int:
        """Those who came and chose nothing, where a choice is made of numbers."""
        return sum(weight for (_college, choice), weight in self.ballots.items() if choice == ABSTAIN)
