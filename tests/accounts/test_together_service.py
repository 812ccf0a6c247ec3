"""One person does not act for six: answers typed of a meeting, and acts of staff."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, strategies as st

from app.accounts.models import MeetingAnswer, StaffAct
from app.accounts.queries import own
from app.accounts.queries.accounts import actor_of
from app.accounts.service import roles, signing_in
from app.core.kinds import Answer, DecisionState, Role
from app.core.unit_of_work import Refused
from app.decisions.models import Decision, SealedBallot
from app.decisions.service import ballots, decisions, steering
from app.governance.rolls import Result, seconds_needed
from app.journal.models import Event, Outbox
from app.notifications import service as delivery
from app.notifications.models import Mail
from app.proposals.models import GateAnswer, Proposal
from app.proposals.service import proposals
from app.proposals.service.proposals import look_again
from app.territory.models import Membership
from tests.build import REASON, World

NO = "Je n’étais pas à cette réunion, et personne ne m’a rien demandé."


@given(st.integers(0, 50), st.one_of(st.none(), st.integers(1, 5)))
def test_a_second_is_asked_from_three_on_and_never_of_everybody(holders: int, asked: int | None):
    needed = seconds_needed(holders, asked)
    assert (needed == 0) == (holders < 3)
    assert needed <= max(holders - 2, 0)
    assert holders < 4 or needed == min(asked or 1, holders - 2)


# What is typed of a meeting


@pytest.fixture
def idea(world: World) -> int:
    number = world.ready_idea(world.person("Alice"))
    world.do(look_again, None, number)
    for name in ("Ines", "Jean", "Karim"):
        world.person(name, Role.STEERING)
    return number


def typed(world: World, idea: int, answer: Answer = Answer.PROMOTED, *, by: str = "Ines",
          there: tuple[str, ...] = ("Ines", "Jean", "Karim")) -> int:
    n = len(there)
    hands = steering.Hands(n, 0, 0, frozenset(world.people[name] for name in there))
    if answer is Answer.DECLINED:
        hands = steering.Hands(0, n, 0, hands.present)
    assert not world.do(steering.decide, world.people[by], idea, world.gate(idea), answer, REASON, hands)
    with world.make_session() as session:
        return session.scalars(sa.select(MeetingAnswer.id).order_by(MeetingAnswer.id.desc()).limit(1)).one()


def stage(world: World, idea: int) -> str:
    with world.make_session() as session:
        return session.get_one(Proposal, idea).stage


def deliver(world: World) -> None:
    with world.make_session() as session:
        events = session.scalars(sa.select(Outbox.event_id).order_by(Outbox.event_id)).all()
    for event in events:
        world.do(delivery.deliver, None, event, "fr")


def mails(world: World, kind: str) -> set[str]:
    with world.make_session() as session:
        return set(session.scalars(sa.select(Mail.to_address).where(Mail.kind == kind)))


@pytest.mark.parametrize("there", [(), ("Ines",), ("Ines", "Jean", "Karim", "Alice"), ("Ines", "Jean", "Bob")])
def test_hands_without_the_people_who_raised_them_are_refused(world: World, idea: int, there: tuple[str, ...]):
    world.person("Bob")
    hands = steering.Hands(3, 0, 0, frozenset(world.people[name] for name in there))
    with pytest.raises(Refused, match="say_who_was_there") as no:
        world.do(steering.decide, world.people["Ines"], idea, world.gate(idea), Answer.PROMOTED, REASON, hands)
    assert no.value.field == "present"


def test_one_alone_does_not_type_the_answer_of_three(world: World, idea: int):
    typed(world, idea)
    assert stage(world, idea) == "idea"
    with world.make_session() as session:
        assert session.scalars(sa.select(GateAnswer)).all() == []


@pytest.mark.parametrize("answer", [Answer.PROMOTED, Answer.DECLINED])
def test_after_three_days_without_a_word_it_counts(world: World, idea: int, answer: Answer):
    number, begun = typed(world, idea, answer), world.now
    assert not world.do(steering.settle, None, number, at=begun + timedelta(hours=72, microseconds=-1))
    assert world.do(steering.settle, None, number, at=begun + timedelta(hours=72))
    assert not world.do(steering.settle, None, number, at=begun + timedelta(hours=73))
    assert stage(world, idea) == ("work_group" if answer is Answer.PROMOTED else "idea")
    with world.make_session() as session:
        row = session.scalars(sa.select(GateAnswer)).one()
    assert (row.answer, row.decided_by, row.reason) == (answer, world.people["Ines"], REASON)


def test_it_counts_as_soon_as_everybody_there_agreed(world: World, idea: int):
    number = typed(world, idea)
    assert not world.do(steering.agree, world.people["Jean"], number)
    assert world.do(steering.agree, world.people["Karim"], number)
    assert stage(world, idea) == "work_group"


def test_who_was_not_said_there_neither_agrees_nor_contests(world: World, idea: int):
    number = typed(world, idea, there=("Ines", "Jean"))
    for act, args in ((steering.agree, ()), (steering.contest, (NO,))):
        for name in ("Karim", "Alice"):
            with pytest.raises(Refused, match="you_were_not_said_there"):
                world.do(act, world.people[name], number, *args)


def test_contested_it_never_counts_and_the_committee_answers_again(world: World, idea: int):
    number = typed(world, idea)
    with pytest.raises(Refused, match="is_needed"):
        world.do(steering.contest, world.people["Jean"], number, "")
    world.do(steering.contest, world.people["Jean"], number, NO)
    assert not world.do(steering.settle, None, number, at=world.now + timedelta(days=9))
    for act, args in ((steering.agree, ()), (steering.contest, (NO,))):
        with pytest.raises(Refused, match="meeting_answer_is_settled"):
            world.do(act, world.people["Karim"], number, *args)
    again = typed(world, idea)
    world.later(hours=72)
    assert world.do(steering.settle, None, again)
    assert stage(world, idea) == "work_group"


def test_whoever_typed_it_takes_it_back_and_nobody_contests_too_late(world: World, idea: int):
    number = typed(world, idea, there=("Jean", "Karim"))
    with pytest.raises(Refused, match="too_late_to_contest"):
        world.do(steering.contest, world.people["Jean"], number, NO, at=world.now + timedelta(hours=72))
    world.do(steering.contest, world.people["Ines"], number, NO)


def test_nothing_else_is_answered_while_it_waits(world: World, idea: int):
    typed(world, idea)
    ines, gate = world.people["Ines"], world.gate(idea)
    for act, args in ((steering.decide, (Answer.DECLINED, REASON)), (steering.postpone, (REASON,)),
                      (decisions.open_gate, ("Passe-t-elle à l’étape suivante ?",))):
        with pytest.raises(Refused, match="meeting_answer_waits"):
            world.do(act, ines, idea, gate, *args)


def test_what_no_longer_holds_lapses_in_public(world: World, idea: int):
    number = typed(world, idea)
    with world.make_session() as session:
        given_by = list(session.scalars(sa.text("SELECT person_id FROM support ORDER BY person_id")))
    for person in given_by:
        world.do(proposals.unsupport, person, idea)
    world.later(hours=72)
    assert not world.do(steering.settle, None, number)
    assert stage(world, idea) == "idea"
    with world.make_session() as session:
        assert session.scalars(sa.select(Event.id).where(Event.kind == "meeting_answer.lapsed")).one()


def test_those_said_there_are_told_by_mail_and_find_it_in_their_space(world: World, idea: int):
    number = typed(world, idea, there=("Ines", "Jean"))
    deliver(world)
    assert mails(world, "meeting_answer_recorded") == {"jean@example.org"}
    with world.make_session() as session:
        for name, waits in (("Jean", True), ("Ines", False), ("Karim", False)):
            listed = own.to_do(session, actor_of(session, world.people[name]), world.now)
            assert (("meeting_answer", number) in [(item.kind, item.number) for item in listed]) is waits


# Acts of staff


def holds(world: World, name: str, role: Role) -> bool:
    with world.make_session() as session:
        return session.scalar(sa.select(Membership.id).where(
            Membership.person_id == world.people[name], Membership.role == role,
            Membership.revoked_at.is_(None))) is not None


def last_act(world: World) -> int:
    with world.make_session() as session:
        return session.scalars(sa.select(StaffAct.id).order_by(StaffAct.id.desc()).limit(1)).one()


def operators(world: World, n: int) -> list[int]:
    return [world.person(name, Role.OPERATOR) for name in ("Olga", "Otto", "Odile", "Omar")[:n]]


def test_with_three_operators_a_role_of_the_team_waits_for_another(world: World):
    olga, otto, _odile = operators(world, 3)
    bob = world.person("Bob")
    assert world.do(roles.grant, olga, bob, Role.MODERATOR) is Result.WAITS
    assert not holds(world, "Bob", Role.MODERATOR)
    with pytest.raises(Refused, match="act_waits_already"):
        world.do(roles.grant, otto, bob, Role.MODERATOR)
    act = last_act(world)
    for who, code in ((olga, "a_second_is_somebody_else"), (bob, "not_one_of_the_holders")):
        with pytest.raises(Refused, match=code):
            world.do(roles.agree, who, act)
    assert world.do(roles.agree, otto, act)
    assert holds(world, "Bob", Role.MODERATOR)


def test_a_stranger_neither_refuses_nor_takes_back(world: World):
    """Those who held the role when it was asked, and nobody else: not even other staff."""
    olga, *_others = operators(world, 3)
    ines = world.person("Ines", Role.STEERING)
    world.do(roles.grant, olga, world.person("Bob"), Role.MODERATOR)
    for act in (roles.refuse, roles.reverse):
        with pytest.raises(Refused, match="not_one_of_the_holders"):
            world.do(act, ines, last_act(world), NO)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.RELAY, Role.FACILITATOR])
def test_other_roles_are_given_by_one(world: World, role: Role):
    olga, *_others = operators(world, 3)
    assert world.do(roles.grant, olga, world.person("Bob"), role) is Result.DONE


def test_a_role_withdrawn_since_gives_no_second(world: World):
    olga, otto, odile = operators(world, 3)
    world.do(roles.grant, olga, world.person("Bob"), Role.STEERING)
    act = last_act(world)
    world.do(roles.revoke, None, otto, Role.OPERATOR)
    with pytest.raises(Refused, match="not_one_of_the_holders"):
        world.do(roles.agree, otto, act)
    assert world.do(roles.agree, odile, act)


def test_refused_it_is_not_done_and_says_why(world: World):
    olga, otto, odile = operators(world, 3)
    world.do(roles.revoke, olga, odile, Role.OPERATOR)
    act = last_act(world)
    assert holds(world, "Odile", Role.OPERATOR)
    world.do(roles.refuse, odile, act, NO)
    with pytest.raises(Refused, match="act_is_settled"):
        world.do(roles.agree, otto, act)
    with world.make_session() as session:
        assert session.get_one(StaffAct, act).why_not == NO


def test_a_second_that_never_comes_is_not_waited_for_for_ever(world: World):
    olga, otto, _odile = operators(world, 3)
    world.do(roles.grant, olga, world.person("Bob"), Role.STEERING)
    act = last_act(world)
    assert not world.do(roles.expire, None, act, at=world.now + timedelta(days=13))
    with pytest.raises(Refused, match="act_is_settled"):
        world.do(roles.agree, otto, act, at=world.now + timedelta(days=14))
    assert world.do(roles.expire, None, act, at=world.now + timedelta(days=14))
    assert not holds(world, "Bob", Role.STEERING)


def test_with_two_it_is_done_told_and_taken_back_within_two_days(world: World):
    olga, otto = operators(world, 2)
    assert world.do(roles.grant, olga, world.person("Bob"), Role.STEERING) is Result.ANNOUNCED
    assert holds(world, "Bob", Role.STEERING)
    world.person("Ines", Role.STEERING)
    deliver(world)
    assert mails(world, "staff_act_asked") == {"otto@example.org"}
    act = last_act(world)
    with pytest.raises(Refused, match="act_is_settled"):
        world.do(roles.reverse, otto, act, NO, at=world.now + timedelta(hours=48))
    world.do(roles.reverse, otto, act, NO)
    assert not holds(world, "Bob", Role.STEERING)


def test_who_was_put_out_by_one_alone_comes_back_by_themself(world: World):
    olga, otto = operators(world, 2)
    world.do(roles.revoke, olga, otto, Role.OPERATOR)
    assert not holds(world, "Otto", Role.OPERATOR)
    world.do(roles.reverse, otto, last_act(world), NO)
    assert holds(world, "Otto", Role.OPERATOR)


def test_one_leaves_alone_and_a_single_operator_acts(world: World):
    (olga,) = operators(world, 1)
    assert world.do(roles.grant, olga, world.person("Bob"), Role.OPERATOR) is Result.DONE
    world.person("Otto", Role.OPERATOR)
    assert world.do(roles.revoke, olga, olga, Role.OPERATOR) is Result.DONE
    assert not holds(world, "Olga", Role.OPERATOR)


def test_a_role_that_waited_for_an_address_takes_its_second_too(world: World):
    olga, otto, _odile = operators(world, 3)
    world.do(roles.invite, olga, "zoe@example.org", Role.MODERATOR, "fr")
    key = "k" * 40
    world.do(signing_in.ask_code, None, "zoe@example.org", "fr", key)
    with world.make_session() as session:
        code = session.scalars(sa.select(Mail.params).where(Mail.kind == "code")).one()["code"]
    entered = world.do(signing_in.enter_code, None, "zoe@example.org", code, key, "Firefox")
    world.do(signing_in.sign_up, None, entered.welcome, "zoe@example.org", signing_in.Profile(first_name="Zoé"),
             locale="fr", label="")
    act = last_act(world)
    with world.make_session() as session:
        zoe = session.get_one(StaffAct, act).person_id
        assert session.scalar(sa.select(Membership.id).where(Membership.person_id == zoe)) is None
    world.do(roles.agree, otto, act)
    with world.make_session() as session:
        assert session.scalar(sa.select(Membership.role).where(Membership.person_id == zoe)) is Role.MODERATOR


def asked(world: World, n: int) -> tuple[int, list[int]]:
    """An open decision, and a committee of so many."""
    idea = world.ready_idea(world.person("Alice"))
    there = [world.person(name, Role.STEERING) for name in ("Ines", "Jean", "Karim")[:n]]
    return world.do(decisions.open_gate, there[0], idea, world.gate(idea), "Passe-t-elle ?"), there


def state(world: World, decision: int) -> DecisionState:
    with world.make_session() as session:
        return session.get_one(Decision, decision).state


def test_annulled_with_a_second_where_three_could(world: World):
    decision, (ines, jean, _karim) = asked(world, 3)
    assert world.do(decisions.annul, ines, decision, REASON) is Result.WAITS
    world.do(ballots.answer, jean, decision, "for")
    assert state(world, decision) is DecisionState.OPEN
    assert world.do(roles.agree, jean, last_act(world))
    assert state(world, decision) is DecisionState.ANNULLED


def test_an_annulment_by_one_alone_takes_two_days_and_erases_nothing_before(world: World):
    decision, (ines, jean) = asked(world, 2)
    world.do(ballots.answer, jean, decision, "for")
    assert world.do(decisions.annul, ines, decision, REASON) is Result.DELAYED
    with world.make_session() as session:
        assert len(session.scalars(sa.select(SealedBallot.voice_tag)).all()) == 1
    act = last_act(world)
    assert not world.do(roles.expire, None, act, at=world.now + timedelta(hours=47))
    assert world.do(roles.expire, None, act, at=world.now + timedelta(hours=48))
    assert state(world, decision) is DecisionState.ANNULLED


def test_what_is_being_annulled_is_not_counted_meanwhile_and_counted_when_taken_back(world: World):
    decision, (ines, jean) = asked(world, 2)
    world.do(ballots.answer, jean, decision, "for")
    world.later(days=7, hours=10)
    world.do(decisions.annul, ines, decision, REASON)
    world.later(hours=40)
    assert not world.do(decisions.close_if_due, None, decision)
    world.do(roles.refuse, jean, last_act(world), NO)
    assert world.do(decisions.close_if_due, None, decision)


def test_an_annulment_for_which_a_second_is_asked_does_not_stop_the_count(world: World):
    decision, (ines, jean, _karim) = asked(world, 3)
    world.do(decisions.annul, ines, decision, REASON)
    world.later(days=9)
    assert world.do(decisions.close_if_due, None, decision)
    world.do(roles.agree, jean, last_act(world))
    assert state(world, decision) is DecisionState.CLOSED


def test_a_charter_may_ask_for_more(world: World):
    text = world.charter or None
    assert text is None
    olga, otto, odile, omar = operators(world, 4)
    with world.make_session() as session:
        from app.territory.models import Charter

        wanted = session.scalars(sa.select(Charter)).one().text.replace("[limits]\n", "[limits]\nseconds = 2\n")
    from app.territory import service as spaces

    world.do(spaces.adopt_charter, None, world.space_id, wanted, REASON)
    world.do(roles.grant, olga, world.person("Bob"), Role.STEERING)
    act = last_act(world)
    assert not world.do(roles.agree, otto, act)
    assert not world.do(roles.agree, otto, act)
    assert not holds(world, "Bob", Role.STEERING)
    assert world.do(roles.agree, odile, act)
    assert holds(world, "Bob", Role.STEERING)
    with pytest.raises(Refused, match="act_is_settled"):
        world.do(roles.agree, omar, act)
