"""Joining a work group, taking a role in it, leaving it."""

import pytest
import sqlalchemy as sa

from app.core.kinds import GroupRole
from app.core.unit_of_work import Refused
from app.groups import service as groups
from app.groups.models import Group, GroupMember
from app.journal.models import Event
from app.proposals.service import proposals
from tests.build import World
from tests.trial import group_of, project_with_group


def roles(world: World, group: int) -> dict[int, GroupRole]:
    with world.make_session() as session:
        return {m.person_id: m.role for m in session.scalars(sa.select(GroupMember).where(
            GroupMember.group_id == group, GroupMember.until_at.is_(None)))}


def test_a_visitor_cannot_join(world: World):
    _, group = project_with_group(world)
    with pytest.raises(Refused, match="sign_in_first"):
        world.do(groups.join, None, group)


def test_joining_counts_once_and_is_told(world: World, session):
    _, group = project_with_group(world)
    bob = world.person("Bob")
    assert world.do(groups.join, bob, group)
    assert not world.do(groups.join, bob, group)
    assert session.get_one(Group, group).members == 4
    joined = session.scalars(sa.select(Event).where(Event.kind == "group.joined", Event.actor_id == bob)).one()
    assert joined.data["role"] == "member"


def test_joining_for_a_structure_needs_its_mandate(world: World):
    _, group = project_with_group(world)
    structure = world.structure("La grange", world.person("Charlie"))
    with pytest.raises(Refused, match="no_mandate"):
        world.do(groups.join, world.person("Bob"), group, structure)
    assert world.do(groups.join, world.person("Charlie"), group, structure)


def test_a_named_role_is_asked_for_and_not_taken(world: World, session):
    _, group = project_with_group(world)
    bob = world.person("Bob")
    world.do(groups.join, bob, group, None, GroupRole.TREASURER)
    row = session.scalars(sa.select(GroupMember).where(GroupMember.person_id == bob)).one()
    assert (row.role, row.asked_role) == (GroupRole.MEMBER, GroupRole.TREASURER)


def test_a_withdrawn_project_takes_nobody(world: World):
    project, group = project_with_group(world)
    world.do(proposals.withdraw, world.people["Alice"], project, "Le local a brûlé, nous arrêtons là.")
    with pytest.raises(Refused, match="not_open"):
        world.do(groups.join, world.person("Bob"), group)


def test_a_plain_member_gives_no_role(world: World):
    _, group = project_with_group(world)
    bob = world.person("Bob")
    world.do(groups.join, bob, group)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(groups.give_role, bob, group, bob, GroupRole.TREASURER)


def test_a_carrier_gives_the_first_lead_and_no_other(world: World):
    _, group = project_with_group(world)
    alice, bob, zoe = world.people["Alice"], world.person("Bob"), world.people["Zoe"]
    world.do(groups.join, bob, group)
    assert world.do(groups.give_role, alice, group, bob, GroupRole.LEAD)
    with pytest.raises(Refused, match="lead_gives_lead"):
        world.do(groups.give_role, alice, group, zoe, GroupRole.LEAD)
    assert world.do(groups.give_role, bob, group, zoe, GroupRole.LEAD)
    assert roles(world, group)[zoe] is GroupRole.LEAD


def test_a_role_given_settles_what_was_asked(world: World, session):
    _, group = project_with_group(world)
    bob = world.person("Bob")
    world.do(groups.join, bob, group, None, GroupRole.SECRETARY)
    world.do(groups.give_role, world.people["Alice"], group, bob, GroupRole.SECRETARY)
    row = session.scalars(sa.select(GroupMember).where(GroupMember.person_id == bob)).one()
    assert (row.role, row.asked_role) == (GroupRole.SECRETARY, None)
    assert session.scalars(sa.select(Event).where(Event.kind == "group.role_given")).one().data["role"] == "secretary"


def test_somebody_outside_has_no_role(world: World):
    _, group = project_with_group(world)
    with pytest.raises(Refused, match="not_a_member"):
        world.do(groups.give_role, world.people["Alice"], group, world.person("Bob"), GroupRole.TREASURER)


def test_the_last_lead_hands_over_before_leaving(world: World):
    _, group = project_with_group(world)
    alice, zoe = world.people["Alice"], world.people["Zoe"]
    world.do(groups.give_role, alice, group, alice, GroupRole.LEAD)
    with pytest.raises(Refused, match="last_lead"):
        world.do(groups.leave, alice, group)
    with pytest.raises(Refused, match="last_lead"):
        world.do(groups.give_role, alice, group, alice, GroupRole.MEMBER)
    world.do(groups.give_role, alice, group, zoe, GroupRole.LEAD)
    world.do(groups.leave, alice, group)
    assert alice not in roles(world, group)


def test_leaving_and_coming_back_keeps_the_past(world: World, session):
    _, group = project_with_group(world)
    yann = world.people["Yann"]
    world.do(groups.leave, yann, group)
    assert world.do(groups.join, yann, group)
    assert len(session.scalars(sa.select(GroupMember).where(GroupMember.person_id == yann)).all()) == 2
    assert session.get_one(Group, group).members == 3


def test_who_is_not_there_cannot_leave(world: World):
    _, group = project_with_group(world)
    with pytest.raises(Refused, match="not_a_member"):
        world.do(groups.leave, world.person("Bob"), group)


def test_another_project_s_carrier_manages_nothing_here(world: World):
    project, group = project_with_group(world)
    carole = world.person("Carole")
    world.idea(carole, title="Un four à pain banal à Tallard")
    assert group == group_of(world, project)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(groups.give_role, carole, group, world.people["Zoe"], GroupRole.LEAD)
