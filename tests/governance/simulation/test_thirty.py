"""Thirty decisions, and what other rules would have made of them: worked out by hand, line by line."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from app.core.kinds import Answer as Said
from app.governance.charter.model import Charter, DecisionRule, Method
from app.governance.charter.reading import rule_of
from app.governance.charter.writing import rule_data
from app.governance.decision_rules import settings_of
from app.governance.gates import Facts
from app.governance.published import document
from app.governance.simulation.history import Answer, History, Moment, Move, Story
from app.governance.simulation.recounting import Recount, counted_again
from app.governance.simulation.replay import Verdict, Why, simulate
from tests.governance.simulation.service import BEGAN, DEFAULT, PARIS

SAME, HELD, FURTHER = Verdict.SAME, Verdict.HELD, Verdict.FURTHER
WON, LOST = Said.PROMOTED, Said.DECLINED
OPENED, CLOSED = BEGAN + timedelta(days=20), BEGAN + timedelta(days=30)

BALLOTS = (
    # for, against, abstain, roll: under « more than 1/2, quorum 1/3 »; with « 2/3 at least, quorum 1/2 »; with « 1/3 »
    (10, 5, 0, 30, WON, SAME, SAME),      # 15 of 30 came, 10/15 is two thirds
    (9, 5, 1, 30, WON, HELD, SAME),       # 9/14 is less than two thirds
    (8, 4, 0, 30, WON, HELD, SAME),       # two thirds, but 12 of the 15 who must come
    (7, 3, 2, 30, WON, HELD, SAME),       # 12 of 15
    (20, 0, 0, 30, WON, SAME, SAME),
    (16, 8, 0, 30, WON, SAME, SAME),      # two thirds
    (15, 8, 0, 30, WON, HELD, SAME),      # 15/23
    (5, 0, 5, 30, WON, HELD, SAME),       # 10 of 15
    (5, 0, 10, 30, WON, SAME, SAME),      # who abstains is there
    (4, 5, 0, 30, LOST, SAME, FURTHER),   # no quorum; 4/9 is more than a third
    (14, 15, 0, 30, LOST, SAME, FURTHER),
    (6, 6, 6, 30, LOST, SAME, FURTHER),   # a tie is one at the half only
    (11, 10, 9, 30, WON, HELD, SAME),     # 11/21
    (2, 1, 0, 3, WON, SAME, SAME),
    (2, 0, 0, 4, WON, SAME, SAME),        # half of 4 is 2
    (1, 0, 0, 3, WON, HELD, SAME),        # half of 3 is one and a half
    (40, 20, 0, 100, WON, SAME, SAME),
    (33, 1, 0, 100, WON, HELD, SAME),     # 34 of 50; a third of 100 is 33 and a third
    (34, 16, 0, 100, WON, SAME, SAME),    # 50 of 50, 68 in a hundred
    (33, 17, 0, 100, WON, HELD, SAME),    # 66 in a hundred
)
HANDS = (
    # for, against, abstain: under « more than 1/2 »; with « 3/4 at least »
    (3, 0, 0, WON, SAME),
    (3, 1, 0, WON, SAME),                 # three quarters
    (2, 1, 0, WON, HELD),
    (4, 2, 0, WON, HELD),
    (1, 0, 3, WON, SAME),                 # of those who said yes or no
    (5, 2, 0, WON, HELD),                 # 5/7
    (0, 3, 0, LOST, SAME),
    (6, 2, 1, WON, SAME),                 # 6/8
    (2, 2, 0, LOST, SAME),
    (7, 3, 0, WON, HELD),                 # 7/10
)


def rule(**more: object) -> DecisionRule:
    told = {"method": "majority", "by": "representatives", "open_days": 7, "reason": True, **more}
    return rule_of({key: value for key, value in told.items() if value is not None}, tuple(DEFAULT.colleges))


def steering(**more: object) -> DecisionRule:
    return rule(method="steering", counted="majority", by="steering", **more)


IN_FORCE = rule(more_than="1/2", quorum="1/3")
STRICTER = rule(at_least="2/3", quorum="1/2")
LAXER = rule(more_than="1/3")
MEETING = steering(more_than="1/2", quorum="1/2")


def with_rule(decided: DecisionRule) -> Charter:
    track = DEFAULT.tracks["project"]
    gates = tuple(replace(gate, conditions=(), decision=decided) if gate.key == "to_work_group" else gate
                  for gate in track.gates)
    return replace(DEFAULT, tracks={**DEFAULT.tracks, "project": replace(track, gates=gates)})


def published(was: DecisionRule, sides: tuple[int, int, int], roll: int, college: str = "") -> dict[str, object]:
    words = [word for word, number in zip(("for", "against", "abstain"), sides, strict=True) for _ in range(number)]
    ballots = [{"receipt": f"R{n:03}", "choice": word, **({"college": college} if college else {})}
               for n, word in enumerate(words)]
    head = {"id": 1, "kind": "gate", "gate": "to_work_group", "method": was.counted.value, "rule": rule_data(was)}
    profile = {"ballots": ballots, "roll": {"total": roll, "by_college": {}}}
    return document(head, settings_of(was), profile, {}, None, secret=False).document


def story(number: int, answer: Answer) -> Story:
    moves = (Move(answer.at, "to_work_group", "work_group", (), decided=True),) if answer.said is WON else ()
    ready = frozenset() if moves else frozenset({"to_work_group"})
    moment = Moment(BEGAN, Facts(stage_since=BEGAN))
    return Story(number, f"Décision {number}", "project", BEGAN, (moment,), moves, (answer,), ready=ready)


def thirty() -> tuple[History, History]:
    voted = [story(n, Answer(CLOSED, "to_work_group", row[4], IN_FORCE, published(IN_FORCE, row[:3], row[3])))
             for n, row in enumerate(BALLOTS, 1)]
    met = [story(n, Answer(CLOSED, "to_work_group", row[3], MEETING,
                           votes=dict(zip(("for", "against", "abstain"), row[:3], strict=True))))
           for n, row in enumerate(HANDS, len(BALLOTS) + 1)]
    return History(tuple(voted), CLOSED), History(tuple(met), CLOSED)


VOTED, MET = thirty()


def verdicts(decided: DecisionRule, history: History) -> list[Verdict]:
    return [row.verdict for row in simulate(with_rule(decided), history, PARIS).rows]


def test_there_are_thirty_and_they_were_counted_so() -> None:
    assert len(VOTED.stories) + len(MET.stories) == 30
    outcomes = [story.answers[0].document["result"]["outcome"] for story in VOTED.stories]
    assert [outcome == "adopted" for outcome in outcomes] == [row[4] is WON for row in BALLOTS]


def test_the_rules_in_force_change_nothing() -> None:
    assert set(verdicts(IN_FORCE, VOTED)) == set(verdicts(MEETING, MET)) == {SAME}


def test_stricter_rules() -> None:
    assert verdicts(STRICTER, VOTED) == [row[5] for row in BALLOTS]


def test_easier_rules() -> None:
    assert verdicts(LAXER, VOTED) == [row[6] for row in BALLOTS]


def test_stricter_rules_for_the_hands_of_a_meeting() -> None:
    assert verdicts(steering(at_least="3/4", quorum="1/2"), MET) == [row[4] for row in HANDS]


def test_a_vote_that_would_not_have_been_enough_is_said_to_be_why() -> None:
    rows = simulate(with_rule(STRICTER), VOTED, PARIS).of(HELD)
    assert {step.why for row in rows for step in row.steps} == {Why.VOTE}


def test_how_many_were_in_the_committee_is_not_known() -> None:
    """A quorum that was higher than any that was met: nothing can be said, and the answer stays."""
    rows = simulate(with_rule(steering(more_than="1/2", quorum="2/3")), MET, PARIS).rows
    assert [row.verdict for row in rows] == [Verdict.UNCERTAIN if row[3] is WON else SAME for row in HANDS]


@pytest.mark.parametrize("other", [
    rule(method="consent", more_than=None, rounds_max=1, step_days=7, review_days=90),
    replace(IN_FORCE, by=MEETING.by), replace(IN_FORCE, colleges=("residents", "associations"))])
def test_other_people_or_another_method_cannot_be_counted(other: DecisionRule) -> None:
    answer = VOTED.stories[0].answers[0]
    assert counted_again(with_rule(other), other, answer) is Recount.UNKNOWN


def test_the_weights_of_the_other_rules_are_those_that_count() -> None:
    """Two residents for, one association against: the weight of each college decides."""
    both = rule(more_than="1/2", colleges=["residents", "associations"])
    told = published(rule(more_than="1/2"), (0, 0, 0), 3)
    lines = [("residents", "for"), ("residents", "for"), ("associations", "against")]
    told = {**told, "profile": {
        "roll": {"total": 3, "by_college": {"residents": 2, "associations": 1}},
        "colleges": [{"key": "residents", "weight": 3}, {"key": "associations", "weight": 1}],
        "ballots": [{"receipt": f"R{n}", "college": key, "choice": word} for n, (key, word) in enumerate(lines)]}}
    answer = Answer(CLOSED, "to_work_group", WON, both, told)

    def weighed(residents: int, associations: int) -> Recount:
        weight = {"residents": Fraction(residents), "associations": Fraction(associations)}
        charter = replace(with_rule(both), colleges={
            key: replace(each, weight=weight.get(key, each.weight)) for key, each in DEFAULT.colleges.items()})
        return counted_again(charter, both, answer)

    assert (weighed(3, 1), weighed(1, 3)) == (Recount.ADOPTED, Recount.REJECTED)


def test_an_appeal_is_only_there_where_the_rules_have_one() -> None:
    answer = replace(VOTED.stories[0].answers[0], appeal=True, rule=rule(more_than="1/2"))
    with_one = replace(MEETING, appeal=DEFAULT.gate("to_work_group").decision.appeal)
    assert counted_again(DEFAULT, with_one, answer) is Recount.ADOPTED
    assert counted_again(DEFAULT, replace(with_one, appeal=None), answer) is Recount.REJECTED


def test_the_vote_that_took_over_from_a_consent() -> None:
    fallback = IN_FORCE
    consent = replace(rule(method="consent", more_than=None, rounds_max=1, step_days=7, review_days=90),
                      fallback=fallback)
    answer = VOTED.stories[0].answers[0]
    assert consent.counted is Method.CONSENT
    assert counted_again(with_rule(consent), consent, answer) is Recount.ADOPTED
    harder = replace(consent, fallback=rule(at_least="3/4"))
    assert counted_again(with_rule(harder), harder, answer) is Recount.REJECTED


def test_ballots_that_are_withheld_are_not_guessed() -> None:
    answer = replace(VOTED.stories[0].answers[0], document=None)
    assert counted_again(with_rule(STRICTER), STRICTER, answer) is Recount.UNKNOWN
