"""What the lists read: nothing hidden, every row once, one statement whatever there is."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.queries.own import waiting
from app.core.database import WRITE
from app.core.kinds import ContentState, Role, SpaceKind, Subject
from app.core.paging import Cursor, Shown, Sort
from app.core.permissions import Actor
from app.proposals.models import Proposal
from app.proposals.queries import lists
from app.proposals.queries.lists import Wanted
from app.proposals.service import merging, proposals
from app.search import queries as search
from app.territory import reference, service as spaces
from app.territory.queries import places
from tests.build import REASON, World
from tests.queries_count import statements


def ids(page: lists.Page) -> list[int]:
    return [row.id for row in page.rows]


def listed(session: Session, wanted: Wanted | None = None, sort: Sort = Sort.RECENT) -> list[int]:
    return ids(lists.page(session, wanted or Wanted("need"), sort))


def change(world: World, proposal_id: int, **values: object) -> None:
    with world.make_session() as session:
        session.connection(execution_options=WRITE)
        session.execute(sa.update(Proposal).where(Proposal.id == proposal_id).values(**values))
        session.commit()


def test_a_hidden_one_is_in_no_list(world: World, session: Session) -> None:
    need = world.need(world.person("Alice"))
    change(world, need, state=ContentState.HIDDEN)
    for shown in Shown:
        assert listed(session, Wanted("need", shown)) == []
    assert lists.by_ids(session, [need]) == {}
    assert lists.alive(session) == []
    assert places.spread(session, reference.present(session, world.now).heads) == ()


def test_withdrawn_and_merged_are_listed_on_request_only(world: World, session: Session) -> None:
    alice, chair = world.person("Alice"), world.person("Steering", Role.STEERING)
    kept, merged, withdrawn = world.need(alice), world.need(alice), world.need(alice)
    world.do(merging.merge, chair, merged, kept, REASON)
    world.do(proposals.withdraw, alice, withdrawn, REASON)
    assert listed(session) == [kept]
    assert listed(session, Wanted("need", Shown.GONE)) == [withdrawn, merged]
    assert list(lists.by_ids(session, [kept, merged])) == [kept]


def test_needs_and_projects_are_two_lists(world: World, session: Session) -> None:
    alice = world.person("Alice")
    need, idea = world.need(alice), world.idea(alice)
    assert listed(session) == [need]
    assert listed(session, Wanted("project")) == [idea]
    assert listed(session, Wanted()) == [idea, need]


def test_it_narrows_by_commune_theme_stage_and_space(world: World, session: Session) -> None:
    alice = world.person("Alice")
    here, there = world.idea(alice, town="Gap"), world.idea(alice, town="Embrun")
    assert listed(session, Wanted("project", place_id=world.places["Embrun"])) == [there]
    assert listed(session, Wanted("project", theme_id=world.themes["locaux"])) == [there, here]
    assert listed(session, Wanted("project", theme_id=9999)) == []
    assert listed(session, Wanted("project", stage="idea", space_id=world.space_id)) == [there, here]
    assert listed(session, Wanted("project", stage="experiment")) == []
    assert listed(session, Wanted("project", space_id=9999)) == []


def test_it_narrows_by_words(world: World, session: Session) -> None:
    alice = world.person("Alice")
    world.need(alice)
    found = world.need(alice, "Une école ouverte le soir")
    refs = search.refs(session, "ecole", "fr", Subject.PROPOSAL, "need")
    assert listed(session, Wanted("need", refs=refs)) == [found]
    assert listed(session, Wanted("need", refs=refs, place_id=world.places["Gap"])) == []


def test_its_three_orders(world: World, session: Session) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    first = world.need(alice)
    world.later(days=1)
    second = world.need(alice)
    world.later(days=1)
    world.do(proposals.support, bob, first)
    assert listed(session, sort=Sort.RECENT) == [second, first]
    assert listed(session, sort=Sort.SUPPORTED) == [first, second]
    assert listed(session, sort=Sort.ACTIVE) == [first, second]


@pytest.mark.parametrize("sort", list(Sort))
def test_each_page_goes_on_where_the_last_one_ended(world: World, session: Session, sort: Sort) -> None:
    """Published at the same moment, supported alike: the id decides."""
    people = [world.person(name) for name in ("Alice", "Bob")]
    all_of_them = [world.need(people[n % 2]) for n in range(11)]
    seen: list[int] = []
    cursor: Cursor | None = None
    for _ in range(4):
        page = lists.page(session, Wanted("need"), sort, cursor, size=3)
        seen += ids(page)
        cursor = page.next
    assert cursor is None
    assert seen == sorted(all_of_them, reverse=True)
    back = lists.page(session, Wanted("need"), sort, page.previous, size=3)
    assert ids(back) == seen[6:9]


def test_a_page_is_one_statement(world: World, session: Session, engine: sa.Engine) -> None:
    alice = world.person("Alice")
    for _ in range(9):
        world.need(alice)
    session.connection()
    for wanted in (Wanted("need"), Wanted("need", place_id=world.places["Gap"])):
        with statements(engine) as sent:
            lists.page(session, wanted, Sort.RECENT)
        assert len(sent) == 1


def test_the_home_page_tells_new_needs_and_last_passages(world: World, session: Session) -> None:
    alice = world.person("Alice")
    project = world.group_project(alice)
    need = world.need(alice)
    rows = lists.alive(session)
    assert [(row.section, row.id) for row in rows] == [(0, need), (1, project)]


def test_what_waits_is_counted_in_one_statement(world: World, session: Session, engine: sa.Engine) -> None:
    from app.proposals.service import carrying as carriers

    alice, bob = world.person("Alice"), world.person("Bob")
    world.do(carriers.invite_person, alice, world.idea(alice), bob)
    session.connection()
    with statements(engine) as sent:
        there, meetings = waiting(session, Actor(bob), world.now)
    assert len(sent) == 1
    assert (there.invitations, there.commitments, there.cases, meetings) == (1, 0, 0, [])


def test_a_new_space_is_seen_at_once_without_any_clock(world: World, session: Session) -> None:
    before = reference.current(session, world.now)
    world.do(spaces.open_space, None, "appel", SpaceKind.CALL, {"fr": "Appel"}, {}, "Europe/Paris",
             world.charter or _charter(), closes_at=world.now + timedelta(days=9))
    session.rollback()
    after = reference.current(session, world.now)
    assert before.space("appel") is None
    assert after.space("appel") is not None


def test_reference_data_is_one_statement_while_nothing_changes(
        world: World, session: Session, engine: sa.Engine) -> None:
    reference.current(session, world.now)
    world.need(world.person("Alice"))
    session.rollback()
    with statements(engine) as sent:
        reference.current(session, world.now)
    assert len(sent) == 1


def test_one_database_never_answers_for_another(world: World, session: Session) -> None:
    """The engine is the key: another engine on the same address reads again."""
    assert reference.current(session, world.now).place("Gap") is not None
    empty = sa.create_engine("sqlite://")
    from app.core.models import Base

    Base.metadata.create_all(empty)
    with sessionmaker(empty)() as other:
        assert reference.current(other, world.now).place("Gap") is None
    empty.dispose()


@pytest.mark.parametrize(("typed", "name"), [
    ("gap", "Gap"), ("05061", "Gap"), ("  EMBRUN ", "Embrun"), ("laragne monteglin", "Laragne-Montéglin"),
    ("laragne", "Laragne-Montéglin"), ("saint bonnet en champsaur", "Saint-Bonnet-en-Champsaur"), ("Paris", None),
    ("", None), ("e", None),
])
def test_a_commune_is_known_by_its_name_its_code_or_its_beginning(
        world: World, session: Session, typed: str, name: str | None) -> None:
    place = reference.current(session, world.now).place(typed)
    assert (place.name if place else None) == name


def test_a_commune_nearly_known_is_suggested(world: World, session: Session) -> None:
    known = reference.current(session, world.now)
    assert [place.name for place in known.near("Brianson")] == ["Briançon"]
    assert [place.name for place in known.near("bonnet")] == ["Saint-Bonnet-en-Champsaur"]
    assert known.near("zzzz") == []


def test_the_stages_of_a_track_are_those_of_the_charters_in_force(world: World, session: Session) -> None:
    known = reference.current(session, world.now)
    assert list(known.stages("need"))
    assert known.stages("nothing") == {}


def _charter() -> str:
    from tests.build import CHARTERS

    return (CHARTERS / "default.toml").read_text()
