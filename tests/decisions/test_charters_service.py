"""New rules: written by the committee, put to a decision, in force when it says so; what is under way keeps its own."""

import pytest
import sqlalchemy as sa

from app.core.kinds import DraftState, Role
from app.core.unit_of_work import Refused
from app.decisions.service import ballots, charters
from app.governance.charter.editing import data_of, edited
from app.proposals.models import Proposal
from app.territory.models import Charter, CharterDraft, Space
from tests.build import REASON, World
from tests.polls import close

NEW_NAME = {"names.fr": "Nos règles, revues", "names.en": "Our rules, reviewed"}


def committee(world: World) -> list[int]:
    """Enough people in every role that the shipped rules ask for."""
    world.person("Mona", Role.MODERATOR)
    world.person("Malo", Role.MODERATOR)
    return [world.person(name, Role.STEERING) for name in ("Ines", "Jean", "Karim")]


def text_of(world: World, draft: int) -> str:
    with world.make_session() as session:
        return session.get_one(CharterDraft, draft).text


def begun(world: World, changed: bool = True) -> tuple[int, list[int]]:
    people = committee(world)
    draft = world.do(charters.begin, people[0], world.space_id)
    if changed:
        text = edited(text_of(world, draft), "presentation", NEW_NAME)
        world.do(charters.save, people[0], draft, text, 1)
    return draft, people


def state(world: World, draft: int) -> DraftState:
    with world.make_session() as session:
        return session.get_one(CharterDraft, draft).state


def in_force(world: World) -> str:
    with world.make_session() as session:
        space = session.get_one(Space, world.space_id)
        return data_of(session.get_one(Charter, space.charter_id).text)["names"]["fr"]


def refused(world: World, operation, who: int, *args) -> str:
    with pytest.raises(Refused) as why:
        world.do(operation, who, *args)
    return why.value.code


def test_only_the_committee_prepares_rules(world: World):
    assert refused(world, charters.begin, world.person("Alice"), world.space_id) == "not_your_role"


def test_one_draft_for_the_whole_committee(world: World):
    draft, (_ines, jean, _karim) = begun(world)
    assert world.do(charters.begin, jean, world.space_id) == draft


def test_two_who_write_at_once_end_with_a_choice(world: World):
    draft, (_ines, jean, _karim) = begun(world)
    assert refused(world, charters.save, jean, draft, "key = 'mine'", 1) == "changed_meanwhile"
    assert "Nos règles, revues" in text_of(world, draft)


def test_a_draft_may_have_faults_but_is_not_proposed_with_them(world: World):
    draft, (ines, *_others) = begun(world)
    world.do(charters.save, ines, draft, text_of(world, draft).replace('"1/2"', '"3/2"'), 2)
    assert refused(world, charters.propose, ines, draft, REASON) == "charter_invalid"
    assert state(world, draft) is DraftState.WRITING


def test_the_same_rules_are_not_proposed(world: World):
    draft, (ines, *_others) = begun(world, changed=False)
    assert refused(world, charters.propose, ines, draft, REASON) == "nothing_changed"


def test_a_reason_is_asked(world: World):
    draft, (ines, *_others) = begun(world)
    assert refused(world, charters.propose, ines, draft, "Parce que") == "too_short"


def test_a_proposed_draft_waits_for_its_answer(world: World):
    draft, (ines, jean, _karim) = begun(world)
    world.seconded(charters.propose, ines, jean, draft, REASON)
    assert state(world, draft) is DraftState.PROPOSED
    for act, given in ((charters.save, (draft, "x", 2)), (charters.drop, (draft,)),
                       (charters.propose, (draft, REASON))):
        assert refused(world, act, jean, *given) == "draft_is_proposed"


def test_adopted_they_are_in_force_and_what_is_under_way_keeps_its_own(world: World):
    idea = world.idea(world.person("Alice"))
    draft, people = begun(world)
    decision = world.seconded(charters.propose, people[0], people[1], draft, REASON)
    for who in people:
        world.do(ballots.answer, who, decision, "for")
    assert in_force(world) != NEW_NAME["names.fr"], "not before it is decided"
    close(world, decision, days=40)
    assert (in_force(world), state(world, draft)) == (NEW_NAME["names.fr"], DraftState.ADOPTED)
    later = world.idea(world.person("Bob"))
    with world.make_session() as session:
        pinned = dict(session.execute(sa.select(Proposal.id, Charter.version).join(
            Charter, Charter.id == Proposal.charter_id).where(Proposal.id.in_((idea, later)))).all())
    assert pinned[idea] < pinned[later]


def test_refused_nothing_changes(world: World):
    before = in_force(world)
    draft, people = begun(world)
    decision = world.seconded(charters.propose, people[0], people[1], draft, REASON)
    for who in people:
        world.do(ballots.answer, who, decision, "against", None, REASON)
    close(world, decision, days=40)
    assert (in_force(world), state(world, draft)) == (before, DraftState.WRITING)
