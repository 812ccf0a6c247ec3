"""Who can block and who can pass, against every possibility tried with the count itself."""

import time
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings

from app.governance.charter.model import DecisionRule
from app.governance.simulation.coalitions import _by_bits, _by_classes, classes_of, power
from app.governance.simulation.recounting import Chamber, Player, counted_as, roll_of
from app.governance.tally.settings import Outcome
from tests.governance.simulation.rules import KEYS, SCIC, alone, block, players, rule, rules, voices

Set = frozenset[int]


def subsets(number: int) -> list[Set]:
    return [frozenset(one) for size in range(number + 1) for one in combinations(range(number), size)]


def passes_whatever(law: DecisionRule, there: list[Player], yes: Set) -> bool:
    """Each of the others says no, or stays away: every way of it is counted."""
    if not yes:
        return False
    chamber = Chamber(SCIC, law, roll_of(there))
    left = sorted(set(range(len(there))) - yes)
    ways = [frozenset(left[n] for n in one) for one in subsets(len(left))]
    said = voices([there[n] for n in yes])
    return all(chamber.outcome(said, voices([there[n] for n in no])) is Outcome.ADOPTED for no in ways)


def minimal(sets: set[Set]) -> set[Set]:
    return {one for one in sets if not any(one - {n} in sets for n in one)}


@settings(max_examples=60)
@given(rules(), players())
def test_it_agrees_with_every_possibility(law: DecisionRule, there: list[Player]) -> None:
    everyone = frozenset(range(len(there)))
    winning = {one for one in subsets(len(there)) if passes_whatever(law, there, one)}
    blocking = {one for one in subsets(len(there)) if everyone - one not in winning}
    found = power(SCIC, law, there)
    assert found.winning.number == len(minimal(winning))
    assert found.blocking.number == len(minimal(blocking))
    assert found.winning.least == min((len(one) for one in winning), default=None)
    assert {one.structure for one in found.pass_alone} == {n + 1 for n in everyone if minimal(winning) >= {Set({n})}}
    assert {one.structure for one in found.block_alone} == {n + 1 for n in everyone if minimal(blocking) >= {Set({n})}}
    for each, swings in zip(found.classes, found.swings, strict=True):
        me = (each.players[0].structure or 0) - 1
        turned = sum(me in one and one - {me} not in winning for one in winning)
        assert swings == Fraction(turned, 2 ** (len(there) - 1))


@settings(max_examples=60)
@given(rules(), players(most=10))
def test_both_ways_of_counting_coalitions_agree(law: DecisionRule, there: list[Player]) -> None:
    counted = counted_as(SCIC, law, there)
    chamber, classes = Chamber(SCIC, law, roll_of(counted)), classes_of(counted)
    one, other = _by_classes(chamber, classes), _by_bits(chamber, classes)
    assert one.swings == other.swings
    assert set(map(id, one.pass_alone)) == set(map(id, other.pass_alone))
    assert set(map(id, one.block_alone)) == set(map(id, other.block_alone))
    for mine, theirs in ((one.winning, other.winning), (one.blocking, other.blocking)):
        assert (mine.least, mine.number) == (theirs.least, theirs.number)


def test_nobody_on_the_roll_decides_nothing() -> None:
    assert power(SCIC, rule(more_than="1/2"), []).winning.least is None


def test_under_consent_each_blocks_and_all_must_agree() -> None:
    found = power(SCIC, rule("consent"), alone(5))
    assert len(found.block_alone) == 5
    assert (found.winning.least, found.winning.number, found.pass_alone) == (5, 1, ())


def test_who_is_alone_decides() -> None:
    found = power(SCIC, rule(more_than="1/2"), alone(1))
    assert (len(found.pass_alone), len(found.block_alone)) == (1, 1)


def test_three_of_five_pass_and_three_block() -> None:
    found = power(SCIC, rule(more_than="1/2"), alone(5))
    assert (found.winning.least, found.winning.number) == (3, 10)
    assert (found.blocking.least, found.blocking.number) == (3, 10)
    assert found.swings == (Fraction(6, 16),)


def test_a_structure_with_the_most_voices_passes_alone() -> None:
    found = power(SCIC, rule(more_than="1/2"), [block(3), *alone(2)])
    assert [one.structure for one in found.pass_alone] == [1]
    assert [one.structure for one in found.block_alone] == [1]


def test_staying_away_blocks_where_everybody_must_come() -> None:
    found = power(SCIC, rule(more_than="1/2", quorum="1/1"), alone(9))
    assert len(found.block_alone) == 9


def test_a_number_that_nobody_can_reach() -> None:
    assert power(SCIC, rule(more_than="1/2", quorum=40), alone(9)).winning.least is None


def test_the_winner_takes_all_in_its_college() -> None:
    """Of a college with half of the weight, two of three voices bring all of it."""
    heavy = replace(SCIC, colleges={key: replace(SCIC.colleges[key], weight=Fraction(weight))
                                    for key, weight in zip(KEYS, (2, 1, 1), strict=True)})
    law = rule(at_least="1/2", colleges=list(KEYS), combine="winner_takes_all")
    there = [*alone(3, KEYS[0]), *alone(3, KEYS[1]), *alone(3, KEYS[2])]
    assert power(heavy, law, there).winning.least == 4  # two of the first, two of another: exactly half is a tie


def test_twenty_five_structures_that_all_differ_are_enumerated_in_three_seconds() -> None:
    there = [block(n + 1, structure=n) for n in range(25)]
    began = time.process_time()
    found = power(SCIC, rule(more_than="1/2"), there)
    assert time.process_time() - began < 3
    assert found.exact
    assert (found.winning.least, found.blocking.least) == (8, 8)  # 25 + 24 + … + 18 = 172, of 325
    assert sum(found.swings) > 0


def test_forty_structures_of_one_voice_are_exact_too() -> None:
    found = power(SCIC, rule(more_than="1/2"), alone(40))
    assert (found.exact, found.winning.least) == (True, 21)


def test_more_than_that_is_said_not_to_be_enumerated() -> None:
    found = power(SCIC, rule(more_than="1/2"), [block(n + 1, structure=n) for n in range(30)])
    assert (found.exact, found.winning.number) == (False, None)
    assert (found.winning.least, found.blocking.least) == (233, 233)  # voices, of 465
    assert found.pass_alone == found.block_alone == ()
