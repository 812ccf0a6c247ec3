"""Comments on both databases: two levels, questions, limits, and who may correct."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.core import limits
from app.core.kinds import ContentState, Stance, Status
from app.core.unit_of_work import Refused
from app.discussion import queries as read, service as discussion
from app.discussion.models import Comment
from app.discussion.queries import Wanted
from app.journal.models import Event
from app.notifications.models import Follow
from app.proposals.models import Proposal
from app.proposals.service import proposals
from tests.build import World


@pytest.fixture
def alice(world: World) -> int:
    return world.person("Alice")


@pytest.fixture
def bob(world: World) -> int:
    return world.person("Bob")


def said(world, by, proposal, text="Je prêterais ma remorque.", stance=Stance.FOR, **given):
    return world.do(discussion.post, by, proposal, stance, text, "fr", **given)


def refusal(world, *args, **given) -> str:
    with pytest.raises(Refused) as caught:
        world.do(*args, **given)
    return caught.value.code


def test_a_visitor_signs_in_first(world, alice):
    idea = world.idea(alice)
    assert refusal(world, discussion.post, None, idea, Stance.FOR, "Bonjour", "fr") == "sign_in_first"


@pytest.mark.parametrize(("text", "code"), [
    ("", "is_needed"), ("   \n", "is_needed"), ("a" * (limits.COMMENT + 1), "too_long"),
    ("a\x00b", "not_acceptable_text"), ("\u202egnp.exe", "not_acceptable_text")])
def test_a_text_that_cannot_be_kept_is_refused_beside_its_field(world, alice, text, code):
    idea = world.idea(alice)
    with pytest.raises(Refused) as caught:
        said(world, alice, idea, text)
    assert (caught.value.code, caught.value.field) == (code, "body")


def test_an_unknown_proposal_is_not_there(world, alice):
    with pytest.raises(NoResultFound):
        said(world, alice, 999_999)


def test_a_withdrawn_proposal_takes_no_comment(world, alice):
    idea = world.idea(alice)
    world.do(proposals.withdraw, alice, idea, "Nous n’avons plus le temps de la porter cette année.")
    assert refusal(world, discussion.post, alice, idea, Stance.FOR, "Dommage", "fr") == "not_open"


def test_a_hidden_proposal_takes_no_comment(world, alice, session):
    idea = world.idea(alice)
    session.execute(sa.update(Proposal).values(state=ContentState.HIDDEN))
    session.commit()
    assert refusal(world, discussion.post, alice, idea, Stance.FOR, "Bonjour", "fr") == "is_hidden"


def test_the_stage_must_be_open_to_comments(make_session):
    from tests.build import CHARTERS
    from tests.conftest import NOW

    text = (CHARTERS / "default.toml").read_text()
    world = World(make_session, NOW, text.replace('"support", "comment"', '"support"', 1))
    alice = world.person("Alice")
    need = world.need(alice)
    assert refusal(world, discussion.post, alice, need, Stance.FOR, "Bonjour", "fr") == "no_comment_at_this_stage"


def test_a_comment_counts_is_rendered_and_followed(world, alice, bob, session):
    idea = world.idea(alice)
    said(world, bob, idea, "**Oui**")
    comment = session.scalar(sa.select(Comment))
    assert comment.html == "<p><strong>Oui</strong></p>\n"
    assert session.get_one(Proposal, idea).comments == 1
    assert session.scalar(sa.select(Follow.person_id).where(Follow.person_id == bob, Follow.subject_id == idea)) == bob


def test_the_journal_keeps_ids_and_no_text(world, alice, session):
    comment = said(world, alice, world.idea(alice))
    data = session.scalar(sa.select(Event.data).where(Event.kind == "comment.posted"))
    assert data == {"comment_id": comment, "stance": "for", "author_id": alice}


def test_a_script_in_a_comment_is_dead_text(world, alice, session):
    said(world, alice, world.idea(alice), "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=y>")
    html = session.scalar(sa.select(Comment.html))
    assert "<script" not in html
    assert "<img" not in html
    assert "<a" not in html


def test_speaking_for_a_structure_needs_its_mandate(world, alice, bob):
    idea, structure = world.idea(alice), world.structure("Les outils", bob)
    with pytest.raises(Refused, match="no_mandate"):
        said(world, alice, idea, structure_id=structure)
    assert said(world, bob, idea, structure_id=structure)


def test_a_reply_to_a_reply_joins_its_siblings(world, alice, bob, session):
    idea = world.idea(alice)
    first = said(world, bob, idea)
    reply = world.do(discussion.reply, alice, first, "Merci", "fr")
    again = world.do(discussion.reply, bob, reply, "De rien", "fr")
    assert session.get_one(Comment, again).parent_id == first
    assert session.get_one(Comment, first).replies == 2
    assert session.get_one(Proposal, idea).comments == 3


def test_nobody_replies_to_a_hidden_comment(world, alice, session):
    first = said(world, alice, world.idea(alice))
    session.execute(sa.update(Comment).values(state=ContentState.HIDDEN))
    session.commit()
    assert refusal(world, discussion.reply, alice, first, "Bonjour", "fr") == "is_hidden"


def test_a_question_waits_until_a_carrier_answers(world, alice, bob, session):
    idea = world.idea(alice)
    asked = said(world, bob, idea, "Qui assure les outils ?", Stance.QUESTION)
    world.do(discussion.reply, world.person("Charlie"), asked, "Bonne question", "fr")
    assert session.get_one(Comment, asked).needs_answer
    session.rollback()
    world.do(discussion.reply, alice, asked, "La commune.", "fr")
    assert not session.get_one(Comment, asked).needs_answer


def test_a_carrier_who_asks_waits_for_nobody(world, alice, session):
    asked = said(world, alice, world.idea(alice), "Qui a une remorque ?", Stance.QUESTION)
    assert not session.get_one(Comment, asked).needs_answer


def test_twenty_comments_an_hour_and_no_more(world, alice):
    idea = world.idea(alice)
    for _ in range(limits.COMMENTS_AN_HOUR):
        said(world, alice, idea)
    assert refusal(world, discussion.post, alice, idea, Stance.FOR, "Encore", "fr") == "too_many_comments"
    assert said(world, world.person("Bob"), idea)
    world.later(hours=1, seconds=1)
    assert said(world, alice, idea)


def test_a_comment_wakes_a_dormant_proposal(world, alice, session):
    idea = world.idea(alice)
    session.execute(sa.update(Proposal).values(status=Status.DORMANT))
    session.commit()
    said(world, alice, idea)
    session.expire_all()
    assert session.get_one(Proposal, idea).status is Status.OPEN


def test_only_the_author_corrects(world, alice, bob):
    comment = said(world, bob, world.idea(alice))
    assert refusal(world, discussion.edit, alice, comment, "Autre chose") == "not_your_comment"


def test_a_correction_is_dated_and_journalled(world, alice, session):
    comment = said(world, alice, world.idea(alice))
    world.do(discussion.edit, alice, comment, "Je prêterais *deux* remorques.")
    row = session.get_one(Comment, comment)
    assert row.edited_at == world.now
    assert "<em>deux</em>" in row.html
    assert session.scalar(sa.select(Event.data).where(Event.kind == "comment.edited")) == {
        "comment_id": comment, "version": 2}


def test_the_same_text_again_is_no_correction(world, alice, session):
    comment = said(world, alice, world.idea(alice), "Bonjour")
    world.do(discussion.edit, alice, comment, " Bonjour ")
    assert session.get_one(Comment, comment).edited_at is None


def test_what_was_answered_is_not_changed_any_more(world, alice, bob):
    comment = said(world, alice, world.idea(alice))
    world.do(discussion.reply, bob, comment, "D’accord avec vous", "fr")
    assert refusal(world, discussion.edit, alice, comment, "Le contraire") == "too_late_to_edit"


def test_after_a_day_a_comment_stays_as_it_is(world, alice):
    comment = said(world, alice, world.idea(alice))
    late = world.now + timedelta(hours=limits.EDIT_HOURS, seconds=1)
    assert refusal(world, discussion.edit, alice, comment, "Trop tard", at=late) == "too_late_to_edit"


def test_the_thread_comes_newest_first_by_pages(world, alice, session):
    idea = world.idea(alice)
    ids = [said(world, alice, idea, f"Message {n}") for n in range(5)]
    first = read.thread(session, Wanted(idea), limit=2)
    assert [row.id for row in first.comments] == [ids[4], ids[3]]
    second = read.thread(session, Wanted(idea), first.next, limit=4)
    assert [row.id for row in second.comments] == ids[2::-1]
    assert second.next is None


def test_a_thread_shows_the_first_five_replies_of_each(world, alice, bob, session):
    first = said(world, alice, world.idea(alice))
    replies = [world.do(discussion.reply, bob, first, f"Réponse {n}", "fr") for n in range(7)]
    told = read.thread(session, Wanted(session.get_one(Comment, first).proposal_id))
    assert [row.id for row in told.replies[first]] == replies[:5]
    assert told.comments[0].replies == 7
    rest, after = read.replies(session, first, after=replies[4])
    assert ([row.id for row in rest], after) == (replies[5:], None)


def test_a_hidden_text_does_not_leave_the_database(world, alice, session):
    idea = world.idea(alice)
    said(world, alice, idea, "Secret")
    session.execute(sa.update(Comment).values(state=ContentState.HIDDEN))
    row = read.thread(session, Wanted(idea)).comments[0]
    assert (row.html, row.state) == ("", ContentState.HIDDEN)


@pytest.mark.parametrize("number", [1, 8])
def test_the_number_of_statements_does_not_grow(world, alice, bob, session, number):
    idea = world.idea(alice)
    for n in range(number):
        world.do(discussion.reply, bob, said(world, alice, idea, f"Message {n}"), "Réponse", "fr")
    asked = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    read.thread(session, Wanted(idea))
    assert len([statement for statement in asked if statement != "BEGIN"]) == 2
