"""What a turnout gives, against every way of placing the voices, counted by the tallies."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings, strategies as st

from app.governance.charter.model import DecisionRule
from app.governance.simulation.recounting import Chamber, Fewest, grid
from app.governance.tally.settings import Outcome
from tests.governance.simulation.rules import KEYS, SCIC, alone, block, placements, rule, rules

ROLLS = st.fixed_dictionaries({key: st.integers(0, 3) for key in KEYS}).filter(lambda roll: any(roll.values()))


def unlimited(law: DecisionRule) -> DecisionRule:
    return replace(law, quorum=None, college_quorum=None)


@settings(max_examples=80)
@given(rules(), ROLLS, st.data())
def test_the_fewest_yes_agree_with_every_placement(law: DecisionRule, roll: dict[str, int],
                                                   data: st.DataObject) -> None:
    present = {key: data.draw(st.integers(0, number)) for key, number in roll.items()}
    given_ = {key: data.draw(st.integers(0, number)) for key, number in present.items()}
    free = {key: number - given_[key] for key, number in present.items()}
    chamber = Chamber(SCIC, unlimited(law), roll)
    good, bad = [], []
    for more in placements(free):
        yes = {key: given_[key] + more[key] for key in roll}
        no = {key: present[key] - yes[key] for key in roll}
        (good if chamber.outcome(yes, no) is Outcome.ADOPTED else bad).append(sum(more.values()))
    wanted = Fewest(min(good), max(bad, default=-1) + 1) if good else Fewest(None, None)
    assert chamber.fewest(present, free, given_) == wanted


@settings(max_examples=80)
@given(rules(), ROLLS, st.data())
def test_the_quorum_is_that_of_the_count(law: DecisionRule, roll: dict[str, int], data: st.DataObject) -> None:
    present = {key: data.draw(st.integers(0, number)) for key, number in roll.items()}
    chamber = Chamber(SCIC, law, roll)
    if any(present.values()):  # with nobody there a consent is without its quorum, and the others are not adopted
        assert chamber.quorum(present) == (chamber.outcome(present, {}) is not Outcome.NO_QUORUM)


def test_a_majority_at_each_turnout() -> None:
    found = grid(SCIC, rule(more_than="1/2", quorum="1/2"), alone(10))
    assert [(step.need.present, step.need.quorum) for step in found.steps[:6]] == [
        (1, False), (2, False), (3, False), (4, False), (5, True), (6, True)]
    assert [step.need.fewest.at_worst for step in found.steps] == [1, 2, 2, 3, 3, 4, 4, 5, 5, 6]
    assert found.steps[9].need.share == Fraction(6, 10)
    assert found.quorum == 5


def test_turnout_is_rounded_up_to_whole_voices() -> None:
    assert [step.need.present for step in grid(SCIC, rule(more_than="1/2"), alone(7)).steps] == [
        1, 2, 3, 3, 4, 5, 5, 6, 7, 7]


def test_a_share_of_the_whole_roll_cannot_be_had_by_few() -> None:
    steps = grid(SCIC, rule(more_than="1/2", base="roll"), alone(10)).steps
    assert [step.need.possible for step in steps] == [False] * 5 + [True] * 5
    assert steps[5].need.fewest.at_worst == 6


def test_exactly_half_never_passes() -> None:
    assert grid(SCIC, rule(at_least="1/2"), alone(10)).steps[9].need.fewest.at_worst == 6


def test_under_consent_everybody_there_must_agree() -> None:
    assert [step.need.fewest.at_worst for step in grid(SCIC, rule("consent"), alone(10)).steps] == list(range(1, 11))


def test_a_college_that_stays_away_leaves_its_weight_to_the_others() -> None:
    law = rule(more_than="1/2", colleges=list(KEYS))
    there = [*alone(4, KEYS[0]), *alone(3, KEYS[1]), *alone(2, KEYS[2])]
    weights = [SCIC.colleges[key].weight for key in KEYS]
    (first, *_rest) = grid(SCIC, law, there).absent
    assert first.college == KEYS[0]
    assert first.shares == {KEYS[1]: weights[1] / (weights[1] + weights[2]),
                            KEYS[2]: weights[2] / (weights[1] + weights[2])}
    assert first.need.possible


def test_without_a_college_that_must_come_nothing_is_decided() -> None:
    law = rule(more_than="1/2", colleges=list(KEYS), college_quorum=1)
    found = grid(SCIC, law, [*alone(2, KEYS[0]), *alone(2, KEYS[1]), *alone(2, KEYS[2])])
    assert not any(one.need.possible for one in found.absent)


def test_a_block_asks_more_of_the_others() -> None:
    found = grid(SCIC, rule(more_than="1/2"), [block(3), *alone(7)]).block
    assert found is not None
    assert (found.player.structure, found.others) == (1, 7)
    assert (found.against.at_worst, found.along.at_worst) == (6, 3)


def test_a_block_that_the_others_cannot_pass_over() -> None:
    found = grid(SCIC, rule(at_least="2/3"), [block(4), *alone(6)]).block
    assert found is not None
    assert found.against == Fewest(None, None)


def test_no_block_where_each_has_one_voice() -> None:
    assert grid(SCIC, rule(more_than="1/2"), [block(1), *alone(6)]).block is None
