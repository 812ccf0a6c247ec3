"""A long discussion on its pages: the addresses of messages, the marks, former texts, for and against; and its cost."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.kinds import ContentState, Role, Stance, ThreadOrder
from app.discussion import queries as read, service as discussion
from app.discussion.models import Comment
from app.discussion.queries import Wanted, where
from app.extensions import db
from app.territory import reference
from tests.queries_count import statements
from tests.threads import fill, last_reply
from tests.web.signing import post, token
from tests.web.town import Town, town


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from town(sqlite_template, tmp_path_factory.mktemp("threads"))


@pytest.fixture(scope="module")
def idea(place: Town) -> int:
    return place.world.idea(place.world.person("Alice"))


@pytest.fixture(scope="module")
def long_one(place: Town) -> int:
    """A message with seven replies, under twenty-five newer ones."""
    world = place.world
    item = world.idea(world.person("Alice"), title="Un four à pain pour le hameau")
    first = say(place, item, "Alice", "Le tout premier message.", Stance.FOR)
    for n in range(7):
        world.do(discussion.reply, world.person("Bob"), first, f"Réponse numéro {n}", "fr")
    for n in range(25):
        say(place, item, f"Sup{n % 5}", f"Message numéro {n}", list(Stance)[n % 4])
    return item


def say(place: Town, item: int, who: str, text: str = "Je prêterais ma remorque.", stance: Stance = Stance.FOR) -> int:
    return int(place.world.do(discussion.post, place.world.person(who), item, stance, text, "fr"))


def first_of(place: Town, item: int, words: str) -> int:
    with place.world.make_session() as session:
        return session.execute(sa.select(Comment.id).where(
            Comment.proposal_id == item, Comment.body.contains(words))).scalar_one()


@pytest.mark.parametrize("words", ["Le tout premier", "Réponse numéro 6", "Message numéro 24", "Message numéro 0"])
def test_the_address_of_a_message_opens_the_thread_at_its_place(place, long_one, words):
    number = first_of(place, long_one, words)
    page = place.client.get(f"/commentaires/{number}", follow_redirects=True)
    assert page.request.path == f"/propositions/{long_one}/discussion"
    assert f'id="comment-{number}" tabindex="-1"' in page.text
    answer = place.client.get(f"/commentaires/{number}")
    assert answer.headers["Location"].endswith(f"#comment-{number}")


def test_a_message_is_not_looked_for_under_another_proposal(place, idea, long_one):
    number = first_of(place, long_one, "Le tout premier")
    assert place.client.get(f"/propositions/{idea}/discussion?autour={number}").status_code == 404


@pytest.mark.parametrize("order", list(ThreadOrder))
def test_one_turns_the_pages_in_each_order(place, long_one, order):
    first = place.read(f"/propositions/{long_one}/discussion?tri={order.value}")
    assert "Messages suivants" in first
    assert "Messages précédents" not in first
    after = first.split('class="button quiet" href="')[-1].split('"')[0].replace("&amp;", "&")
    second = place.read(after.split("#")[0])
    assert "Messages précédents" in second
    assert "Messages suivants" not in second


def test_for_and_against_stand_side_by_side(place, long_one):
    page = place.read(f"/propositions/{long_one}/discussion?vue=pour-contre")
    for_it, against = page.split('id="pour"')[1].split('id="contre"')
    assert "Message numéro 0" in for_it
    assert "Message numéro 1<" in against
    assert "Message numéro 2<" not in page


def test_a_visitor_is_led_to_the_sign_in_and_back_to_the_mark(place, idea):
    number = say(place, idea, "Alice")
    page = place.read(f"/propositions/{idea}/discussion")
    assert f"/commentaires/{number}/utile" in page
    assert "csrf_token" not in page
    answer = place.client.get(f"/commentaires/{number}/utile")
    assert answer.headers["Location"].startswith("/connexion?suite=/commentaires/")


def test_one_marks_a_message_and_takes_it_back(place, idea):
    number, who = say(place, idea, "Alice"), place.world.person("Bob")
    client = place.enter("Bob")
    answer = post(client, f"/commentaires/{number}/utile")
    assert answer.headers["Location"] == f"/commentaires/{number}"
    page = client.get(f"/propositions/{idea}/discussion").text
    assert "utile à 1 personne" in page
    assert 'aria-pressed="true"' in page
    answer = client.post(f"/commentaires/{number}/plus-utile", data={"csrf_token": token(page), "de": "page"})
    assert answer.headers["Location"] == f"/propositions/{idea}#comment-{number}"
    assert who
    assert "utile à 1 personne" not in client.get(f"/propositions/{idea}/discussion").text


def test_ones_own_message_takes_no_mark(place, idea):
    number = say(place, idea, "Bob")
    page = post(place.enter("Bob"), f"/commentaires/{number}/utile", at=f"/propositions/{idea}/commenter")
    assert page.status_code == 303
    assert "les autres diront" in place.enter("Bob").get(f"/propositions/{idea}").text


def test_former_texts_are_read_by_everybody_unless_hidden(place, idea):
    number = say(place, idea, "Alice", "Un premier jet")
    place.world.do(discussion.edit, place.world.person("Alice"), number, "Une phrase plus claire")
    assert "Un premier jet" in place.read(f"/commentaires/{number}/versions")
    with place.world.make_session() as session:
        session.execute(sa.update(Comment).where(Comment.id == number).values(state=ContentState.HIDDEN))
        session.commit()
    assert place.client.get(f"/commentaires/{number}/versions").status_code == 404


def test_names_to_write_are_those_the_page_shows(place, idea):
    place.world.person("Invisible")
    say(place, idea, "Alice")
    page = place.enter("Bob").get(f"/propositions/{idea}/commenter").text
    assert "<code>@Alice</code>" in page
    assert "Invisible" not in page


def test_a_synthesis_is_pinned_with_what_it_covers(place, long_one):
    client, world = place.enter("Alice"), place.world
    bare = f"/propositions/{long_one}/synthese"
    assert place.enter("Bob").get(bare).status_code == 403
    assert post(client, bare, {"body": "Tout le monde veut un four, sauf le bruit."}).status_code == 422
    sent = {"body": "Tout le monde veut un four, sauf le bruit.", "everything": "y", "up_to": "99999"}
    assert post(client, bare, sent).status_code == 303
    page = place.read(f"/propositions/{long_one}/discussion")
    assert "Elle couvre 33 messages sur 33, jusqu’au" in page
    world.do(discussion.write, world.person("Mona", Role.MODERATOR), long_one, "Le bruit est réglé, le four est voulu.",
             "fr", [first_of(place, long_one, "Le tout premier")])
    page = place.read(f"/propositions/{long_one}/syntheses")
    assert page.index("Le bruit est réglé") < page.index("sauf le bruit")
    assert place.read(f"/propositions/{long_one}/syntheses/2").count("/commentaires/") == 1
    assert place.client.get(f"/propositions/{long_one}/syntheses/3").status_code == 404


@pytest.mark.parametrize("fields", [{"covers": "x"}, {"up_to": "-1", "everything": "y"}, {"up_to": "9" * 30}])
def test_a_bent_synthesis_form_comes_back(place, idea, fields):
    sent = {"body": "Tout le monde veut un four, sauf le bruit."} | fields
    assert post(place.enter("Alice"), f"/propositions/{idea}/synthese", sent).status_code == 422


def test_a_thread_is_muted_and_heard_again(place, idea):
    client = place.enter("Bob")
    page = client.get(f"/propositions/{idea}/discussion").text
    client.post(f"/propositions/{idea}/discussion/couper", data={"csrf_token": token(page)})
    page = client.get(f"/propositions/{idea}/discussion").text
    assert "Recevoir de nouveau" in page
    client.post(f"/propositions/{idea}/discussion/reprendre", data={"csrf_token": token(page)})
    assert "Ne plus recevoir" in client.get(f"/propositions/{idea}/discussion").text


# What it costs


@pytest.fixture(scope="module")
def two_sizes(place: Town) -> list[tuple[int, int]]:
    """(proposal, the message that half of the replies are under): of 50 and of 5 000 messages."""
    made, world = [], place.world
    people = [world.person(f"Sup{n}") for n in range(8)]
    for number in (50, 5_000):
        item = world.idea(people[0], title=f"Une discussion de {number} messages")
        with world.make_session() as session:
            made.append((item, fill(session, item, people, number, world.now)))
    return made


PATHS: dict[str, Callable[[int, int], str]] = {
    "proposal": lambda item, reply: f"/propositions/{item}",
    **{order.value: lambda item, reply, o=order: f"/propositions/{item}/discussion?tri={o.value}"
       for order in ThreadOrder},
    "questions": lambda item, reply: f"/propositions/{item}/discussion?filtre=questions",
    "sides": lambda item, reply: f"/propositions/{item}/discussion?vue=pour-contre",
    "around": lambda item, reply: f"/propositions/{item}/discussion?autour={reply}",
}


@pytest.mark.parametrize("path", PATHS)
def test_five_thousand_messages_weigh_as_fifty(place, two_sizes, path):
    asked, pages = [], []
    with place.app.app_context():
        engine = db.engine
    for item, crowd in two_sizes:
        with place.world.make_session() as session:
            address = PATHS[path](item, last_reply(session, crowd))
        reference._kept.clear()  # it is read again every ten seconds: not between these two
        place.client.get(address)
        with statements(engine) as sent:
            pages.append(place.client.get(address).data)
        asked.append(len(sent))
    assert asked[0] >= asked[1] - 1  # the page before is asked for where there is one
    assert len(gzip.compress(pages[1], 5)) < 25_000  # with six hundred signs a message; the ceiling of a page is 60 kB
    shown = [page.count(b"<article") for page in pages]
    assert len(pages[1]) / shown[1] < 1.1 * len(pages[0]) / shown[0]


def steps(session: Any, act: Callable[[], object]) -> int:
    """How many hundreds of instructions SQLite runs: what is read, without a clock."""
    raw, seen = session.connection().connection.driver_connection, [0]

    def one() -> int:
        seen[0] += 1
        return 0

    raw.set_progress_handler(one, 100)
    try:
        act()
    finally:
        raw.set_progress_handler(None, 100)
    return seen[0]


READS: dict[str, Callable[[Any, int, int], object]] = {
    **{order.value: lambda session, item, reply, o=order: read.thread(session, Wanted(item, o))
       for order in ThreadOrder},
    "sides": lambda session, item, reply: read.first_level(
        session, Wanted(item, ThreadOrder.USEFUL, stance=Stance.AGAINST)),
    "around": lambda session, item, reply: read.around(session, where(session, reply)),
}


@pytest.mark.parametrize("what", READS)
def test_the_database_reads_no_more_of_five_thousand_than_of_fifty(place, two_sizes, what):
    found = []
    for item, crowd in two_sizes:
        with place.world.make_session() as session:
            reply = last_reply(session, crowd)
            READS[what](session, item, reply)
            found.append(steps(session, lambda s=session, i=item, r=reply: READS[what](s, i, r)))
    assert found[1] <= 2 * found[0] + 20, found


def test_marking_is_one_line_and_its_figure_moves_in_sql(place, two_sizes):
    item, crowd = two_sizes[0]
    with place.world.make_session() as session:
        before = session.get_one(Comment, crowd).marks
    for n in range(3):
        who = place.world.person(f"New{n}")
        place.world.do(discussion.mark_useful, who, crowd)
    with place.world.make_session() as session:
        assert session.get_one(Comment, crowd).marks == before + 3
    assert item
