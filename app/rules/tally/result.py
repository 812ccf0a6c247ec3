"""What a count answers. `evidence` is JSON as it stands: integers, texts, and `"n/d"` for every share."""

from dataclasses import dataclass

from app.rules.tally.words import Outcome

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
