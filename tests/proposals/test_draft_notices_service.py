"""A draft that will go is told to its person, twice, and to nobody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import limits
from app.journal.models import Event
from app.notifications.models import Mail
from app.proposals.models import Draft
from app.proposals.queries.lists import to_warn
from app.proposals.service import writing
from app.site.service import upkeep
from tests.build import World


@pytest.fixture
def draft(world: World) -> int:
    alice = world.person("Alice", locale="en")
    return world.do(writing.save, alice, "k", world.space_id, "need", {"title": "Un four & du pain"}, 0)[0]


def warned(world: World) -> int:
    with world.make_session() as session:
        soon = to_warn(session, world.now)
    return sum(world.do(writing.warn, None, one, "fr") for one in soon)


def mails(world: World) -> list[Mail]:
    with world.make_session() as session:
        return list(session.scalars(sa.select(Mail).where(Mail.kind == "draft_ends").order_by(Mail.id)))


def test_nothing_is_said_before_its_time(world: World, draft: int):
    world.later(days=limits.DRAFT_DAYS - 15)
    assert warned(world) == 0
    assert not world.do(writing.warn, None, draft, "fr")


def test_two_notices_each_once(world: World, draft: int):
    world.later(days=limits.DRAFT_DAYS - 14)
    assert (warned(world), warned(world)) == (1, 0)
    world.later(days=12)
    assert (warned(world), warned(world)) == (1, 0)
    assert [(mail.to_address, mail.locale, mail.params["title"]) for mail in mails(world)] == [
        ("alice@example.org", "en", "Un four & du pain")] * 2


def test_a_loop_that_was_stopped_for_long_says_it_once(world: World, draft: int):
    world.later(days=limits.DRAFT_DAYS - 1)
    assert (warned(world), warned(world)) == (1, 0)


def test_saved_again_it_starts_afresh(world: World, draft: int):
    world.later(days=limits.DRAFT_DAYS - 14)
    warned(world)
    world.do(writing.save, world.people["Alice"], "k", world.space_id, "need", {"title": "Un four"}, 1)
    assert warned(world) == 0
    world.later(days=limits.DRAFT_DAYS - 14)
    assert warned(world) == 1


def test_nothing_of_it_is_in_the_journal(world: World, draft: int):
    with world.make_session() as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(Event))
    world.later(days=limits.DRAFT_DAYS - 1)
    warned(world)
    with world.make_session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Event)) == before


def test_then_it_goes(world: World, draft: int):
    world.later(days=limits.DRAFT_DAYS)
    assert warned(world) == 0
    world.do(upkeep.purge, None, at=world.now + timedelta(seconds=1))
    with world.make_session() as session:
        assert session.get(Draft, draft) is None
