"""Useful messages, former texts, people named, muting and the four orders, on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts.queries import own
from app.accounts.service import erasure
from app.core.kinds import ContentState, Stance, Status, ThreadOrder
from app.core.unit_of_work import Refused
from app.discussion import queries as rows, service as discussion
from app.discussion.models import Comment, CommentMark, CommentMention, CommentVersion
from app.discussion.queries import Wanted
from app.journal.models import Event
from app.notifications import service as delivery
from app.notifications.models import Notification
from tests.build import World


@pytest.fixture
def alice(world: World) -> int:
    return world.person("Alice")


@pytest.fixture
def bob(world: World) -> int:
    return world.person("Bob")


@pytest.fixture
def idea(world: World, alice: int) -> int:
    return world.idea(alice)


def said(world, by, idea, text="Je prêterais ma remorque.", stance=Stance.FOR):
    return world.do(discussion.post, by, idea, stance, text, "fr")


def refusal(world, *args, **given) -> str:
    with pytest.raises(Refused) as caught:
        world.do(*args, **given)
    return caught.value.code


def marks(world: World, comment: int) -> int:
    with world.make_session() as session:
        return session.get_one(Comment, comment).marks


def html(world: World, comment: int) -> str:
    with world.make_session() as session:
        return session.get_one(Comment, comment).html


def heard(world: World, person: int) -> list[str]:
    """Deliver what waits; why this person was told, each time."""
    with world.make_session() as session:
        events = list(session.scalars(sa.select(Event.id).order_by(Event.id)))
    for event_id in events:
        world.do(delivery.deliver, None, event_id, "fr")
    with world.make_session() as session:
        return list(session.scalars(sa.select(Notification.why).where(Notification.person_id == person)
                                    .order_by(Notification.id)))


# « Utile »


def test_a_mark_is_refused_to_a_visitor_and_to_the_author(world, alice, idea):
    comment = said(world, alice, idea)
    assert refusal(world, discussion.mark_useful, None, comment) == "sign_in_first"
    assert refusal(world, discussion.mark_useful, alice, comment) == "mark_own_comment"


def test_what_is_hidden_or_withdrawn_takes_no_mark(world, alice, bob, idea, session):
    comment = said(world, alice, idea)
    session.execute(sa.update(Comment).values(state=ContentState.HIDDEN))
    session.commit()
    assert refusal(world, discussion.mark_useful, alice, comment) == "is_hidden"
    with pytest.raises(NoResultFound):
        world.do(discussion.mark_useful, bob, comment)
    from app.proposals.models import Proposal
    session.execute(sa.update(Proposal).values(status=Status.WITHDRAWN))
    session.commit()
    assert refusal(world, discussion.mark_useful, bob, comment) == "not_open"


def test_twice_is_once_and_it_is_taken_back(world, alice, bob, idea):
    comment = said(world, alice, idea)
    for _ in range(2):
        world.do(discussion.mark_useful, bob, comment)
    assert marks(world, comment) == 1
    for _ in range(2):
        world.do(discussion.unmark, bob, comment)
    assert marks(world, comment) == 0


def test_leaving_takes_the_marks_back(world, alice, bob, idea, session):
    comment = said(world, alice, idea)
    world.do(discussion.mark_useful, bob, comment)
    world.do(erasure.erase, bob)
    assert marks(world, comment) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(CommentMark)) == 0


# Former texts


def test_each_text_replaced_is_kept_with_its_dates(world, alice, idea, session):
    comment, began = said(world, alice, idea, "Un"), world.now
    world.do(discussion.edit, alice, comment, "Deux", at=began + timedelta(minutes=1))
    world.do(discussion.edit, alice, comment, "Trois", at=began + timedelta(minutes=2))
    kept = session.scalars(sa.select(CommentVersion).order_by(CommentVersion.number)).all()
    assert [(one.number, one.body, one.written_at - began) for one in kept] == [
        (1, "Un", timedelta(0)), (2, "Deux", timedelta(minutes=1))]


def test_the_former_texts_of_a_hidden_message_are_hidden(world, alice, idea, session):
    comment = said(world, alice, idea, "Un")
    world.do(discussion.edit, alice, comment, "Deux")
    assert len(rows.versions(session, comment)) == 1
    session.execute(sa.update(Comment).values(state=ContentState.HIDDEN))
    assert rows.versions(session, comment) == []


# People named


def test_a_carrier_is_named_by_a_link_and_told_once(world, alice, bob, idea):
    comment = said(world, bob, idea, "Merci @Alice, et `@Alice`")
    assert f'<a href="/personnes/{alice}"' in html(world, comment)
    assert html(world, comment).count("<a ") == 1
    assert heard(world, alice) == ["mentioned"]


def test_somebody_whom_no_page_shows_is_plain_text(world, bob, idea, session):
    charlie = world.person("Charlie")
    comment = said(world, bob, idea, "Merci @Charlie")
    assert "<a" not in html(world, comment)
    assert heard(world, charlie) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(CommentMention)) == 0


def test_somebody_seen_elsewhere_in_the_space_is_named_in_full_only(world, bob, idea):
    charlie = world.person("Charlie")
    world.need(charlie)
    assert "<a" in html(world, said(world, bob, idea, "Voir avec @Charlie"))
    assert "<a" not in html(world, said(world, bob, idea, "Voir avec @charlie"))


def test_who_was_hidden_everywhere_is_plain_text(world, bob, idea, session):
    charlie = world.person("Charlie")
    said(world, charlie, idea)
    session.execute(sa.update(Comment).values(state=ContentState.HIDDEN))
    session.commit()
    assert "<a" not in html(world, said(world, bob, idea, "Voir avec @Charlie"))


def test_a_correction_tells_only_whom_it_names_first(world, alice, bob, idea):
    charlie = world.person("Charlie")
    world.need(charlie)
    comment = said(world, bob, idea, "Merci @Alice")
    world.do(discussion.edit, bob, comment, "Merci @Alice et @Charlie")
    assert heard(world, alice) == ["mentioned"]
    assert heard(world, charlie) == ["mentioned"]


def test_corrections_call_five_people_in_all(world, alice, idea, session):
    for n in range(7):
        said(world, world.person(f"Qui{n}"), idea)
    comment = said(world, alice, idea, "@Qui0, @Qui1, @Qui2")
    world.do(discussion.edit, alice, comment, "@Qui3, @Qui4, @Qui5, @Qui6")
    assert session.scalar(sa.select(sa.func.count()).select_from(CommentMention)) == 5
    assert html(world, comment).count("<a ") == 2


def test_who_left_is_linked_to_no_more(world, alice, bob, idea):
    comment = said(world, bob, idea, "Merci @Alice")
    world.do(erasure.erase, alice)
    assert html(world, comment) == "<p>Merci @Alice</p>\n"


def test_who_muted_the_thread_hears_nothing_of_it(world, alice, bob, idea):
    world.do(discussion.mute, alice, idea)
    said(world, bob, idea, "Merci @Alice")
    assert heard(world, alice) == []
    world.do(discussion.unmute, alice, idea)
    said(world, bob, idea, "Encore merci @Alice")
    assert heard(world, alice) == ["mentioned"]


def test_a_visitor_mutes_nothing(world, idea):
    assert refusal(world, discussion.mute, None, idea) == "sign_in_first"


def test_all_of_it_is_in_the_export(world, alice, bob, idea, session):
    comment = said(world, bob, idea, "Merci @Alice")
    world.do(discussion.edit, bob, comment, "Grand merci @Alice")
    world.do(discussion.mark_useful, alice, comment)
    world.do(discussion.mute, alice, idea)
    told = own.everything(session, alice, world.now)
    assert [len(told[key]) for key in ("found_useful", "named_by", "muted")] == [1, 1, 1]
    assert len(own.everything(session, bob, world.now)["comment_versions"]) == 1


# The four orders


def everything(session, wanted: Wanted, limit: int) -> tuple[list[list[int]], list[list[int]]]:
    """The pages there, and back again."""
    pages, cursors, cursor = [], [], None
    while True:
        page = rows.first_level(session, wanted, cursor, limit)
        pages.append([row.id for row in page.rows])
        cursors.append(page)
        if page.next is None:
            break
        cursor = page.next
    back, previous = [pages[-1]], cursors[-1].previous
    while previous is not None:
        page = rows.first_level(session, wanted, previous, limit)
        back.insert(0, [row.id for row in page.rows])
        previous = page.previous
    return pages, back


@pytest.mark.parametrize("order", list(ThreadOrder))
def test_each_order_shows_every_message_once_and_comes_back(world, alice, bob, idea, session, order):
    ids = [said(world, alice, idea, f"M{n}", list(Stance)[n % 4]) for n in range(9)]
    for n in (1, 2, 5):
        world.do(discussion.mark_useful, bob, ids[n])
    pages, back = everything(session, Wanted(idea, order), 2)
    shown = [number for page in pages for number in page]
    assert sorted(shown) == ids
    assert back == pages
    told = {ThreadOrder.RECENT: ids[::-1], ThreadOrder.OLDEST: ids,
            ThreadOrder.USEFUL: [ids[n] for n in (5, 2, 1, 8, 7, 6, 4, 3, 0)],
            ThreadOrder.STANCE: [ids[n] for n in (8, 4, 0, 5, 1, 2, 6, 7, 3)]}
    assert shown == told[order]


def test_only_questions_that_wait(world, alice, bob, idea, session):
    said(world, bob, idea)
    first, second = (said(world, bob, idea, text, Stance.QUESTION) for text in ("Qui ?", "Quand ?"))
    world.do(discussion.reply, alice, first, "Moi.", "fr")
    assert everything(session, Wanted(idea, waiting=True), 5)[0] == [[second]]


@pytest.mark.parametrize("place", [0, 3, 11])
def test_a_reply_is_shown_in_its_place_however_far(world, alice, bob, idea, session, place):
    roots = [said(world, bob, idea, f"M{n}") for n in range(8)]
    replies = [world.do(discussion.reply, bob, roots[1], f"R{n}", "fr") for n in range(12)]
    shown = rows.around(session, rows.where(session, replies[place]), limit=5)
    assert roots[1] in [row.id for row in shown.comments]
    assert replies[place] in [row.id for row in shown.replies[roots[1]]]


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_asks_for_no_more_when_there_is_more(world, alice, bob, idea, session, number):
    ids = [said(world, world.person(f"Sup{n // 15}"), idea, f"M{n}") for n in range(number)]
    asked = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    shown = rows.thread(session, Wanted(idea, ThreadOrder.USEFUL))
    assert len(shown.comments) == min(len(ids), 20)
    assert len([statement for statement in asked if statement != "BEGIN"]) == 2
