"""A part goes on as another proposal: who carries is asked, who supports is told, nothing is carried over by itself."""

import pytest
import sqlalchemy as sa

from app.core.kinds import LinkKind
from app.core.unit_of_work import Refused
from app.journal.models import Event
from app.notifications import service as delivery
from app.notifications.models import Notification
from app.proposals.models import Carrier, Draft, Link, Proposal
from app.proposals.service import carrying, merging, proposals
from tests.build import World

PARTS = [("problem", 0), ("missing", 0)]


@pytest.fixture
def idea(world: World) -> int:
    alice, bob = world.person("Alice"), world.person("Bob")
    idea = world.idea(alice)
    world.do(carrying.invite_person, alice, idea, bob)
    with world.make_session() as session:
        asked = session.scalar(sa.select(Carrier.id).where(Carrier.proposal_id == idea, Carrier.person_id == bob))
    world.do(carrying.accept, bob, asked)
    world.do(proposals.support, world.person("Sam"), idea)
    return idea


def published(world: World, idea: int) -> int:
    bob = world.people["Bob"]
    draft = world.do(merging.begin, bob, idea, PARTS, 1)
    with world.make_session() as session:
        said = session.get_one(Draft, draft).fields
    text = proposals.Text(title="Un atelier pour réparer à Veynes", lang="fr", whole_territory=True,
                          theme_id=world.themes["locaux"], fields={key: said.get(key, "Dit ailleurs.") for key in (
                              "problem", "for_whom", "existing", "brings", "missing")})
    return world.do(proposals.submit, bob, world.space_id, "project", text, draft)


def refused(world: World, who: int, *args: object) -> str:
    with pytest.raises(Refused) as why:
        world.do(merging.begin, who, *args)
    return why.value.code


def test_only_those_who_carry(world: World, idea: int):
    assert refused(world, world.people["Sam"], idea, PARTS, 1) == "not_your_role"


@pytest.mark.parametrize(("chosen", "seen", "code"), [
    ([], 1, "nothing_chosen"), ([("problem", 9), ("nowhere", 0)], 1, "nothing_chosen"),
    ([(key, 0) for key in ("problem", "for_whom", "existing", "brings", "missing")], 1, "everything_chosen"),
    (PARTS, 0, "changed_meanwhile")])
def test_what_is_refused(world: World, idea: int, chosen: list, seen: int, code: str):
    assert refused(world, world.people["Alice"], idea, chosen, seen) == code


def test_the_draft_holds_the_paragraphs_and_the_places(world: World, idea: int):
    draft = world.do(merging.begin, world.people["Alice"], idea, PARTS, 1)
    with world.make_session() as session:
        said = session.get_one(Draft, draft).fields
    assert {"problem", "missing"} <= set(said)
    assert "brings" not in said
    assert "title" not in said


def test_published_it_is_tied_and_its_carriers_are_asked(world: World, idea: int, session):
    part = published(world, idea)
    tied = sa.select(Link.to_id).where(Link.from_id == part, Link.kind == LinkKind.SPLIT_FROM)
    assert session.scalars(tied).all() == [idea]
    asked = session.execute(sa.select(Carrier.person_id, Carrier.accepted_at.is_not(None)).where(
        Carrier.proposal_id == part).order_by(Carrier.id)).all()
    assert [tuple(row) for row in asked] == [(world.people["Bob"], True), (world.people["Alice"], False)]


def test_no_support_is_carried_over_and_none_is_lost(world: World, idea: int, session):
    part = published(world, idea)
    figures = {row.id: row.supports for row in session.scalars(sa.select(Proposal))}
    assert (figures[idea], figures[part]) == (1, 0)


def test_who_supports_the_whole_is_told(world: World, idea: int, session):
    published(world, idea)
    event = session.scalars(sa.select(Event.id).where(Event.kind == "proposal.split")).one()
    session.rollback()
    world.do(delivery.deliver, None, event, "fr")
    told = session.scalars(sa.select(Notification.person_id).where(Notification.event_id == event)).all()
    assert {world.people["Sam"], world.people["Alice"]} <= set(told)
