"""Meetings in the place's civil time, their minutes, and what each one undertakes there."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app.core.kinds import CommitmentState, GroupRole, MeetingState
from app.core.unit_of_work import Refused
from app.groups import service as commitments
from app.groups.models import Attendance, Commitment, Meeting
from app.journal.models import Event
from app.proposals.queries.steering import facts_of
from tests.build import World
from tests.trial import MINUTES, held, meeting, meeting_row, plan, project_with_group

S = CommitmentState


def kinds(session) -> list[str]:
    return list(session.scalars(sa.select(Event.kind).order_by(Event.id)))


def test_a_plain_member_plans_nothing(world: World):
    _, group = project_with_group(world)
    bob = world.person("Bob")
    world.do(commitments.join, bob, group)
    with pytest.raises(Refused, match="not_your_role"):
        meeting(world, group, bob)


@pytest.mark.parametrize("role", [GroupRole.LEAD, GroupRole.FACILITATOR, GroupRole.SECRETARY])
def test_who_leads_or_facilitates_plans(world: World, session, role):
    _, group = project_with_group(world)
    bob = world.person("Bob")
    world.do(commitments.join, bob, group)
    world.do(commitments.give_role, world.people["Alice"], group, bob, role)
    meeting(world, group, bob)
    assert "meeting.planned" in kinds(session)


def test_the_time_is_the_place_s(world: World):
    """18:30 in Gap in July is 16:30 UTC."""
    _, group = project_with_group(world)
    number = meeting(world, group, world.people["Alice"], day=date(2026, 7, 20))
    assert meeting_row(world, number).starts_at == datetime(2026, 7, 20, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(("code", "field", "given"), [
    ("ends_before_it_starts", "ends", {"ends": time(18, 30)}),
    ("time_skipped", "starts", {"day": date(2027, 3, 28), "starts": time(2, 30)}),
    ("time_twice", "starts", {"day": date(2026, 10, 25), "starts": time(2, 30)}),
    ("before_the_group", "day", {"day": date(2026, 5, 1)}),
    ("not_a_likely_day", "day", {"day": date(202, 7, 1)}),
    ("not_a_likely_day", "day", {"day": date.max}),
    ("is_needed", "where", {"where": " "}),
    ("too_short", "title", {"title": "x"}),
    ("too_long", "agenda", {"agenda": "x" * 8001}),
])
def test_a_meeting_that_cannot_be(world: World, code, field, given):
    _, group = project_with_group(world)
    with pytest.raises(Refused, match=code) as refused:
        meeting(world, group, world.people["Alice"], **given)
    assert refused.value.field == field


def test_moving_it_is_told_and_asks_again_who_comes(world: World, session):
    _, group = project_with_group(world)
    alice = world.people["Alice"]
    number = meeting(world, group, alice)
    world.do(commitments.attend, alice, number, True)
    assert world.do(commitments.change, alice, number, plan(world, days=5))
    assert session.scalars(sa.select(Attendance)).all() == []
    assert kinds(session)[-1] == "meeting.moved"


def test_a_longer_agenda_is_no_move(world: World, session):
    _, group = project_with_group(world)
    alice = world.people["Alice"]
    number = meeting(world, group, alice)
    assert not world.do(commitments.change, alice, number, plan(world, agenda="1. Le local"))
    assert "meeting.moved" not in kinds(session)
    assert "<ol>" in meeting_row(world, number).agenda_html


def test_a_cancelled_meeting_takes_no_answer_and_no_minutes(world: World):
    _, group = project_with_group(world)
    alice = world.people["Alice"]
    number = meeting(world, group, alice)
    world.do(commitments.cancel, alice, number)
    world.later(days=4)
    for act in (lambda: world.do(commitments.attend, alice, number, True),
                lambda: world.do(commitments.cancel, alice, number),
                lambda: world.do(commitments.write, alice, number, commitments.Said(text=MINUTES, present=[alice]))):
        with pytest.raises(Refused, match="meeting_not_planned"):
            act()


def test_only_members_say_they_come_and_not_afterwards(world: World):
    _, group = project_with_group(world)
    number = meeting(world, group, world.people["Alice"])
    with pytest.raises(Refused, match="not_a_member"):
        world.do(commitments.attend, world.person("Bob"), number, True)
    world.later(days=5)
    with pytest.raises(Refused, match="meeting_is_over"):
        world.do(commitments.attend, world.people["Zoe"], number, True)


def test_an_answer_can_change(world: World, session):
    _, group = project_with_group(world)
    number, zoe = meeting(world, group, world.people["Alice"]), world.people["Zoe"]
    world.do(commitments.attend, zoe, number, True)
    world.do(commitments.attend, zoe, number, False)
    assert session.scalars(sa.select(Attendance.present)).all() == [False]


def test_no_minutes_before_it_starts(world: World):
    _, group = project_with_group(world)
    alice = world.people["Alice"]
    number = meeting(world, group, alice)
    with pytest.raises(Refused, match="meeting_not_started"):
        world.do(commitments.write, alice, number, commitments.Said(text=MINUTES, present=[alice]))


def test_minutes_hold_the_meeting_and_count_for_the_gate(world: World, session):
    project, group = project_with_group(world)
    number = held(world, group, world.people["Alice"])
    row = session.get_one(Meeting, number)
    assert (row.state, row.minutes_by) == (MeetingState.HELD, world.people["Alice"])
    assert "<strong>quarante</strong>" in row.minutes_html
    facts = facts_of(session, project)
    assert (facts.meetings_held, facts.meetings_with_minutes) == (1, 1)
    assert "minutes.published" in kinds(session)


def test_who_could_not_come_stays_excused_and_who_did_not_is_not_listed(world: World, session):
    _, group = project_with_group(world)
    alice, zoe, yann = (world.people[name] for name in ("Alice", "Zoe", "Yann"))
    number = meeting(world, group, alice)
    world.do(commitments.attend, zoe, number, False)
    world.do(commitments.attend, yann, number, True)
    world.later(days=4)
    world.do(commitments.write, alice, number, commitments.Said(text=MINUTES, present=[alice]))
    rows = session.execute(sa.select(Attendance.person_id, Attendance.present))
    assert {r.person_id: r.present for r in rows} == {alice: True, zoe: False}


@pytest.mark.parametrize(("code", "said"), [
    ("too_short", {"text": "Bref."}), ("is_needed", {"text": ""}), ("too_long", {"text": "x" * 30_001}),
    ("nobody_present", {"present": []}), ("not_a_member", {"present": [999_999]}),
    ("not_a_member", {"promises": [commitments.Promise(999_999, "Ranger")]}),
])
def test_minutes_that_are_refused_write_nothing(world: World, code, said):
    _, group = project_with_group(world)
    alice = world.people["Alice"]
    number = meeting(world, group, alice)
    world.later(days=4)
    with pytest.raises(Refused, match=code):
        world.do(commitments.write, alice, number, commitments.Said(**{"text": MINUTES, "present": [alice]} | said))
    assert meeting_row(world, number).state is MeetingState.PLANNED


def test_amended_minutes_are_marked_and_published_once(world: World, session):
    _, group = project_with_group(world)
    alice = world.people["Alice"]
    number = held(world, group, alice)
    seen = meeting_row(world, number).minutes_at
    world.later(hours=2)
    said = commitments.Said(text=MINUTES + "\n\nLa clé est chez Zoe.", present=[alice])
    assert not world.do(commitments.write, alice, number, said, seen)
    row = session.get_one(Meeting, number)
    assert row.minutes_at == seen
    assert row.minutes_edited_at == world.now
    assert kinds(session).count("minutes.published") == 1


def test_newer_minutes_are_not_overwritten(world: World):
    _, group = project_with_group(world)
    alice, zoe = world.people["Alice"], world.people["Zoe"]
    number = held(world, group, alice)
    with pytest.raises(Refused, match="changed_meanwhile"):
        world.do(commitments.write, zoe, number, commitments.Said(text="Mon compte rendu à moi.", present=[zoe]), None)


def commitment_of(world: World, person: int) -> tuple[int, CommitmentState]:
    with world.make_session() as session:
        row = session.scalars(sa.select(Commitment).where(Commitment.person_id == person)).one()
        return row.id, row.state


def test_a_commitment_is_offered_then_settled_by_its_person_only(world: World, session):
    _, group = project_with_group(world)
    alice, zoe = world.people["Alice"], world.people["Zoe"]
    held(world, group, alice, commitments.Promise(zoe, "Demander l’assurance", world.now.date() + timedelta(days=30)))
    number, state = commitment_of(world, zoe)
    assert state is S.OFFERED
    with pytest.raises(Refused, match="not_your_commitment"):
        world.do(commitments.settle, alice, number, S.ACCEPTED)
    for step in (S.ACCEPTED, S.DONE):
        assert world.do(commitments.settle, zoe, number, step)
    assert commitment_of(world, zoe)[1] is S.DONE
    assert kinds(session).count("commitment.settled") == 2


@pytest.mark.parametrize(("path", "refused"), [
    ([], S.DONE), ([S.DROPPED], S.ACCEPTED), ([S.ACCEPTED, S.DONE], S.DROPPED), ([S.ACCEPTED], S.OFFERED)])
def test_what_cannot_follow(world: World, path, refused):
    _, group = project_with_group(world)
    zoe = world.people["Zoe"]
    held(world, group, world.people["Alice"], commitments.Promise(zoe, "Demander l’assurance"))
    number, _ = commitment_of(world, zoe)
    for step in path:
        world.do(commitments.settle, zoe, number, step)
    with pytest.raises(Refused, match="commitment_is_settled"):
        world.do(commitments.settle, zoe, number, refused)


def test_clicking_twice_changes_nothing(world: World):
    _, group = project_with_group(world)
    zoe = world.people["Zoe"]
    held(world, group, world.people["Alice"], commitments.Promise(zoe, "Demander l’assurance"))
    number, _ = commitment_of(world, zoe)
    assert world.do(commitments.settle, zoe, number, S.ACCEPTED)
    assert not world.do(commitments.settle, zoe, number, S.ACCEPTED)
