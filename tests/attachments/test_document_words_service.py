"""The words of a document: marked before it is read, read by nobody twice, never begun again and again."""

import logging

import pytest
import sqlalchemy as sa

from app.attachments import queries as read, service as attachments
from app.attachments.models import Attachment
from app.core.kinds import Subject
from app.proposals.service import proposals
from app.search import queries as search
from app.search.models import SearchDoc
from app.search.queries.index import DOCUMENT, distinct
from app.search.queries.keeping import AROUND
from tests.build import World
from tests.papers import odt, opened, read_by_job

AGAIN = attachments.AGAIN


@pytest.fixture
def idea(world: World) -> int:
    return world.idea(world.person("Alice"))


def join(world: World, idea: int, words: str = "Un moulin à huile de noix") -> int:
    return int(world.do(attachments.attach, world.people["Alice"], idea, "Le moulin", "", opened(odt(words))))


def waiting(world: World) -> list[int]:
    with world.make_session() as session:
        return read.unread(session, world.now, AGAIN)


def test_what_is_being_read_is_marked_before(world: World, idea: int):
    one = join(world, idea)
    assert world.do(attachments.begin, None, one) is not None
    assert waiting(world) == [], "and a job that starts now, after this one was ended, does not take it up"
    assert world.do(attachments.begin, None, one) is None


def test_the_others_go_first_and_it_is_tried_once_more(world: World, idea: int):
    one, other = join(world, idea), join(world, idea, "Le four banal")
    world.do(attachments.begin, None, one)
    world.later(seconds=AGAIN.total_seconds())
    assert waiting(world) == [other, one]
    assert read_by_job(world, one)
    assert waiting(world) == [other]


def test_what_ends_the_machine_twice_is_given_up(world: World, idea: int, caplog: pytest.LogCaptureFixture):
    one = join(world, idea)
    for _try in range(attachments.TRIES):
        assert world.do(attachments.begin, None, one) is not None
        world.later(seconds=AGAIN.total_seconds())
    with caplog.at_level(logging.ERROR):
        assert world.do(attachments.begin, None, one) is None
    assert f"attachment {one} was begun" in caplog.text
    world.later(days=30)
    assert waiting(world) == []


def test_taken_away_while_it_is_read_nothing_of_it_is_kept(world: World, idea: int, session):
    one = join(world, idea)
    world.do(attachments.begin, None, one)
    world.do(attachments.remove, world.people["Alice"], one)
    assert not world.do(attachments.keep, None, one, "moulin huil noix")
    assert session.get_one(Attachment, one).words == ""


def test_nobody_waits_while_it_is_read(world: World, idea: int, session):
    """Between the two ends of its reading somebody else writes, even to the same proposal."""
    one = join(world, idea)
    world.do(attachments.begin, None, one)
    world.do(proposals.support, world.person("Bob"), idea)
    assert world.do(attachments.keep, None, one, distinct("Un moulin à huile de noix", "fr"))
    assert [hit.ref for hit in search.find(session, "huile de noix", "fr")] == [idea]


def test_its_words_weigh_no_more_than_is_written_in_an_instant(world: World, idea: int, session):
    """What each change of the proposal writes again, whatever is in its documents; PostgreSQL refuses a megabyte."""
    stems = [distinct(" ".join(f"{word}{n:05d}" for n in range(10_000)), "fr") for word in ("ab", "cd", "élan", "龍門")]
    assert all(len(each.encode()) <= DOCUMENT for each in stems)
    for each in (*stems, *(each.replace("0", "q") for each in stems)):
        one = join(world, idea)
        world.do(attachments.begin, None, one)
        world.do(attachments.keep, None, one, each)
    kept = session.scalar(sa.select(SearchDoc.around).where(SearchDoc.kind == Subject.PROPOSAL, SearchDoc.ref == idea))
    assert AROUND / 2 < len(kept.encode()) < AROUND + 1_000


def test_a_word_that_is_there_a_thousand_times_is_kept_once():
    assert distinct("Le moulin, les moulins ; LE MOULIN à huile " * 1_000, "fr").split() == ["moulin", "huil"]


def test_the_words_of_a_place_come_before_those_of_documents(world: World, idea: int, session):
    one = join(world, idea, "zzz")
    world.do(attachments.begin, None, one)
    world.do(attachments.keep, None, one, " ".join(f"aa{n:06d}" for n in range(40_000)))
    assert [hit.ref for hit in search.find(session, "moulin", "fr")] == [idea], "the title of the piece"
