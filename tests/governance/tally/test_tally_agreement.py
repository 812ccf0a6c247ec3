"""Every tally against an independent one, on 2 000 random profiles each.

votelib (PyPI) counts majorities, majority judgment, approvals and Schulze. No published package counts a vote by
weighted colleges with quorums, or a consent: those are compared with their plain definition, written here.
"""

from collections import Counter
from fractions import Fraction
from itertools import combinations
from random import Random

from votelib.convert import ApprovalToSimpleVotes, RankedToCondorcetVotes
from votelib.evaluate.cardinal import MajorityJudgment
from votelib.evaluate.condorcet import Schulze
from votelib.evaluate.core import VotingSystemError
from votelib.evaluate.threshold import RelativeThreshold

from app.governance.tally.settings import Method, Outcome
from tests.governance.tally.profiles import (
    COLLEGES,
    GRADES,
    OPTIONS,
    SHARES,
    Document,
    choice_of,
    counted,
    document_of,
    fraction,
    places,
    with_colleges,
)

PROFILES = 2_000


def drawn(method: Method) -> list[Document]:
    return [document_of(Random(f"{method} {seed}"), method) for seed in range(PROFILES)]


def summed(document: Document) -> Counter[str]:
    weights: Counter[str] = Counter()
    for one in document["ballots"]:
        weights[one["choice"]] += one["weight"]
    return weights


def test_majority_agrees_with_votelib() -> None:
    """votelib compares strictly: « at least » is that the others do not have more than what is left."""
    for seed, document in enumerate(drawn(Method.MAJORITY)):
        random = Random(seed)
        share, base = random.choice(SHARES), random.choice(["expressed", "cast", "roll"])
        weights = summed(document)
        roll = weights.total() + random.randint(0, 5)
        whole = {"expressed": weights["for"] + weights["against"], "cast": weights.total(), "roll": roll}[base]
        if not whole:
            continue
        sides = {"for": weights["for"], "others": whole - weights["for"]}
        strictly = "for" in RelativeThreshold(Fraction(share), accept_equal=False).evaluate(sides)
        at_least = "others" not in RelativeThreshold(1 - Fraction(share), accept_equal=False).evaluate(sides)
        tied = share == "1/2" and weights["for"] == weights["against"] == Fraction(whole, 2)
        document |= {"roll": {"total": roll}}
        ours = [counted("majority", document, base=base, **{kind: share}).outcome for kind in ("more_than", "at_least")]
        expected = [Outcome.ADOPTED if passed and not tied else Outcome.REJECTED for passed in (strictly, at_least)]
        assert ours == ([Outcome.TIE] * 2 if tied else expected)


def test_approval_agrees_with_votelib() -> None:
    for document in drawn(Method.APPROVAL):
        sets: Counter[frozenset[str]] = Counter()
        for one in document["ballots"]:
            sets[frozenset(one["choice"])] += one["weight"]
        theirs = dict.fromkeys(OPTIONS, 0) | ApprovalToSimpleVotes().convert(sets)
        result = counted("approval", document)
        assert result.evidence["approvals"] == theirs
        assert places(result) == {a: sum(theirs[b] > theirs[a] for b in OPTIONS) for a in OPTIONS}


def better_of(pair: tuple[str, str], document: Document) -> str | None:
    """votelib's winner between two options; it refuses to tell exact equals apart."""
    scores: Counter[frozenset[tuple[str, int]]] = Counter()
    for one in document["ballots"]:
        scores[frozenset((option, GRADES - one["choice"].get(option, GRADES - 1)) for option in pair)] += one["weight"]
    try:
        return str(MajorityJudgment().evaluate(scores, 1)[0])
    except VotingSystemError:
        return None


def test_majority_judgment_agrees_with_votelib() -> None:
    """Two by two: votelib names winners and not an order, and comparing two values needs no third."""
    for document in drawn(Method.MAJORITY_JUDGMENT):
        place = places(counted("majority_judgment", document))
        for pair in combinations(OPTIONS, 2):
            a, b = pair
            ours = None if place[a] == place[b] else min(pair, key=place.__getitem__)
            assert ours == better_of((a, b), document)


