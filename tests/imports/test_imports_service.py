"""Contents of another platform: each once, under the name of its author of elsewhere, and nothing decided by it."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Person
from app.core.kinds import Stance, Status, Subject
from app.discussion.models import Comment
from app.imports.decidim.objects import Place, states
from app.imports.decidim.rows import CommentRow, ProposalRow
from app.imports.service import Origin, bring_comments, bring_proposals, first_of_each, table_faults
from app.journal.models import Event
from app.journal.rules import Entry, verify
from app.proposals.models import Imported, Proposal, ProposalPlace, Revision, Source, Support
from app.search import queries as search
from app.territory.models import Space, Tally
from tests.build import World

THEN = datetime(2024, 5, 31, 14, tzinfo=UTC)
HOST = "bourg.example"


def proposal(number: int = 1, **given) -> ProposalRow:
    told = {"line": number + 1, "external_id": str(number), "lang": "fr", "title": {"fr": "Un arrêt de bus"},
            "body": {"fr": "Rien ne passe **après 18 h**."}, "category": "", "scope": "", "address": "",
            "latitude": None, "longitude": None, "state": "", "withdrawn": False, "reference": "", "answer": "",
            "supports": None, "published_at": THEN, "author_name": "Participante 7", "author_external_id": "7",
            "url": f"https://{HOST}/f/1/proposals/{number}", "amends_external_id": ""}
    return ProposalRow(**told | given)


def comment(number: int = 1, on: str = "1", answers: str = "", **given) -> CommentRow:
    told = {"line": number + 1, "external_id": str(number), "lang": "fr", "body": "D’accord *aussi*.",
            "created_at": THEN, "author_name": "Participante 7", "author_external_id": "7", "group_name": "",
            "alignment": 0, "depth": int(bool(answers)), "commentable_id": answers or on, "commentable_type": "",
            "root_url": "", "proposal_external_id": on, "parent_external_id": answers}
    return CommentRow(**told | given)


def origin(world: World, **table: Place) -> Origin:
    return Origin(world.space_id, HOST, HOST, {**states(), **table})


def bring(world: World, *rows: ProposalRow):
    return world.do(bring_proposals, None, origin(world), rows)


def talk(world: World, *rows: CommentRow):
    """As the command does: the first level, then the replies."""
    firsts = first_of_each({row.external_id: row.parent_external_id for row in rows if row.parent_external_id})
    first, replies = ([row for row in rows if bool(row.parent_external_id) is b] for b in (False, True))
    return [world.do(bring_comments, None, origin(world), part, firsts) for part in (first, replies)]


def count(session, table) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_a_proposal_keeps_its_words_its_date_and_its_author(world: World, session):
    assert bring(world, proposal()).created == 1
    row = session.scalars(sa.select(Proposal)).one()
    assert (row.title, row.track, row.stage, row.status) == ("Un arrêt de bus", "project", "idea", Status.OPEN)
    assert (row.published_at, row.stage_since, row.excerpt) == (THEN, world.now, "Rien ne passe après 18 h.")
    assert (row.author_id, session.get_one(Source, row.source_id).name) == (None, "Participante 7")
    revision = session.scalars(sa.select(Revision)).one()
    assert revision.fields == {"problem": "Rien ne passe **après 18 h**."}
    assert "<strong>" in revision.html["problem"]


def test_a_short_title_and_an_empty_text_are_kept_as_they_are(world: World, session):
    assert bring(world, proposal(title={"fr": "Bus"}, body={})).created == 1
    assert session.scalar(sa.select(Proposal.title)) == "Bus"


def test_nobody_gets_an_account_nor_a_support(world: World, session):
    bring(world, proposal(supports=25))
    assert (count(session, Person), count(session, Support), session.scalar(sa.select(Proposal.supports))) == (0, 0, 0)
    told = session.scalars(sa.select(Revision)).one().fields["imported_supports"]
    assert told == f"25 soutiens reçus sur {HOST} avant l’import. Ils ne comptent pas ici."


def test_an_address_is_not_a_name_to_show(world: World, session):
    bring(world, proposal(author_name="alice@example.org"))
    assert session.scalars(sa.select(Source.name)).all() == [HOST]


def test_signs_that_turn_the_line_around_are_left_out(world: World, session):
    bring(world, proposal(title={"fr": "Un \u202earrêt"}), proposal(2, title={"fr": "\u202e"}))
    assert session.scalars(sa.select(Proposal.title)).all() == ["Un arrêt"]


def test_a_day_to_come_does_not_stay_first_for_ever(world: World, session):
    bring(world, proposal(published_at=world.now + timedelta(days=900)))
    assert session.scalar(sa.select(Proposal.published_at)) == world.now


def test_it_is_found_counted_and_known_by_its_address(world: World, session):
    bring(world, proposal(), proposal(2))
    assert len(search.find(session, "arret", "fr")) == 2
    assert session.get_one(Tally, (world.space_id, "stage:project:idea")).n == 2
    imported = session.scalars(sa.select(Imported)).all()
    assert {(row.system, row.kind, row.url[-1]) for row in imported} == {(HOST, Subject.PROPOSAL, n) for n in "12"}


def test_a_commune_and_a_theme_of_ours_are_recognised(world: World, session):
    bring(world, proposal(scope="BRIANÇON", category="locaux et matériels"), proposal(2, scope="Quartier nord"))
    one, two = session.scalars(sa.select(Proposal).order_by(Proposal.id)).all()
    assert (one.theme_id, one.where_text, two.where_text) == (world.themes["locaux"], "", "Quartier nord")
    assert session.scalars(sa.select(ProposalPlace.place_id)).all() == [world.places["Briançon"]]


@pytest.mark.parametrize(("given", "reason"), [
    ({"state": "rejected", "answer": "Trop **cher**."}, "Trop cher."),
    ({"state": "rejected"}, f"Cette proposition était close sur {HOST}, sans explication."),
    ({"state": "withdrawn", "withdrawn": True}, f"Son auteur ou autrice l’avait retirée sur {HOST}."),
])
def test_what_was_refused_or_taken_back_there_is_withdrawn_here(world: World, session, given, reason):
    bring(world, proposal(**given))
    row = session.scalars(sa.select(Proposal)).one()
    assert (row.status, row.closing_reason, row.active_at) == (Status.WITHDRAWN, reason, THEN)
    assert count(session, Tally) == 0


def test_the_answer_received_stays_with_an_open_one(world: World, session):
    bring(world, proposal(state="accepted", answer="Oui, en 2025."))
    fields = session.scalars(sa.select(Revision)).one().fields
    assert fields["imported_answer"] == f"# Réponse reçue sur {HOST}\n\nOui, en 2025."


def test_a_state_that_the_table_does_not_have_refuses_its_row(world: World):
    done = bring(world, proposal(state="in_discussion"), proposal(2))
    assert (done.created, [(fault.line, fault.code) for fault in done.faults]) == (1, [(2, "state_unknown")])


@pytest.mark.parametrize(("place", "code"), [
    (Place("debate", "idea", "open"), "state_track_absent"), (Place("project", "dream", "open"), "state_stage_absent"),
    (Place("project", "idea", "merged"), "state_status_absent"),
    (Place("need", "covered", "open"), "state_stage_final"),
    (Place("project", "work_group", "open"), "state_stage_group"),
])
def test_a_place_that_the_charter_does_not_have_is_one_fault(world: World, session, place, code):
    table = {"accepted": place, "unused": Place("nowhere", "x", "open"), "": Place("need", "published", "dormant")}
    assert [fault.code for fault in table_faults(session, world.space_id, table, {"accepted", ""})] == [code]


def test_a_second_time_creates_nothing(world: World, session):
    bring(world, proposal())
    assert [(d.created, d.existing) for d in (bring(world, proposal(), proposal(2)), bring(world, proposal(2)))] == [
        (1, 1), (0, 1)]
    assert count(session, Proposal) == 2


def test_the_same_number_of_another_platform_is_another_proposal(world: World, session):
    bring(world, proposal())
    world.do(bring_proposals, None, replace(origin(world), system="elsewhere.example"), [proposal()])
    assert count(session, Proposal) == 2


def test_two_imports_at_once_create_each_once(world: World, session):
    rows = [proposal(number) for number in range(40)]
    threads = [threading.Thread(target=bring, args=(world, *rows)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (count(session, Proposal), count(session, Imported)) == (40, 40)


def test_one_line_of_the_journal_for_each_batch(world: World, session):
    before = session.scalar(sa.select(Space.journal_seq))
    session.rollback()
    bring(world, proposal(), proposal(2))
    bring(world, proposal())
    space = session.get_one(Space, world.space_id)
    event = session.scalars(sa.select(Event).order_by(Event.seq.desc()).limit(1)).one()
    assert (space.journal_seq, event.kind) == (before + 1, "contents.imported")
    assert event.data == {"proposals": 2, "comments": 0}
    entries = [Entry(e.space_id, e.seq, e.at, e.kind, e.actor_id, e.subject_kind.value, e.subject_id, e.data,
                     e.previous, e.digest) for e in session.scalars(sa.select(Event).order_by(Event.seq))]
    assert verify(entries, space.journal_seq, space.journal_head) == (space.journal_seq, None)


def test_a_comment_without_its_proposal_is_refused(world: World, session):
    bring(world, proposal())
    done, _none = talk(world, comment(5, on="9"), comment(6))
    assert (done.created, [(fault.line, fault.code, fault.params) for fault in done.faults]) == (
        1, [(6, "proposal_missing", {"id": "9"})])


@pytest.mark.parametrize(("alignment", "stance"), [(1, Stance.FOR), (-1, Stance.AGAINST), (0, Stance.NEUTRAL)])
def test_a_comment_keeps_its_side_its_date_and_its_author(world: World, session, alignment, stance):
    bring(world, proposal())
    talk(world, comment(alignment=alignment))
    row = session.scalars(sa.select(Comment)).one()
    assert (row.stance, row.created_at, row.html.strip()) == (stance, THEN, "<p>D’accord <em>aussi</em>.</p>")
    assert session.scalar(sa.select(Proposal.comments)) == 1
    assert row.source_id == session.scalar(sa.select(Proposal.source_id))
    assert count(session, Source) == 1


def test_a_group_signs_what_it_says(world: World, session):
    bring(world, proposal())
    talk(world, comment(group_name="Les amis du bus"))
    assert session.scalar(sa.select(Source.name).join(Comment, Comment.source_id == Source.id)) == "Les amis du bus"


def test_replies_come_under_the_first_level_whatever_their_depth_and_order(world: World, session):
    bring(world, proposal())
    first, replies = talk(world, comment(4, answers="3"), comment(3, answers="2"), comment(2, answers="1"), comment(1))
    assert (first.created, replies.created) == (1, 3)
    rows = session.scalars(sa.select(Comment).order_by(Comment.id)).all()
    assert [row.parent_id for row in rows] == [None, *[rows[0].id] * 3]
    assert (rows[0].replies, session.scalar(sa.select(Proposal.comments))) == (3, 4)


def test_a_reply_to_what_came_in_an_earlier_file_finds_it(world: World, session):
    bring(world, proposal())
    talk(world, comment(1), comment(2, answers="1"))
    assert talk(world, comment(3, answers="2"))[1].created == 1
    assert session.scalar(sa.select(sa.func.max(Comment.replies))) == 2


def test_a_reply_to_nothing_is_refused_and_a_ring_too(world: World):
    bring(world, proposal())
    done = talk(world, comment(2, answers="1"), comment(3, answers="4"), comment(4, answers="3"))[1]
    assert (done.created, [(fault.line, fault.code) for fault in done.faults]) == (
        0, [(3, "parent_missing"), (4, "parent_missing"), (5, "parent_missing")])


def test_comments_come_in_the_order_they_were_written(world: World, session):
    bring(world, proposal())
    hours = {2: 1, 1: 0, 3: -24}
    talk(world, *(comment(number, created_at=THEN + timedelta(hours=hour)) for number, hour in hours.items()))
    dates = session.scalars(sa.select(Comment.created_at).order_by(Comment.id)).all()
    assert dates == sorted(dates)


def test_comments_twice_are_comments_once(world: World, session):
    bring(world, proposal())
    rows = (comment(1), comment(2, answers="1"))
    talk(world, *rows)
    assert [(done.created, done.existing) for done in talk(world, *rows)] == [(0, 1), (0, 1)]
    assert session.scalar(sa.select(Proposal.comments)) == 2


def test_above_each_reply_whatever_the_length_of_the_chain():
    chain = {str(n + 1): str(n) for n in range(5_000)}
    assert set(first_of_each(chain).values()) == {"0"}
    assert first_of_each({"1": "2", "2": "1", "3": "2"}) == {"1": "", "2": "", "3": ""}
