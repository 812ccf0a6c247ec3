"""Delegation: who speaks for whom, in one level or through chains; cycles; what is counted."""

from itertools import pairwise
from random import Random

import pytest

from app.governance.tally.counting import Carried, Delegation, carry, for_theme

ROLL = ["alice", "bob", "charlie", "dina", "emil"]


def carried(voters: str, chain: str, transitive: bool = True, roll: list[str] = ROLL) -> Carried:
    """`"a>b b>c"` with initials."""
    full = {name[0]: name for name in [*ROLL, "zoe"]}
    pairs = [pair.split(">") for pair in chain.split()]
    return carry(roll, [full[v] for v in voters], {full[a]: full[b] for a, b in pairs}, transitive=transitive)


def test_two_delegations_of_one_person_for_one_theme_are_refused() -> None:
    twice = [Delegation("alice", "bob", "water"), Delegation("alice", "charlie", "water")]
    with pytest.raises(ValueError, match="alice"):
        for_theme(twice, "water")


def test_a_delegation_holds_for_its_theme_only() -> None:
    given = [Delegation("alice", "bob", "water"), Delegation("alice", "charlie", "schools")]
    assert for_theme(given, "schools") == {"alice": "charlie"}


def test_a_direct_vote_wins_over_a_delegation() -> None:
    assert carried("ab", "a>b").speaks == {"alice": "alice", "bob": "bob"}


def test_a_chain_is_followed_to_whoever_voted() -> None:
    result = carried("c", "a>b b>c d>c")
    assert result.speaks == dict.fromkeys(["alice", "bob", "charlie", "dina"], "charlie")
    assert (result.delegated, result.carried_by("charlie")) == (3, 4)


def test_a_chain_stops_at_the_first_who_voted() -> None:
    assert carried("bc", "a>b b>c").speaks["alice"] == "bob"


def test_one_level_does_not_follow_chains() -> None:
    result = carried("c", "a>b b>c", transitive=False)
    assert result.speaks == {"bob": "charlie", "charlie": "charlie"}
    assert result.unheard == {"alice"}


def test_a_cycle_voids_the_delegations_in_it_and_leaves_the_others_unheard() -> None:
    result = carried("e", "a>b b>c c>b d>e")
    assert (result.void, result.unheard) == ({"bob", "charlie"}, {"alice"})
    assert result.speaks == {"dina": "emil", "emil": "emil"}


def test_delegating_to_oneself_is_a_cycle() -> None:
    assert carried("", "a>a").void == {"alice"}


def test_a_direct_vote_breaks_a_cycle() -> None:
    result = carried("b", "a>b b>c c>a")
    assert result.speaks == dict.fromkeys(["alice", "bob", "charlie"], "bob")
    assert result.void == frozenset()


def test_who_is_not_on_the_roll_neither_votes_nor_passes_a_vote_on() -> None:
    assert carried("z", "a>z").unheard == {"alice"}
    assert carried("b", "a>z z>b").unheard == {"alice"}


def test_nothing_is_delegated_where_nobody_delegates() -> None:
    result = carried("abc", "")
    assert (result.delegated, len(result.speaks)) == (0, 3)


def by_hand(voters: set[str], held: dict[str, str], member: str, steps: int) -> str | None:
    """Follow at most so many delegations; more than there are people is a cycle."""
    for _ in range(steps + 1):
        if member in voters:
            return member
        if member not in held:
            return None
        member = held[member]
    return None


def test_two_thousand_random_networks_agree_with_following_each_chain() -> None:
    random = Random(3)
    for _ in range(2_000):
        people = [str(number) for number in range(random.randint(1, 8))]
        voters = {one for one in people if random.random() < 0.4}
        held = {one: random.choice(people) for one in people if random.random() < 0.7}
        for transitive, steps in ((True, len(people)), (False, 1)):
            expected = {one: by_hand(voters, held, one, steps) for one in people}
            result = carry(people, voters, held, transitive=transitive)
            assert result.speaks == {one: voter for one, voter in expected.items() if voter}
            assert result.void | result.unheard == held.keys() - voters - result.speaks.keys()
            assert not result.void & result.unheard


def test_a_chain_of_two_thousand_is_followed_without_recursion() -> None:
    people = [str(number) for number in range(2_000)]
    held = dict(pairwise(people))
    assert carry(people, [people[-1]], held).delegated == 1_999
