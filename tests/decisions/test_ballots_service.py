"""Answering: what is refused, one voice and one ballot whatever is sent at once, and nothing after the end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.core.unit_of_work import Refused
from app.decisions.models import Ballot, Decision, Note, SealedBallot
from app.decisions.service import ballots, decisions
from app.journal.models import Event
from tests.build import REASON, World
from tests.polls import PLACES, answer, chair, close, open_question, people, said

PARIS = ZoneInfo("Europe/Paris")
ALL = {f"o{n}": 2 for n in range(1, len(PLACES) + 1)}


def count(world: World) -> int:
    with world.make_session() as session:
        return sum(session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                   for table in (SealedBallot, Ballot))


def refused(world: World, who: int, decision: int, choice: object, **given: object) -> str:
    with pytest.raises(Refused) as no:
        world.do(ballots.answer, who, decision, choice, **given)
    assert count(world) == 0
    return no.value.code


def test_who_is_not_on_the_roll(world: World):
    people(world)
    decision = open_question(world)
    assert refused(world, world.person("Late"), decision, "for") == "not_on_the_roll"


def test_who_declared_an_interest(world: World):
    first, *_others = people(world)
    decision = open_question(world)
    answer(world, decision, {first: "for"})
    world.do(decisions.declare_interest, first, decision, "Je loue ce local à la commune.")
    assert refused(world, first, decision, "for") == "you_are_recused"


@pytest.mark.parametrize("choice", [None, "", "yes", "FOR", 1, ["for"], {"for": 1}])
def test_what_is_no_answer_to_a_majority(world: World, choice: object):
    first, *_others = people(world)
    assert refused(world, first, open_question(world), choice) == "choose_an_answer"


@pytest.mark.parametrize(("choice", "code"), [
    ({}, "grade_every_option"), ({"o1": 1, "o2": 1}, "grade_every_option"), (ALL | {"o9": 1}, "choose_an_answer"),
    (ALL | {"o1": 7}, "grade_every_option"), (ALL | {"o1": -1}, "grade_every_option"),
    (ALL | {"o1": True}, "grade_every_option"), ("for", "choose_an_answer")])
def test_what_is_no_answer_to_a_judgment(world: World, choice: object, code: str):
    first, *_others = people(world)
    assert refused(world, first, open_question(world, "majority_judgment"), choice) == code


@pytest.mark.parametrize("choice", [None, ["o9"], ["o1", "o1"], "o1", {"o1": 1}])
def test_what_is_no_answer_to_an_approval(world: World, choice: object):
    first, *_others = people(world)
    assert refused(world, first, open_question(world, "approval"), choice) == "choose_an_answer"


@pytest.mark.parametrize("choice", [[], [[]], [["o9"]], [["o1"], ["o1"]], "o1", None])
def test_what_is_no_ranking(world: World, choice: object):
    first, *_others = people(world)
    assert refused(world, first, open_question(world, "schulze"), choice) == "rank_one_at_least"


def test_everybody_abstaining_is_an_act(world: World):
    members = people(world)
    decision = open_question(world, "approval")
    answer(world, decision, dict.fromkeys(members, "abstain"))
    close(world, decision)
    with world.make_session() as session:
        result = session.get_one(Decision, decision).result
    assert (result["outcome"], result["evidence"]["turnout"]["present"]) == ("rejected", len(members))


def test_a_person_who_sends_it_twelve_times_at_once_has_one_ballot(world: World):
    first, *_others = people(world)
    decision = open_question(world, ballots="secret")
    with ThreadPoolExecutor(12) as pool:
        codes = list(pool.map(lambda n: world.do(ballots.answer, first, decision, "for" if n % 2 else "abstain").code,
                              range(12)))
    assert (count(world), len(set(codes))) == (1, 1)


def test_two_hats_are_one_vote_whatever_the_order(world: World):
    members = people(world)
    first = members[0]
    hats = [world.structure("Les outils", first), world.structure("La halle", first, college="companies")]
    decision = open_question(world, electorate="representatives")
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: world.do(ballots.answer, first, decision, "for", f"s{hats[n % 2]}"), range(6)))
    assert count(world) == 1


def test_a_person_with_two_hats_chooses(world: World):
    first, *_others = people(world)
    world.structure("Les outils", first)
    world.structure("La halle", first)
    assert refused(world, first, open_question(world, electorate="representatives"), "for") == "choose_a_hat"


def test_two_who_speak_for_a_structure_have_one_voice(world: World):
    first, second, *_others = people(world)
    world.structure("Les outils", first, second)
    world.structure("La halle", world.person("Zoe"))
    decision = open_question(world, electorate="representatives")
    answer(world, decision, {first: "for"})
    answer(world, decision, {second: "against"})
    assert said(world, decision) == ["against"]
    with world.make_session() as session:
        assert session.get_one(Decision, decision).roll == 2


def test_nothing_is_said_of_a_ballot_in_the_journal(world: World):
    members = people(world)
    decision = open_question(world)
    with world.make_session() as session:
        before = session.scalar(sa.select(sa.func.max(Event.id)))
    answer(world, decision, dict.fromkeys(members, "for"))
    with world.make_session() as session:
        assert session.scalar(sa.select(sa.func.max(Event.id))) == before


def test_closing_while_twelve_answer_loses_and_adds_nothing(world: World):
    """Who was told that it is kept, is counted; who comes after is refused."""
    members = people(world, 13)
    decision = open_question(world, ballots="secret")
    end = world.now + timedelta(days=9)

    def send(who: int) -> bool:
        try:
            world.do(ballots.answer, who, decision, "for")
        except (Refused, DBAPIError):
            return False
        return True

    with ThreadPoolExecutor(13) as pool:
        told = list(pool.map(lambda n: send(members[n]) if n else world.do(decisions.close_if_due, None, decision,
                                                                            at=end), range(13)))
    with world.make_session() as session:
        cast = session.get_one(Decision, decision).result["evidence"]["turnout"]["present"]
    assert cast == sum(told[1:]) == count(world)


def test_closing_twice_is_closing_once(world: World):
    members = people(world)
    decision = open_question(world)
    answer(world, decision, dict.fromkeys(members, "for"))
    close(world, decision)
    assert world.do(decisions.close_if_due, None, decision) is False


# time


@pytest.mark.parametrize("opened", [datetime(2026, 3, 24, 12, tzinfo=UTC), datetime(2026, 10, 20, 12, tzinfo=UTC)])
def test_the_last_day_is_included_across_a_change_of_clocks(world: World, opened: datetime):
    """From the 24 March to the 31 the clocks go forward once; from the 20 October to the 27, back."""
    first, *_others = people(world)
    world.now = opened
    decision = open_question(world)
    last = (opened + timedelta(days=7)).date()
    at = datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=PARIS)
    world.do(ballots.answer, first, decision, "for", at=at.astimezone(UTC))
    with pytest.raises(Refused, match="decision_is_over"):
        world.do(ballots.answer, first, decision, "for", at=at.astimezone(UTC) + timedelta(seconds=1))


def test_a_clock_that_goes_back_opens_nothing_again(world: World):
    """The journal has seen a later moment than the machine says it is."""
    first, *_others = people(world)
    decision = open_question(world)
    end = world.now + timedelta(days=8)
    world.do(decisions.open_question, chair(world), world.space_id, decisions.Question(
        question="Une autre question, plus tard ?", rule=_rule(world)), at=end)
    with pytest.raises(Refused, match="decision_is_over"):
        world.do(ballots.answer, first, decision, "for")


def _rule(world: World):
    from app.governance.charter.reading import rule_of
    from tests.polls import rule

    return rule_of(rule("majority"), ())


@pytest.mark.parametrize(("days", "code"), [(6, "under_the_minimum"), (-3, "under_the_minimum"), (7, "same_day"),
                                            (400, "too_far")])
def test_an_end_moves_within_bounds(world: World, days: int, code: str):
    people(world)
    decision = open_question(world)
    with pytest.raises(Refused, match=code):
        world.do(decisions.move_deadline, chair(world), decision, (world.now + timedelta(days=days)).date(), REASON)


def test_an_end_moves_with_a_reason_that_is_told(world: World):
    people(world)
    decision = open_question(world)
    until = (world.now + timedelta(days=12)).date()
    with pytest.raises(Refused, match="is_needed"):
        world.do(decisions.move_deadline, chair(world), decision, until, "")
    world.do(decisions.move_deadline, chair(world), decision, until, REASON)
    with world.make_session() as session:
        assert session.scalars(sa.select(Note.reason)).all() == [REASON]
        assert session.scalars(sa.select(Event.data).where(Event.kind == "decision.moved")).one()[
            "closes_on"] == until.isoformat()
        assert session.get_one(Decision, decision).closes_on == until
