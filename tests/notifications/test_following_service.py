"""Following, and the news page's reads, on both databases."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.core.kinds import ContentState, Role, Stance, Subject
from app.core.unit_of_work import Refused
from app.discussion import service as discussion
from app.notifications import queries as read, service as following
from app.notifications.models import Follow, Notification
from app.proposals.models import Proposal
from tests.build import World
from tests.notifications.test_delivery_service import deliver_all

NOBODY: frozenset[Role] = frozenset()
PROPOSAL = Subject.PROPOSAL


@pytest.fixture
def alice(world: World) -> int:
    return world.person("Alice")


@pytest.fixture
def bob(world: World) -> int:
    return world.person("Bob")


def test_a_visitor_follows_nothing(world, alice):
    with pytest.raises(Refused, match="sign_in_first"):
        world.do(following.follow, None, PROPOSAL, world.idea(alice))


@pytest.mark.parametrize("kind", [PROPOSAL, Subject.GROUP, Subject.STRUCTURE, Subject.SPACE])
def test_what_is_not_there_cannot_be_followed(world, alice, kind):
    with pytest.raises(NoResultFound):
        world.do(following.follow, alice, kind, 999_999)


@pytest.mark.parametrize("kind", [Subject.PERSON, Subject.COMMENT, Subject.HELP])
def test_only_some_things_are_followed(world, alice, kind):
    with pytest.raises(Refused, match="not_followable"):
        world.do(following.follow, alice, kind, 1)


def test_a_hidden_proposal_cannot_be_followed(world, alice, bob, session):
    idea = world.idea(alice)
    session.execute(sa.update(Proposal).values(state=ContentState.HIDDEN))
    session.commit()
    with pytest.raises(NoResultFound):
        world.do(following.follow, bob, PROPOSAL, idea)


def test_following_twice_is_once_and_stopping_twice_too(world, alice, bob, session):
    idea = world.idea(alice)
    for _ in range(2):
        world.do(following.follow, bob, PROPOSAL, idea)
    assert read.follows(session, bob, PROPOSAL, idea)
    assert session.scalar(sa.select(sa.func.count()).select_from(Follow).where(Follow.person_id == bob)) == 1
    session.rollback()
    for _ in range(2):
        world.do(following.unfollow, bob, PROPOSAL, idea)
    assert not read.follows(session, bob, PROPOSAL, idea)


def test_who_writes_or_comments_follows(world, alice, bob, session):
    idea = world.idea(alice)
    world.do(discussion.post, bob, idea, Stance.FOR, "Bonjour", "fr")
    assert read.follows(session, alice, PROPOSAL, idea)
    assert read.follows(session, bob, PROPOSAL, idea)


def test_what_is_followed_comes_by_pages(world, alice, bob, session):
    ideas = [world.idea(alice, f"Une outilthèque numéro {n}") for n in range(3)]
    for idea in ideas:
        world.do(following.follow, bob, PROPOSAL, idea)
        world.later(minutes=1)
    first = read.followed(session, bob, limit=2)
    assert [row.subject_id for row in first] == [ideas[2], ideas[1], ideas[0]]
    rest = read.followed(session, bob, (first[1].since, first[1].subject_id), limit=2)
    assert [row.subject_id for row in rest] == [ideas[0]]


def news(world: World, ideas: list[int], bob: int, each: int = 1) -> None:
    for idea in ideas:
        for _ in range(each):
            world.do(discussion.post, bob, idea, Stance.FOR, "Bonjour", "fr")
    deliver_all(world)


def test_news_are_grouped_by_what_they_are_about(world, alice, bob, session):
    one, two = world.idea(alice), world.need(alice)
    news(world, [one], bob, each=3)
    news(world, [two], bob)
    groups, after = read.groups(session, alice, NOBODY)
    assert [(row.subject_id, row.lines, row.unread) for row in groups] == [(two, 1, 1), (one, 3, 3)]
    assert after is None


def test_unread_groups_come_first_and_pages_do_not_repeat(world, alice, bob, session):
    ideas = [world.idea(alice, f"Une outilthèque numéro {n}") for n in range(5)]
    news(world, ideas, bob)
    world.do(following.mark_read, alice, PROPOSAL, ideas[4])
    seen, after = [], None
    for _ in range(3):
        groups, after = read.groups(session, alice, NOBODY, after, limit=2)
        seen += [row.subject_id for row in groups]
    assert seen == [ideas[3], ideas[2], ideas[1], ideas[0], ideas[4]]
    assert after is None


def test_the_newest_five_lines_of_each_group(world, alice, bob, session):
    idea = world.idea(alice)
    news(world, [idea], bob, each=7)
    groups, _ = read.groups(session, alice, NOBODY)
    assert len(read.lines(session, alice, NOBODY, groups)[PROPOSAL, idea]) == read.LINES


def test_nobody_marks_anothers_news(world, alice, bob, session):
    idea = world.idea(alice)
    news(world, [idea], bob)
    world.do(following.mark_read, bob, PROPOSAL, idea)
    assert read.unread(session, alice) == 1


def test_marking_all_leaves_what_came_since(world, alice, bob, session):
    idea = world.idea(alice)
    news(world, [idea], bob)
    last = session.scalar(sa.select(sa.func.max(Notification.id)))
    session.rollback()
    news(world, [idea], bob)
    world.do(following.mark_all_read, alice, last)
    assert read.unread(session, alice) == 1


def test_the_bell_counts_to_a_hundred(world, alice, bob, session):
    idea = world.idea(alice)
    news(world, [idea], bob)
    row = session.execute(sa.select(Notification.__table__)).mappings().first()
    from app.journal.models import Event

    events = session.scalars(sa.select(Event.id).where(Event.id != row["event_id"])).all()
    assert read.unread(session, alice) == 1
    some = [{**row, "id": 1_000 + n, "event_id": event} for n, event in enumerate(events)]
    session.execute(sa.insert(Notification), some)
    assert read.unread(session, alice) == min(1 + len(some), read.MOST_COUNTED)


def test_what_came_with_a_role_is_not_shown_without_it(world, alice, bob, session):
    news(world, [world.idea(alice)], bob)
    session.execute(sa.update(Notification).values(why="moderator"))
    assert read.groups(session, alice, NOBODY)[0] == []
    assert len(read.groups(session, alice, frozenset({Role.MODERATOR}))[0]) == 1


def test_the_title_of_a_hidden_proposal_is_withheld(world, alice, session):
    idea = world.idea(alice)
    session.execute(sa.update(Proposal).values(state=ContentState.HIDDEN))
    assert read.things(session, [(PROPOSAL, idea)])[PROPOSAL, idea].title == ""


def test_things_of_every_kind_have_their_title(world, alice, session):
    idea, structure = world.idea(alice), world.structure("Les outils", alice)
    keys = [(PROPOSAL, idea), (Subject.STRUCTURE, structure), (Subject.SPACE, world.space_id), (Subject.PERSON, alice)]
    told = read.things(session, keys)
    assert told[Subject.STRUCTURE, structure].title == "Les outils"
    assert told[Subject.SPACE, world.space_id].title["fr"] == "Hautes-Alpes"
