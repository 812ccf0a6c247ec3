"""Answers to the next stage, written ahead: the carriers' alone, published by the passage, supporters asked."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.queries.own import everything
from app.accounts.service import erasure
from app.core.kinds import Answer, Role
from app.core.unit_of_work import Refused
from app.decisions.service import steering
from app.proposals.models import Preparation, Proposal, Revision, Support
from app.proposals.service import amendments, merging, proposals, writing
from app.search import queries as search
from tests.build import FIELDS, REASON, World

GIVEN = {"start_day": "1/3/2027", "budget": "12 500", "volunteers": "oui", "publics": "elders,youth"}
KEPT = {"start_day": "2027-03-01", "budget": "12500.00", "volunteers": "yes", "publics": "youth,elders"}


def promote(world: World, idea: int) -> None:
    chair = world.person("Steering", Role.STEERING)
    world.do(steering.decide, chair, idea, world.gate(idea), Answer.PROMOTED, REASON)


def now(session: Session, idea: int) -> Any:
    session.rollback()
    return session.execute(sa.select(Proposal.version, Proposal.meaning_since, Revision.fields, Revision.said,
                                     Revision.author_id)
                           .join(Revision, sa.and_(Revision.proposal_id == Proposal.id,
                                                   Revision.number == Proposal.version))
                           .where(Proposal.id == idea)).one()


@pytest.mark.parametrize(("who", "given", "seen", "code"), [
    ("Bob", GIVEN, 0, "not_your_role"), ("Alice", {"budget": "cher"}, 0, "not_an_amount"),
    ("Alice", {"budget": "1000001"}, 0, "above_most"), ("Alice", {"start_day": "31/02/2027"}, 0, "not_a_day"),
    ("Alice", {"publics": "everybody"}, 0, "unknown_choice"), ("Alice", {"places_open": "x\u202e"}, 0,
                                                               "not_acceptable_text"),
    ("Alice", GIVEN, 3, "prepared_meanwhile")])
def test_it_refuses(world: World, session: Session, who: str, given: dict[str, str], seen: int, code: str):
    idea = world.idea(world.person("Alice"))
    with pytest.raises(Refused, match=code) as refused:
        world.do(writing.prepare, world.person(who), idea, given, seen)
    assert refused.value.field in (None, *given)
    assert session.scalar(sa.select(sa.func.count()).select_from(Preparation)) == 0


def test_a_need_has_nothing_to_prepare(world: World):
    with pytest.raises(Refused, match="nothing_to_prepare"):
        world.do(writing.prepare, world.person("Alice"), world.need(world.person("Alice")), {}, 0)


def test_two_carriers_at_once_end_with_a_choice(world: World, session: Session):
    alice = world.person("Alice")
    idea = world.idea(alice)
    world.carrier(idea, alice, world.person("Bob"))
    assert world.do(writing.prepare, alice, idea, GIVEN, 0) == 1
    with pytest.raises(Refused, match="prepared_meanwhile"):
        world.do(writing.prepare, world.person("Bob"), idea, {}, 0)
    assert world.do(writing.prepare, world.person("Bob"), idea, {"budget": "3"}, 1) == 2
    assert session.scalar(sa.select(Preparation.fields)) == {"budget": "3.00"}


def test_it_is_nowhere_before_the_passage_and_published_by_it(world: World, session: Session):
    alice = world.person("Alice")
    idea = world.ready_idea(alice)
    world.do(writing.prepare, alice, idea, GIVEN, 0)
    before = now(session, idea)
    assert (before.version, set(before.fields) & set(GIVEN)) == (1, set())
    assert not search.find(session, "\"personnes âgées\"", "fr")
    session.rollback()
    promote(world, idea)
    after = now(session, idea)
    assert (after.version, after.meaning_since, after.author_id) == (2, 2, alice)
    assert after.fields == before.fields | KEPT
    assert after.said["budget"] == "12\u202f500\u00a0€"
    assert [hit.ref for hit in search.find(session, "\"personnes âgées\" mars 2027", "fr")] == [idea]
    assert session.scalar(sa.select(sa.func.count()).select_from(Preparation)) == 0


def test_supporters_are_asked_about_it_but_who_wrote_it(world: World, session: Session):
    alice = world.person("Alice")
    idea = world.ready_idea(alice)
    world.do(proposals.support, alice, idea)
    world.do(writing.prepare, alice, idea, {"volunteers": "no"}, 0)
    promote(world, idea)
    assert list(session.scalars(sa.select(Support.person_id).where(Support.version == 2))) == [alice]


def test_nothing_prepared_is_no_new_version(world: World, session: Session):
    alice = world.person("Alice")
    idea = world.ready_idea(alice)
    world.do(writing.prepare, alice, idea, {"budget": " "}, 0)
    promote(world, idea)
    assert now(session, idea).version == 1


def test_ones_data_holds_it_and_erasing_the_last_carrier_takes_it_away(world: World, session: Session):
    alice = world.person("Alice")
    idea = world.idea(alice)
    world.do(writing.prepare, alice, idea, GIVEN, 0)
    assert everything(session, alice, world.now)["prepared"][0]["fields"] == KEPT
    session.rollback()
    world.do(erasure.erase, alice)
    assert session.scalar(sa.select(sa.func.count()).select_from(Preparation)) == 0


def test_an_answer_is_no_text_to_amend_to_split_or_to_correct_a_little(world: World):
    alice = world.person("Alice")
    idea = world.ready_idea(alice)
    world.do(writing.prepare, alice, idea, GIVEN, 0)
    promote(world, idea)
    with pytest.raises(Refused, match="no_such_field"):
        world.do(amendments.make, world.person("Bob"), idea, "budget", 0, 2, "3.00", "C’est trop cher.", "fr")
    with pytest.raises(Refused, match="nothing_chosen"):
        world.do(merging.begin, alice, idea, [("budget", 0), ("publics", 0)], 2)
    text = proposals.Text(title="Une outilthèque partagée à Gap", lang="fr", place_ids=(world.places["Gap"],),
                          fields=FIELDS | GIVEN | {"publics": "youth"}, theme_id=world.themes["locaux"])
    with pytest.raises(Refused, match="not_minor_answer"):
        world.do(proposals.revise, alice, idea, text, "", 2, minor=True)
    with pytest.raises(Refused, match="not_a_day"):
        world.do(proposals.revise, alice, idea, replace(text, fields=FIELDS | {"start_day": "bientôt"}), "Plus tard", 2)
    same = replace(text, fields=FIELDS | GIVEN | {"budget": "12500,0"})
    with pytest.raises(Refused, match="nothing_changed"):
        world.do(proposals.revise, alice, idea, same, "Le même montant, écrit autrement", 2)
