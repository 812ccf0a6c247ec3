"""The draft of a change to a published text: its writer's alone, one for each, gone once published."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from app.core import limits
from app.core.unit_of_work import Refused
from app.proposals.models import Draft
from app.proposals.queries.proposals import draft as read_draft, edit_draft
from app.proposals.service import carrying, proposals, writing
from tests.build import FIELDS, World

TYPED = {"title": "Une outilthèque à Gap", "brings": "Un local chauffé.", "version": 1}


@pytest.fixture
def idea(world: World) -> int:
    return world.idea(world.person("Alice"))


def revise(world: World, who: int, idea: int, seen: int, brings: str) -> None:
    text = proposals.Text(title="Une outilthèque partagée à Gap", lang="fr", fields=FIELDS | {"brings": brings},
                          place_ids=(world.places["Gap"],), theme_id=world.themes["locaux"])
    world.do(proposals.revise, who, idea, text, "Nous avons trouvé mieux", seen)


def kept(session: Session) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(Draft)) or 0


def test_only_who_carries_it_keeps_one(world: World, session: Session, idea: int):
    with pytest.raises(Refused, match="not_your_role"):
        world.do(writing.save_edit, world.person("Bob"), idea, TYPED, 0)
    with pytest.raises(Refused, match="sign_in_first"):
        world.do(writing.save_edit, None, idea, TYPED, 0)
    with pytest.raises(Refused, match="too_long"):
        world.do(writing.save_edit, world.person("Alice"), idea, TYPED | {"brings": "x" * 60_001}, 0)
    assert kept(session) == 0


def test_two_tabs_end_with_a_choice(world: World, session: Session, idea: int):
    alice = world.person("Alice")
    number = world.do(writing.save_edit, alice, idea, TYPED, 0)[0]
    for seen in (0, 7):
        with pytest.raises(Refused, match="draft_changed_elsewhere"):
            world.do(writing.save_edit, alice, idea, {"title": "Autre chose"}, seen)
    assert world.do(writing.save_edit, alice, idea, TYPED | {"brings": "Deux locaux."}, 1) == (number, 2)
    assert edit_draft(session, idea, alice).fields["brings"] == "Deux locaux."


def test_a_hand_made_key_never_reaches_it(world: World, session: Session, idea: int):
    alice = world.person("Alice")
    world.do(writing.save_edit, alice, idea, TYPED, 0)
    world.do(writing.save, alice, f"edit:{idea}", world.space_id, "project", {"title": "Forgé"}, 0)
    assert edit_draft(session, idea, alice).fields == TYPED


def test_two_carriers_have_one_each_and_see_only_theirs(world: World, session: Session, idea: int):
    alice, bob = world.person("Alice"), world.person("Bob")
    world.carrier(idea, alice, bob)
    number = world.do(writing.save_edit, alice, idea, TYPED, 0)[0]
    assert edit_draft(session, idea, bob) is None
    with pytest.raises(NoResultFound):
        read_draft(session, number, bob)
    with pytest.raises(NoResultFound):
        world.do(writing.drop, bob, number)
    world.do(writing.save_edit, bob, idea, TYPED, 0)
    revise(world, alice, idea, 1, "Un local chauffé.")
    session.rollback()
    assert edit_draft(session, idea, alice) is None, "published, it has done its work"
    assert edit_draft(session, idea, bob).fields == TYPED, "what another one began stays"
    with pytest.raises(Refused, match="changed_meanwhile"):
        revise(world, bob, idea, 1, "Un local froid.")
    assert kept(session) == 1


def test_published_from_another_tab_it_begins_again(world: World, session: Session, idea: int):
    alice = world.person("Alice")
    world.do(writing.save_edit, alice, idea, TYPED, 0)
    revise(world, alice, idea, 1, "Un local chauffé.")
    assert world.do(writing.save_edit, alice, idea, TYPED | {"brings": "Encore autre chose."}, 1)[1] == 1
    assert edit_draft(session, idea, alice).fields["version"] == 1


def test_who_no_longer_carries_it_keeps_the_words_and_nothing_more(world: World, session: Session, idea: int):
    alice, bob = world.person("Alice"), world.person("Bob")
    world.carrier(idea, alice, bob)
    number = world.do(writing.save_edit, bob, idea, TYPED, 0)[0]
    world.do(carrying.leave, bob, idea)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(writing.save_edit, bob, idea, TYPED, 1)
    assert read_draft(session, number, bob).fields == TYPED


def test_it_is_told_of_like_the_others_and_kept_as_long(world: World, session: Session, idea: int):
    alice = world.person("Alice")
    number = world.do(writing.save_edit, alice, idea, TYPED, 0)[0]
    assert session.get_one(Draft, number).expires_at == world.now + timedelta(days=limits.DRAFT_DAYS)
    world.later(days=limits.DRAFT_DAYS - 14)
    assert world.do(writing.warn, None, number, "fr")
