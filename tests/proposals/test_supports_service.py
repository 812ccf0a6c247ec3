"""A support is of a version: kept through small corrections, asked again when the meaning changes."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import Subject
from app.core.unit_of_work import Refused
from app.journal.models import Event
from app.notifications import service as delivery
from app.notifications.models import Notification
from app.proposals.models import Proposal, Revision
from app.proposals.queries.proposals import page
from app.proposals.queries.steering import facts_of
from app.proposals.service import proposals
from app.proposals.service.writing import Text
from tests.build import CHARTERS, World
from tests.conftest import NOW

LIVED = "Après dix-neuf heures, rien."


@pytest.fixture
def need(world: World) -> int:
    made = world.need(world.person("Alice"), lived=LIVED)
    for name in ("Bob", "Carol"):
        world.do(proposals.support, world.person(name), made)
    return made


def change(world: World, need: int, lived: str, seen: int = 1, *, note: str = "Ce que disent les parents",
           **given) -> int:
    text = Text(title="Garder les enfants le soir à Embrun", lang="fr", fields={"lived": lived},
                place_ids=(world.places[given.pop("town", "Embrun")],))
    made: int = world.do(proposals.revise, world.person("Alice"), need, text, note, seen, **given)
    return made


def figures(session: Session, need: int) -> tuple[int, int]:
    session.rollback()
    row = page(session, need)
    assert facts_of(session, need).supports_now == row.supports_now
    return row.supports, row.supports_now


def test_a_change_of_meaning_asks_again(world: World, session, need: int):
    change(world, need, "Après vingt heures, rien, et le mercredi non plus.")
    assert figures(session, need) == (2, 0)


def test_a_small_correction_keeps_supports_and_needs_no_reason(world: World, session, need: int):
    assert change(world, need, "Après dix-neuf heures, il reste rien.", note="", minor=True) == 2
    assert figures(session, need) == (2, 2)
    assert session.scalar(sa.select(Revision.minor).where(Revision.number == 2))


def test_it_refuses(world: World, session, need: int):
    longer = LIVED + " Les familles de la vallée demandent depuis longtemps une garde partagée entre voisins."
    for lived, given, code in (
            ("Après dix-huit heures, rien.", {"minor": True}, "not_minor_figures"),
            ("Après dix-neuf heures, pas rien.", {"minor": True}, "not_minor_meaning"),
            (longer, {"minor": True}, "not_minor_words"), (LIVED, {"minor": True, "town": "Gap"}, "not_minor_about"),
            (LIVED, {}, "nothing_changed"), (LIVED + " Ou presque.", {"note": ""}, "is_needed")):
        with pytest.raises(Refused, match=code):
            change(world, need, lived, **given)
    assert session.get_one(Proposal, need).version == 1


def test_small_corrections_do_not_add_up_to_a_large_one(world: World, need: int):
    """Judged against the text that people support, not the last one."""
    lived = LIVED
    for n, word in enumerate(("Hélas", "Vraiment", "Toujours"), 1):
        lived += f" {word} le soir comme la nuit."
        if n < 3:
            change(world, need, lived, n, minor=True)
    with pytest.raises(Refused, match="not_minor_words"):
        change(world, need, lived, 3, minor=True)


def test_one_click_supports_the_present_version(world: World, session, need: int):
    change(world, need, LIVED + " Et le mercredi.")
    assert [world.do(proposals.confirm, world.person("Bob"), need, 2) for _ in range(2)] == [True, False]
    assert figures(session, need) == (2, 1)


def test_not_a_version_that_came_after_the_one_they_read(world: World, need: int):
    change(world, need, LIVED + " Et le mercredi.")
    change(world, need, LIVED + " Et le samedi.", 2)
    for seen in (1, 2, 9):
        with pytest.raises(Refused, match="changed_meanwhile"):
            world.do(proposals.confirm, world.person("Bob"), need, seen)


def test_who_does_not_support_has_nothing_to_confirm(world: World, need: int):
    with pytest.raises(Refused, match="not_supporting"):
        world.do(proposals.confirm, world.person("Dora"), need, 1)


def test_a_new_support_is_of_the_present_version(world: World, session, need: int):
    change(world, need, LIVED + " Et le mercredi.")
    world.do(proposals.support, world.person("Dora"), need)
    assert figures(session, need) == (3, 1)


def test_supporters_are_told_once_unless_they_stopped_following(world: World, session, need: int):
    world.do(delivery.unfollow, world.person("Carol"), Subject.PROPOSAL, need)
    change(world, need, LIVED + " Et le mercredi.")
    event = session.scalar(sa.select(Event.id).where(Event.kind == "proposal.revised"))
    world.do(delivery.deliver, None, event, "fr")
    session.rollback()
    told = session.execute(sa.select(Notification.person_id, Notification.why)).all()
    assert told == [(world.person("Bob"), "supporter")]


def test_a_small_correction_tells_no_supporter(world: World, session, need: int):
    change(world, need, "Après dix-neuf heures, il reste rien.", minor=True)
    event = session.scalar(sa.select(Event.id).where(Event.kind == "proposal.corrected"))
    assert world.do(delivery.deliver, None, event, "fr") == 0


@pytest.mark.parametrize(("version", "stage"), [("any", "recognised"), ("present", "published")])
def test_a_charter_may_count_the_present_version_only(make_session, version: str, stage: str):
    """A need passes by itself at eight supports: of this version, where the charter says so."""
    asked = "supports = { at_least = 8, from_places = 3 }"
    text = (CHARTERS / "default.toml").read_text()
    assert asked in text
    counting = f'supports = {{ at_least = 8, from_places = 3, version = "{version}" }}'
    world = World(make_session, NOW, charter=text.replace(asked, counting))
    need = world.need(world.person("Alice"))
    world.supporters(need, 7)
    change(world, need, LIVED + " Et le mercredi.")
    world.do(proposals.support, world.person("Dora"), need)
    with make_session() as session:
        assert session.get_one(Proposal, need).stage == stage
    for n in range(7):
        world.do(proposals.confirm, world.person(f"Sup{n}"), need, 2)
    with make_session() as session:
        assert session.get_one(Proposal, need).stage == "recognised"
