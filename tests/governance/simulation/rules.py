"""Rules, colleges and players to try things with: small enough for every possibility to be looked at."""

from itertools import product

from hypothesis import strategies as st

from app.governance.charter.model import DecisionRule
from app.governance.charter.reading import rule_of
from app.governance.simulation.recounting import Player
from tests.governance.charters import shipped

SCIC = shipped("scic")
KEYS = tuple(SCIC.colleges)[:3]
SHARES = ("1/2", "1/3", "2/3", "3/5", "1/1")
QUORUMS = (None, "1/2", "2/3", "1/1", 2, 5)


def rule(method: str = "majority", **more: object) -> DecisionRule:
    told = {"method": method, "by": "representatives", "open_days": 7, "reason": False, **more}
    if method == "consent":
        told = {"rounds_max": 2, "step_days": 7, "review_days": 90, **told}
    return rule_of({key: value for key, value in told.items() if value is not None}, tuple(SCIC.colleges))


def alone(number: int, college: str = "") -> list[Player]:
    """So many who have one voice each."""
    return [Player({college: 1}, person=n) for n in range(number)]


def block(voices: int, structure: int = 1, college: str = "") -> Player:
    return Player({college: voices}, structure=structure)


@st.composite
def majorities(draw: st.DrawFn) -> DecisionRule:
    threshold = draw(st.sampled_from(("at_least", "more_than")))
    share = draw(st.sampled_from(SHARES if threshold == "at_least" else SHARES[:-1]))
    by_college = draw(st.booleans())
    more: dict[str, object] = {threshold: share, "base": draw(st.sampled_from(("expressed", "cast", "roll"))),
                               "quorum": draw(st.sampled_from(QUORUMS))}
    if by_college:
        more |= {"colleges": list(KEYS), "combine": draw(st.sampled_from(("proportional", "winner_takes_all"))),
                 "college_quorum": draw(st.sampled_from((None, None, 1, "1/2")))}
    return rule(**more)


def others() -> st.SearchStrategy[DecisionRule]:
    """The other methods a gate may be decided by."""
    quorum = st.sampled_from(QUORUMS)
    return st.one_of(
        quorum.map(lambda q: rule("consent", quorum=q)),
        st.tuples(quorum, st.sampled_from(SHARES)).map(lambda two: rule("approval", at_least=two[1], quorum=two[0])),
        quorum.map(lambda q: rule("majority_judgment", at_least="good", quorum=q)))


def rules() -> st.SearchStrategy[DecisionRule]:
    return st.one_of(majorities(), majorities(), others())


def players(most: int = 5) -> st.SearchStrategy[list[Player]]:
    one = st.tuples(st.sampled_from(KEYS), st.sampled_from((1, 1, 1, 2, 3)))
    return st.lists(one, min_size=1, max_size=most).map(
        lambda drawn: [Player({key: number}, structure=n + 1) for n, (key, number) in enumerate(drawn)])


def voices(chosen: list[Player]) -> dict[str, int]:
    found: dict[str, int] = {}
    for player in chosen:
        for key, number in player.voices.items():
            found[key] = found.get(key, 0) + number
    return found


def placements(free: dict[str, int]) -> list[dict[str, int]]:
    return [dict(zip(free, counts, strict=True)) for counts in product(*(range(n + 1) for n in free.values()))]
