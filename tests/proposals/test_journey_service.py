"""From a need to a group: the passages, each once, with its report."""

import threading

import pytest
import sqlalchemy as sa

from app.core.kinds import Answer, Role, Status
from app.core.unit_of_work import Refused
from app.decisions.service import steering
from app.groups.models import Group, GroupMember
from app.journal.models import Event
from app.journal.rules import Entry, verify
from app.proposals.models import GateAnswer, Passage, Proposal
from app.proposals.service import merging, proposals
from app.territory.models import Space
from tests.build import REASON, World


def stage(session, proposal_id):
    return session.scalar(sa.select(Proposal.stage).where(Proposal.id == proposal_id))


def test_a_need_is_recognised_at_the_threshold(world: World, session):
    need = world.need(world.person("Alice"))
    world.supporters(need, 7)
    assert stage(session, need) == "published"
    session.rollback()
    world.supporters(need, 1, start=7)
    assert stage(session, need) == "recognised"
    passage = session.scalars(sa.select(Passage).where(Passage.proposal_id == need)).one()
    assert passage.report["items"][0]["params"]["got"] == 8


def test_eight_people_of_one_town_are_not_enough(world: World, session):
    need = world.need(world.person("Alice"))
    for n in range(9):
        world.do(proposals.support, world.person(f"P{n}", town="Gap"), need)
    assert stage(session, need) == "published"


def test_a_support_counts_once_and_can_be_taken_back(world: World, session):
    need, bob = world.need(world.person("Alice")), world.person("Bob")
    assert world.do(proposals.support, bob, need)
    assert not world.do(proposals.support, bob, need)
    assert session.scalar(sa.select(Proposal.supports).where(Proposal.id == need)) == 1
    session.rollback()
    assert world.do(proposals.unsupport, bob, need)
    assert session.scalar(sa.select(Proposal.supports).where(Proposal.id == need)) == 0


def test_a_visitor_cannot_support(world: World):
    need = world.need(world.person("Alice"))
    with pytest.raises(Refused, match="sign_in_first"):
        world.do(proposals.support, None, need)


def test_the_committee_cannot_promote_what_is_not_ready(world: World):
    idea = world.idea(world.person("Alice"))
    chair = world.person("Carole", Role.STEERING)
    with pytest.raises(Refused, match="conditions_not_met"):
        world.do(steering.decide, chair, idea, world.gate(idea), Answer.PROMOTED, REASON)


@pytest.mark.parametrize("reason", ["", "non", "x" * 3000])
def test_a_public_reason_is_compulsory(world: World, reason):
    idea = world.ready_idea(world.person("Alice"))
    chair = world.person("Carole", Role.STEERING)
    with pytest.raises(Refused, match=r"is_needed|too_short|too_long"):
        world.do(steering.decide, chair, idea, world.gate(idea), Answer.PROMOTED, reason)


def test_a_resident_cannot_decide(world: World):
    alice = world.person("Alice")
    idea = world.ready_idea(alice)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(steering.decide, alice, idea, world.gate(idea), Answer.PROMOTED, REASON)


def test_nobody_decides_on_what_they_carry(world: World):
    alice = world.person("Alice", Role.STEERING)
    idea = world.ready_idea(alice)
    with pytest.raises(Refused, match="own_proposal"):
        world.do(steering.decide, alice, idea, world.gate(idea), Answer.PROMOTED, REASON)


def test_promotion_gives_birth_to_the_group_with_its_carriers(world: World, session):
    idea = world.group_project(world.person("Alice"))
    assert stage(session, idea) == "work_group"
    group = session.scalars(sa.select(Group).where(Group.proposal_id == idea)).one()
    members = set(session.scalars(sa.select(GroupMember.person_id).where(GroupMember.group_id == group.id)))
    assert {world.people["Alice"], world.people["Zoe"], world.people["Yann"]} == members
    decision = session.scalars(sa.select(GateAnswer)).one()
    assert session.scalars(sa.select(Passage)).one().answer_id == decision.id


def test_a_decline_leaves_it_where_it_stands(world: World, session):
    idea = world.ready_idea(world.person("Alice"))
    chair = world.person("Carole", Role.STEERING)
    assert not world.do(steering.decide, chair, idea, world.gate(idea), Answer.DECLINED, REASON)
    assert stage(session, idea) == "idea"


def test_withdrawn_with_a_reason_nobody_acts_on_it(world: World, session):
    alice = world.person("Alice")
    need = world.need(alice)
    world.do(proposals.withdraw, alice, need, "Le besoin n’existe plus : la crèche ouvre le soir.")
    assert session.scalar(sa.select(Proposal.status)) is Status.WITHDRAWN
    with pytest.raises(Refused, match="not_open"):
        world.do(proposals.support, world.person("Bob"), need)


def test_merge_keeps_authors_and_counts_each_supporter_once(world: World, session):
    alice, bob = world.person("Alice"), world.person("Bob")
    one, two = world.need(alice), world.need(bob, title="Une garde d’enfants tardive à Embrun")
    world.supporters(one, 3)
    world.supporters(two, 3, start=2)
    world.do(merging.merge, world.person("Carole", Role.STEERING), two, one, REASON)
    assert session.scalar(sa.select(Proposal.supports).where(Proposal.id == one)) == 5
    assert session.scalar(sa.select(Proposal.merged_into_id).where(Proposal.id == two)) == one


def test_twelve_at_once_give_one_recognition_and_a_journal_without_a_gap(world: World, session):
    need = world.need(world.person("Alice"))
    towns = list(world.places)
    people = [world.person(f"P{n}", town=towns[n % 3]) for n in range(12)]
    threads = [threading.Thread(target=world.do, args=(proposals.support, person, need)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert session.scalar(sa.select(Proposal.supports).where(Proposal.id == need)) == 12
    assert session.scalar(sa.select(sa.func.count()).select_from(Passage)) == 1
    space = session.get_one(Space, world.space_id)
    entries = [
        Entry(
            e.space_id,
            e.seq,
            e.at,
            e.kind,
            e.actor_id,
            e.subject_kind.value,
            e.subject_id,
            e.data,
            e.previous,
            e.digest,
        )
        for e in session.scalars(sa.select(Event).order_by(Event.seq))
    ]
    assert verify(entries, space.journal_seq, space.journal_head) == (space.journal_seq, None)
