"""Approval: the option that most ballots approve; adopted when the charter's share of the ballots approves it."""

from fractions import Fraction

from app.rules.tally.columns import number_counts
from app.rules.tally.numbers import figure, part
from app.rules.tally.profile import Profile
from app.rules.tally.result import Ranking, Result, of_the_first
from app.rules.tally.settings import Settings


def count_approval(profile: Profile, settings: Settings) -> Result:
    """Ballots that approve nothing count among the ballots; abstentions do not."""
    approvals = {option: count[1] for option, count in zip(profile.options, number_counts(profile), strict=True)}
    total = sum(profile.ballots.values()) - profile.abstained()
    ranking = _ranking(approvals)
    threshold = settings.threshold
    reaching = [
        option
        for option, weight in approvals.items()
        if threshold and total and threshold.reached(Fraction(weight, total))
    ]
    evidence: dict[str, object] = {
        "approvals": {option: figure(profile.votes(weight)) for option, weight in approvals.items()},
        "shares": {option: part(weight, total) for option, weight in approvals.items()},
        "threshold": threshold.shown() if threshold else None,
        "reaching": reaching if threshold else None,
        "ballots": figure(profile.votes(total)),
    }
    return Result(of_the_first(ranking, ranking[0][0] in reaching if threshold else None), ranking, evidence)


def _ranking(approvals: dict[str, int]) -> Ranking:
    levels = sorted(set(approvals.values()), reverse=True)
    return tuple(tuple(option for option, weight in approvals.items() if weight == level) for level in levels)
