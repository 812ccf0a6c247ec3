"""Carrying together: invited, accepted for a structure, declined, offered, left."""

import pytest
import sqlalchemy as sa

from app.core.unit_of_work import Refused
from app.proposals.models import Carrier, Proposal
from app.proposals.service import carrying
from tests.build import World


def asked(session, proposal_id, person_id):
    return session.scalar(
        sa.select(Carrier.id).where(
            Carrier.proposal_id == proposal_id, Carrier.person_id == person_id, Carrier.accepted_at.is_(None)
        )
    )


def test_only_a_carrier_invites(world: World):
    idea = world.idea(world.person("Alice"))
    with pytest.raises(Refused, match="not_your_role"):
        world.do(carrying.invite, world.person("Bob"), idea, "carl@example.org")


def test_an_unknown_address_is_answered_alike(world: World):
    alice = world.person("Alice")
    idea = world.idea(alice)
    assert world.do(carrying.invite, alice, idea, "nobody@example.org") is False


def test_an_invitation_waits_for_its_person(world: World, session):
    alice, bob = world.person("Alice"), world.person("Bob")
    idea = world.idea(alice)
    world.do(carrying.invite, alice, idea, "bob@example.org")
    assert session.scalar(sa.select(Proposal.carriers)) == 1
    with pytest.raises(Refused, match=r"not_your_invitation|not_your_role"):
        world.do(carrying.accept, world.person("Carl"), asked(session, idea, bob))
    session.rollback()
    world.do(carrying.accept, bob, asked(session, idea, bob))
    session.rollback()
    assert session.scalar(sa.select(Proposal.carriers)) == 2


def test_a_structure_needs_its_mandate(world: World, session):
    alice, bob = world.person("Alice"), world.person("Bob")
    idea = world.idea(alice)
    world.do(carrying.invite_person, alice, idea, bob)
    with pytest.raises(Refused, match="no_mandate"):
        world.do(carrying.accept, bob, asked(session, idea, bob), world.structure("La Fabrique", alice))


def test_who_declines_can_be_asked_again(world: World, session):
    alice, bob = world.person("Alice"), world.person("Bob")
    idea = world.idea(alice)
    world.do(carrying.invite_person, alice, idea, bob)
    world.do(carrying.decline, bob, asked(session, idea, bob))
    assert world.do(carrying.invite_person, alice, idea, bob)


def test_an_invitation_is_answered_once(world: World, session):
    alice, bob = world.person("Alice"), world.person("Bob")
    idea = world.idea(alice)
    world.do(carrying.invite_person, alice, idea, bob)
    invitation = asked(session, idea, bob)
    session.rollback()
    world.do(carrying.accept, bob, invitation)
    with pytest.raises(Refused, match="already_answered"):
        world.do(carrying.accept, bob, invitation)


def test_who_offers_does_not_accept_oneself(world: World, session):
    idea, bob = world.idea(world.person("Alice")), world.person("Bob")
    world.do(carrying.offer, bob, idea)
    invitation = asked(session, idea, bob)
    session.rollback()
    with pytest.raises(Refused, match="carriers_answer"):
        world.do(carrying.accept, bob, invitation)
    world.do(carrying.accept, world.people["Alice"], invitation)


def test_the_last_carrier_stays(world: World):
    alice = world.person("Alice")
    with pytest.raises(Refused, match="last_carrier"):
        world.do(carrying.leave, alice, world.idea(alice))


def test_a_need_is_not_carried(world: World):
    alice = world.person("Alice")
    with pytest.raises(Refused, match="no_carriers_at_this_stage"):
        world.do(carrying.offer, world.person("Bob"), world.need(alice))
