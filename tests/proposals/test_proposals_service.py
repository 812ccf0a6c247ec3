"""Sending, changing, linking; drafts."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.core.kinds import LinkKind, Role
from app.core.unit_of_work import Refused
from app.proposals.models import Draft, Link, Proposal, Revision
from app.proposals.service import merging, proposals, writing
from app.proposals.service.writing import Text
from tests.build import FIELDS, REASON, World


def text(world: World, **given) -> Text:
    told = {"title": "Une place pour les vélos", "lang": "fr", "fields": {"lived": "Rien devant la gare."},
            "place_ids": (world.places["Gap"],)}
    return Text(**told | given)


@pytest.mark.parametrize(("given", "code"), [
    ({"title": "court"}, "too_short"), ({"title": ""}, "is_needed"), ({"title": "x" * 200}, "too_long"),
    ({"title": "Une \u202eplace"}, "not_acceptable_text"), ({"fields": {}}, "is_needed"),
    ({"fields": {"lived": "a\x00b"}}, "not_acceptable_text"), ({"place_ids": ()}, "place_is_needed"),
    ({"place_ids": (999_999,)}, "unknown_place"), ({"theme_id": 999}, "unknown_theme"),
    ({"structure_id": 999}, "no_mandate")])
def test_it_refuses(world: World, session, given, code):
    with pytest.raises(Refused, match=code):
        world.do(proposals.submit, world.person("Alice"), world.space_id, "need", text(world, **given))
    assert session.scalar(sa.select(sa.func.count()).select_from(Proposal)) == 0


def test_an_idea_of_the_territory_has_a_theme(world: World):
    with pytest.raises(Refused, match="theme_is_needed"):
        world.do(proposals.submit, world.person("Alice"), world.space_id, "project", text(world, fields=FIELDS))


def test_an_unknown_track(world: World):
    with pytest.raises(Refused, match="unknown_track"):
        world.do(proposals.submit, world.person("Alice"), world.space_id, "petition", text(world))


def test_ten_a_day(world: World):
    alice = world.person("Alice")
    for n in range(10):
        world.need(alice, title=f"Un besoin numéro {n}")
    with pytest.raises(Refused, match="too_many_proposals"):
        world.need(alice, title="Un besoin de trop")
    world.later(days=1, minutes=1)
    assert world.need(alice, title="Un besoin du lendemain")


def test_right_to_left_and_emoji_are_welcome(world: World, session):
    world.need(world.person("Alice"), title="مساحة للدراجات في غاب 🚲🚲")
    assert session.scalar(sa.select(Proposal.title)).endswith("🚲🚲")


def test_a_new_version_keeps_the_old_one(world: World, session):
    alice = world.person("Alice")
    need = world.need(alice)
    assert world.do(proposals.revise, alice, need, text(world), "Titre plus clair", 1) == 2
    assert list(session.scalars(sa.select(Revision.number).order_by(Revision.number))) == [1, 2]


def test_somebody_elses_newer_version_is_not_overwritten(world: World):
    alice = world.person("Alice")
    need = world.need(alice)
    world.do(proposals.revise, alice, need, text(world), "Titre plus clair", 1)
    with pytest.raises(Refused, match="changed_meanwhile"):
        world.do(proposals.revise, alice, need, text(world), "Encore un titre", 1)


def test_only_carriers_change_or_withdraw(world: World):
    need, bob = world.need(world.person("Alice")), world.person("Bob")
    with pytest.raises(Refused, match="not_your_role"):
        world.do(proposals.revise, bob, need, text(world), "À ma façon", 1)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(proposals.withdraw, bob, need, REASON)


def test_an_idea_answers_a_need_on_both_pages(world: World, session):
    alice = world.person("Alice")
    need = world.need(alice)
    idea = world.idea(alice, answers=(need,))
    link = session.scalars(sa.select(Link)).one()
    assert (link.from_id, link.to_id, link.kind) == (idea, need, LinkKind.ANSWERS_NEED)


def test_a_need_does_not_answer_a_need(world: World):
    alice = world.person("Alice")
    one, two = world.need(alice), world.need(alice, title="Un autre besoin voisin")
    with pytest.raises(Refused, match="not_a_need"):
        world.do(merging.tie, alice, one, two, LinkKind.ANSWERS_NEED)


def test_linking_is_for_carriers_and_the_committee(world: World):
    alice = world.person("Alice")
    one, two = world.need(alice), world.need(alice, title="Un autre besoin voisin")
    with pytest.raises(Refused, match="not_your_role"):
        world.do(merging.tie, world.person("Bob"), one, two, LinkKind.CONTINUES)
    assert world.do(merging.tie, world.person("Carole", Role.STEERING), one, two, LinkKind.CONTINUES)


def test_merging_is_for_the_committee(world: World):
    alice = world.person("Alice")
    one, two = world.need(alice), world.need(alice, title="Un autre besoin voisin")
    with pytest.raises(Refused, match="not_your_role"):
        world.do(merging.merge, alice, one, two, REASON)


def test_a_draft_is_saved_over_and_over_as_one(world: World, session):
    alice = world.person("Alice")
    first = world.do(writing.save, alice, "k1", world.space_id, "need", {"title": "Un"}, 0)
    assert world.do(writing.save, alice, "k1", world.space_id, "need", {"title": "Deux"}, 1) == (first[0], 2)
    assert session.scalars(sa.select(Draft)).one().fields == {"title": "Deux"}


def test_two_tabs_end_with_a_choice(world: World):
    alice = world.person("Alice")
    world.do(writing.save, alice, "k1", world.space_id, "need", {"title": "Un"}, 0)
    world.do(writing.save, alice, "k1", world.space_id, "need", {"title": "Deux"}, 1)
    with pytest.raises(Refused, match="draft_changed_elsewhere"):
        world.do(writing.save, alice, "k1", world.space_id, "need", {"title": "Trois"}, 1)


def test_another_persons_draft_is_not_there(world: World):
    number, _ = world.do(writing.save, world.person("Alice"), "k1", world.space_id, "need", {"title": "Un"}, 0)
    with pytest.raises(NoResultFound):
        world.do(writing.drop, world.person("Bob"), number)


def test_thirty_drafts_are_enough(world: World):
    alice = world.person("Alice")
    for n in range(30):
        world.do(writing.save, alice, f"k{n}", world.space_id, "need", {}, 0)
    with pytest.raises(Refused, match="too_many_drafts"):
        world.do(writing.save, alice, "k30", world.space_id, "need", {}, 0)


def test_a_closed_call_takes_nothing(world: World):
    from app.core.kinds import SpaceKind
    from app.territory import service as spaces

    call = world.do(spaces.open_space, None, "appel", SpaceKind.CALL, {"fr": "Appel"}, {}, "Europe/Paris",
                    (world.charter or _default()), closes_at=world.now + timedelta(days=1), theme_needed=False)
    world.later(days=2)
    with pytest.raises(Refused, match="space_is_closed"):
        world.do(proposals.submit, world.person("Alice"), call, "project", text(world, fields=FIELDS))


def _default() -> str:
    from tests.build import CHARTERS

    return (CHARTERS / "default.toml").read_text()
