"""Schulze (2011), winning votes: whoever has the strongest path of defeats to another goes before it.

Preferences are added in lanes: one large integer holds, side by side, the weights of one option against every other, so
a ballot costs one addition for each option instead of one for each pair (a million ballots of twenty options: 5 s).
"""

from collections.abc import Mapping, Sequence

from .numbers import figure
from .profile import Choice, Profile
from .result import Result, of_the_first
from .settings import Settings

Matrix = list[list[int]]


def count_schulze(profile: Profile, _settings: Settings) -> Result:
    options = profile.options
    preferred = pairwise(profile.by_choice(), len(options))
    paths = strongest_paths(preferred)
    groups = layers(paths)
    ranking = tuple(tuple(options[place] for place in group) for group in groups)
    evidence: dict[str, object] = {
        "pairwise": _shown(preferred, profile),
        "strongest_paths": _shown(paths, profile),
        "condorcet_winner": _condorcet_winner(preferred, options),
    }
    return Result(of_the_first(ranking, None), ranking, evidence)


def pairwise(ballots: Mapping[Choice, int], size: int) -> Matrix:
    """How many votes put each option strictly before each other."""
    lane = sum(ballots.values()).bit_length()
    lanes = [1 << lane * place for place in range(size)]
    rows = [0] * size
    for ranks, weight in ballots.items():
        if isinstance(ranks, str):
            continue
        # Worst first: `after` gathers the options strictly worse than those of the current rank.
        after = equals = 0
        current = -1
        for place in sorted(range(size), key=ranks.__getitem__, reverse=True):
            if ranks[place] != current:
                after, equals, current = after + equals, 0, ranks[place]
            equals += lanes[place]
            rows[place] += after if weight == 1 else after * weight
    mask = (1 << lane) - 1
    return [[row >> lane * place & mask for place in range(size)] for row in rows]


def strongest_paths(preferred: Matrix) -> Matrix:
    """The strength of a path is that of its weakest defeat; a defeat is as strong as the votes that win it."""
    places = range(len(preferred))
    strength = [[preferred[a][b] if preferred[a][b] > preferred[b][a] else 0 for b in places] for a in places]
    for middle in places:
        for start in places:
            first = strength[start][middle]
            if first and start != middle:
                strength[start] = [
                    max(direct, min(first, second))
                    for direct, second in zip(strength[start], strength[middle], strict=True)
                ]
    for place in places:
        strength[place][place] = 0
    return strength


def layers(paths: Matrix) -> list[list[int]]:
    """The whole order in groups: those nobody left goes before (Schulze's winners), then the same among the rest.

    The relation is transitive, so the first group is never empty; where it is not a weak order, options that it leaves
    uncompared fall in the highest group they can.
    """
    groups, left = [], list(range(len(paths)))
    while left:
        first = [a for a in left if all(paths[a][b] >= paths[b][a] for b in left)]
        groups.append(first)
        left = [a for a in left if a not in first]
    return groups


def _condorcet_winner(preferred: Matrix, options: Sequence[str]) -> str | None:
    for place, option in enumerate(options):
        if all(preferred[place][other] > preferred[other][place] for other in range(len(options)) if other != place):
            return option
    return None


def _shown(matrix: Matrix, profile: Profile) -> dict[str, dict[str, object]]:
    return {
        option: {
            other: figure(profile.votes(matrix[place][beside]))
            for beside, other in enumerate(profile.options)
            if beside != place
        }
        for place, option in enumerate(profile.options)
    }