def test_majority_judgment_agrees_with_medians_taken_away_one_by_one() -> None:
    for document in drawn(Method.MAJORITY_JUDGMENT):
        values = {}
        for option in OPTIONS:
            left = sorted(
                one["choice"].get(option, GRADES - 1) for one in document["ballots"] for _ in range(one["weight"])
            )
            # From the best: the lower median of an even number is the worse of the two in the middle.
            values[option] = [left.pop(len(left) // 2) for _ in range(len(left))]
        expected = {a: sum(values[b] < values[a] for b in OPTIONS) for a in OPTIONS}
        assert places(counted("majority_judgment", document)) == expected


def test_schulze_agrees_with_votelib() -> None:
    """Pairs, paths, winners; and the whole order where votelib's counting of wins leaves no room for another."""
    for document in drawn(Method.SCHULZE):
        ballots: Counter[tuple[frozenset[str], ...]] = Counter()
        for one in document["ballots"]:
            left = frozenset(OPTIONS).difference(*one["choice"])
            ballots[tuple(frozenset(group) for group in [*one["choice"], left] if group)] += one["weight"]
        pairs = RankedToCondorcetVotes().convert(ballots)
        full = {(a, b): pairs.get((a, b), 0) for a in OPTIONS for b in OPTIONS if a != b}
        paths = Schulze.widest_paths(full)
        result = counted("schulze", document)
        for (a, b), votes in full.items():
            assert result.evidence["pairwise"][a][b] == votes
            assert result.evidence["strongest_paths"][a][b] == paths.get((a, b), 0)
        wins = {a: sum(paths.get((a, b), 0) > paths.get((b, a), 0) for b in OPTIONS if b != a) for a in OPTIONS}
        unbeaten = {a for a in OPTIONS if all(paths.get((b, a), 0) <= paths.get((a, b), 0) for b in OPTIONS if b != a)}
        assert set(result.ranking[0]) == unbeaten
        if len(set(wins.values())) == len(OPTIONS):
            assert [list(group) for group in result.ranking] == [[a] for a in Schulze().evaluate(full, len(OPTIONS))]


def by_hand(document: Document, base: str, winner_takes_all: bool) -> Fraction | None:
    """The combined share of « for »: its definition, one college after the other."""
    top, bottom = Fraction(0), Fraction(0)
    for college in document["colleges"]:
        weights = summed({"ballots": [one for one in document["ballots"] if one["college"] == college["key"]]})
        expressed = weights["for"] + weights["against"]
        if (expressed if base == "expressed" else weights.total()) == 0:
            continue
        roll = document["roll"]["by_college"][college["key"]]
        share = Fraction(weights["for"], {"expressed": expressed, "cast": weights.total(), "roll": roll}[base])
        top += college["weight"] * (int(2 * share > 1) if winner_takes_all else share)
        bottom += college["weight"]
    return top / bottom if bottom else None


def test_colleges_agree_with_their_definition() -> None:
    for seed, plain in enumerate(drawn(Method.MAJORITY)):
        random = Random(seed)
        document = with_colleges(random, plain)
        base, threshold = random.choice(["expressed", "cast", "roll"]), Fraction(random.choice(SHARES))
        combine = random.choice(["proportional", "winner_takes_all"])
        share = by_hand(document, base, combine == "winner_takes_all")
        result = counted("majority", document, base=base, colleges=combine, at_least=threshold)
        assert fraction(result.evidence["share"]) == share
        if result.outcome is not Outcome.TIE:
            assert (result.outcome is Outcome.ADOPTED) == (share is not None and share >= threshold)
        else:
            assert share == threshold == Fraction(1, 2)


def test_quorums_agree_with_their_definition() -> None:
    for seed, plain in enumerate(drawn(Method.CONSENT)):
        random = Random(seed)
        document = with_colleges(random, plain)
        overall, each = Fraction(random.randint(0, 10), 10), Fraction(random.randint(0, 10), 10)
        there = Counter({college: 0 for college in COLLEGES})
        for one in document["ballots"]:
            there[one["college"]] += one["weight"]
        roll = document["roll"]["by_college"]
        met = there.total() >= overall * sum(roll.values()) and all(there[c] >= each * roll[c] for c in COLLEGES)
        result = counted("consent", document, quorum=overall, college_quorum=each)
        assert (result.outcome is not Outcome.NO_QUORUM) == met


def test_consent_agrees_with_its_definition() -> None:
    random = Random(7)
    for _ in range(PROFILES):
        words = [choice_of(random, Method.CONSENT) for _ in range(random.randint(1, 6))]
        result = counted("consent", {"ballots": [{"choice": word} for word in words]})
        assert result.outcome is (Outcome.REJECTED if "objection" in words else Outcome.ADOPTED)
