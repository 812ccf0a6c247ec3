"""Examples: told as such, gone with all that hangs on them, kept where people wrote."""

import pytest
import sqlalchemy as sa

from app.core.kinds import Held, Role, Stance
from app.core.models import Base
from app.core.unit_of_work import Refused
from app.demo import samples
from app.discussion import service as discussion
from app.journal.models import Event
from app.proposals.models import Proposal
from app.proposals.service import carrying, proposals
from app.search import queries as search
from app.site import settings_files
from app.territory.models import Tally
from tests.build import World

CLEARED = {"comment", "likeness", "link", "preparation", "proposal_place", "revision", "search_doc", "support",
           "thread_mute"}
NEVER = {"paper_entry"}  # an example is not written on paper
TEXTS = samples.SampleTexts(
    settings_files.examples()["name"], settings_files.examples()["need"], settings_files.examples()["project"]
)


def added(world: World) -> list[int]:
    assert world.do(samples.add, None, TEXTS, "fr") == 5
    with world.make_session() as session:
        return [each.id for each in samples.here(session)]


def counts(world: World) -> dict[str, int]:
    skipped = ("event", "outbox", "reference_count", "tally", "search_word", "search_pair", "space", "follow")
    with world.make_session() as session:
        return {name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for name, table in Base.metadata.tables.items() if name not in skipped}


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.STEERING])
def test_only_an_operator(world: World, role: Role):
    who = world.person("Carl", role)
    for act in (lambda: world.do(samples.add, who, TEXTS, "fr"), lambda: world.do(samples.remove, who)):
        with pytest.raises(Refused, match="not_your_role"):
            act()


def test_not_twice_and_not_what_is_not_there(world: World):
    with pytest.raises(Refused, match="no_samples"):
        world.do(samples.remove, None)
    added(world)
    with pytest.raises(Refused, match="samples_are_here"):
        world.do(samples.add, None, TEXTS, "fr")


def test_they_go_without_a_trace_but_the_journal(world: World):
    alice = world.person("Alice")
    before = counts(world)
    ids = added(world)
    world.do(proposals.support, alice, ids[0])
    with world.make_session() as session:
        assert search.find(session, "planning", "fr")
    gone = world.do(samples.remove, world.person("Olga", Role.OPERATOR))
    assert (gone.proposals, gone.comments, gone.kept) == (5, 4, 0)
    after = counts(world) | {"person": before["person"], "membership": before["membership"]}
    assert after == before
    with world.make_session() as session:
        assert not search.find(session, "planning", "fr")
        assert set(session.scalars(sa.select(Tally.n))) == {0}
        assert "samples.removed" in set(session.scalars(sa.select(Event.kind)))
    assert world.need(alice) > max(ids), "the journal names them still: their numbers are not given again"


def test_what_people_wrote_is_kept_and_said(world: World):
    alice, ids = world.person("Alice"), added(world)
    world.do(discussion.post, alice, ids[0], Stance.FOR, "Chez nous aussi.", "fr")
    world.do(carrying.invite_person, alice, world.idea(alice), world.person("Bob"))
    world.idea(alice, "Une idée bien réelle", answers=(ids[1],))
    gone = world.do(samples.remove, None)
    assert (gone.proposals, gone.kept) == (3, 2)
    with world.make_session() as session:
        held = {each.id: set(each.held) for each in samples.here(session)}
        assert held == {ids[0]: {Held.COMMENTS}, ids[1]: {Held.LINKS}}
        assert session.scalar(sa.select(Proposal.comments).where(Proposal.id == ids[0])) == 3
    with pytest.raises(Refused, match="samples_are_held"):
        world.do(samples.remove, None)


def test_every_table_that_hangs_on_a_proposal_is_cleared_or_holds_it():
    held = {column.class_.__tablename__ for _kind, column in samples.COUNTED} | {"link", "comment"}
    found = {table.name for table in Base.metadata.tables.values() for key in table.foreign_keys
             if key.column.table.name == "proposal"}
    assert found - held - CLEARED - NEVER == set()
