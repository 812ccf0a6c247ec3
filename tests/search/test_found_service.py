"""What operations leave in the index: what may be read, in the words it has now, and nothing else."""

from datetime import time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import Ground, GroupRole, Role, Stance, Status, StructureKind, Subject, Verdict
from app.discussion import service as discussion
from app.groups import service as groups
from app.groups.models import Group
from app.imports.service import ANSWER, SUPPORTS
from app.moderation import service as moderation
from app.moderation.models import Case, VerdictRow
from app.proposals.service import merging, proposals, writing
from app.search import queries as search, service as found
from app.search.models import SearchDoc, SearchPair, SearchWord
from app.search.queries.finding import suggestion
from app.search.queries.index import NOT_ITS_WORDS
from app.structures import service as structures
from app.structures.models import Structure
from app.territory.queries.charters import in_force
from tests.build import REASON, World

Found = list[tuple[Subject, int]]


def hits(world: World, query: str, **only: Any) -> Found:
    with world.make_session() as session:
        return [(hit.kind, hit.ref) for hit in search.find(session, query, "fr", search.Only(**only))]


def said(world: World, proposal: int, text: str) -> int:
    comment: int = world.do(discussion.post, world.person("Charlie"), proposal, Stance.NEUTRAL, text, "fr")
    return comment


def reported(world: World, kind: Subject, subject: int) -> int:
    world.do(moderation.report, world.person("Denise"), kind, subject, Ground.OFF_TOPIC, REASON)
    with world.make_session() as session:
        return session.scalar(sa.select(sa.func.max(Case.id))) or 0


def judged(world: World, kind: Subject, subject: int, verdict: Verdict) -> None:
    """Reported by somebody, settled by somebody else."""
    case = reported(world, kind, subject)
    world.do(moderation.judge, world.person("Moderator", Role.MODERATOR), case, verdict, Ground.OFF_TOPIC, REASON)


@pytest.fixture
def need(world: World) -> int:
    return world.need(world.person("Alice"), "Un médecin à Tallard")


def test_a_comment_is_found_and_its_new_words_after_it_was_corrected(world: World, need: int) -> None:
    comment = said(world, need, "Le cabinet est fermé le jeudi.")
    assert hits(world, "cabinets") == [(Subject.COMMENT, comment)]
    world.do(discussion.edit, world.person("Charlie"), comment, "La maison de santé est fermée le jeudi.")
    assert hits(world, "cabinet") == []
    assert hits(world, "maison santé") == [(Subject.COMMENT, comment)]


def test_what_is_hidden_leaves_and_what_is_shown_again_comes_back(world: World, need: int) -> None:
    comment = said(world, need, "Le cabinet est fermé le jeudi.")
    case = reported(world, Subject.PROPOSAL, need)
    moderator = world.person("Moderator", Role.MODERATOR)
    world.do(moderation.judge, moderator, case, Verdict.HIDE, Ground.OFF_TOPIC, REASON)
    assert hits(world, "médecin") == hits(world, "cabinet") == []
    with world.make_session() as session:
        assert suggestion(session, "cabinett", "fr") is None, "a word of a hidden text must not be offered"
    _restored(world, case)
    assert hits(world, "médecin") == [(Subject.PROPOSAL, need)]
    assert hits(world, "cabinet") == [(Subject.COMMENT, comment)]


def _restored(world: World, case: int) -> None:
    """The author answers, a second moderator shows it again."""
    with world.make_session() as session:
        verdict = session.scalar(sa.select(VerdictRow.id).where(VerdictRow.case_id == case))
    world.do(moderation.answer, world.person("Alice"), verdict, REASON)
    world.do(moderation.judge, world.person("Other", Role.MODERATOR), case, Verdict.RESTORE, Ground.OFF_TOPIC, REASON)


def test_a_hidden_comment_leaves_alone(world: World, need: int) -> None:
    judged(world, Subject.COMMENT, said(world, need, "Le cabinet est fermé le jeudi."), Verdict.HIDE)
    assert hits(world, "cabinet") == []
    assert hits(world, "médecin") == [(Subject.PROPOSAL, need)]


def test_what_was_merged_is_found_in_what_it_became(world: World, need: int) -> None:
    other = world.need(world.person("Alice"), "Un médecin à Laragne")
    world.do(merging.merge, world.person("Mona", Role.STEERING), need, other, REASON)
    assert hits(world, "médecin") == [(Subject.PROPOSAL, other)]


def test_what_was_withdrawn_is_still_found_with_its_state(world: World, need: int) -> None:
    world.do(proposals.withdraw, world.person("Alice"), need, REASON)
    assert hits(world, "médecin", statuses=(Status.OPEN,)) == []
    assert hits(world, "médecin", statuses=(Status.WITHDRAWN,)) == [(Subject.PROPOSAL, need)]


def test_a_need_is_found_by_its_commune(world: World, need: int) -> None:
    [(_kind, ref)] = hits(world, "médecin embrun")
    assert ref == need
    assert hits(world, '"tallard embrun"') == [], "no phrase goes from a text to its place"


def test_a_draft_is_never_found(world: World, need: int) -> None:
    world.do(writing.save, world.person("Alice"), "k" * 32, world.space_id, "need", {"title": "Une locomotive"}, 0)
    assert hits(world, "locomotive") == []


def planned(world: World, group: int, chair: int, title: str) -> int:
    meeting: int = world.do(groups.plan, chair, group, plan(world, title))
    return meeting


def plan(world: World, title: str) -> groups.Plan:
    """Yesterday, so that its minutes may be written."""
    return groups.Plan(title=title, day=(world.now - timedelta(days=1)).date(), starts=time(18), ends=time(20),
                         where="Salle des fêtes", agenda="Compter les marmites.")


def lived_in(world: World) -> tuple[int, int]:
    """A group with a meeting held, a structure, comments, one hidden. Group and meeting."""
    alice = world.person("Alice")
    idea = world.group_project(alice)
    with world.make_session() as session:
        group = session.scalar(sa.select(Group.id).where(Group.proposal_id == idea)) or 0
        college = next(iter(_colleges(session, world)))
    world.do(groups.join, world.person("Bob"), group)
    world.do(groups.give_role, alice, group, alice, GroupRole.LEAD)
    world.later(days=3)
    meeting = planned(world, group, alice, "Première rencontre")
    world.do(groups.change, alice, meeting, plan(world, "Rencontre des cuisines"))
    world.do(groups.write, alice, meeting, groups.Said(text="Nous avons compté treize marmites.", present=[alice]))
    card = structures.Card(name="Les Vélos du Buëch", kind=StructureKind.ASSOCIATION, college=college,
                           about="Nous réparons le samedi.", aliases=("La Dérailleuse",))
    with world.make_session() as session:
        there = session.scalars(sa.select(Structure.id)).all()  # made without an operation, as this small world does
    world.do(found.enter, None, [(Subject.STRUCTURE, number) for number in there])
    world.do(structures.register, world.person("Bob"), card)
    said(world, idea, "Le cabinet est fermé le jeudi.")
    judged(world, Subject.COMMENT, said(world, idea, "Une phrase à masquer."), Verdict.HIDE)
    return group, meeting


def _colleges(session: Session, world: World) -> Any:
    return in_force(session, world.space_id)[1].colleges


def kept(world: World) -> tuple[set[Any], set[Any], set[Any]]:
    skip = {"id", "updated_at", "found", "found_title"}
    with world.make_session() as session:
        docs = {tuple(row[name] for name in SearchDoc.__table__.columns.keys() if name not in skip)  # noqa: SIM118
                for row in session.execute(sa.select(SearchDoc.__table__)).mappings()}
        words = {tuple(row) for row in session.execute(sa.select(SearchWord.lang, SearchWord.word, SearchWord.stem,
                                                                 SearchWord.n))}
        return docs, words, {tuple(row) for row in session.execute(sa.select(SearchPair.pair, SearchPair.word))}


def test_groups_meetings_and_structures_are_found_and_the_index_made_again_is_the_same(world: World) -> None:
    group, meeting = lived_in(world)
    assert hits(world, "rencontres cuisine") == hits(world, "marmites") == [(Subject.MEETING, meeting)]
    assert (Subject.GROUP, group) in hits(world, "outils", kinds=(Subject.GROUP,)) + hits(
        world, _name(world, group), kinds=(Subject.GROUP,))
    assert [kind for kind, _ref in hits(world, "dérailleuse")] == [Subject.STRUCTURE]
    assert hits(world, "masquer") == []
    queries = ("outils", "local", "marmites", "vélos", "cabinet", "gap")
    before = [hits(world, query) for query in queries]
    world.do(found.count, None)
    left = kept(world)
    with world.make_session() as session:
        things = search.in_order(session)
    world.do(found.forget_all, None)
    assert kept(world) == (set(), set(), set())
    world.do(found.enter, None, things)
    world.do(found.count, None)
    assert kept(world) == left
    assert [hits(world, query) for query in queries] == before


def _name(world: World, group: int) -> str:
    with world.make_session() as session:
        return session.get_one(Group, group).name


def test_counting_forgets_the_words_of_no_text(world: World, need: int) -> None:
    judged(world, Subject.COMMENT, said(world, need, "Un zygomatique."), Verdict.HIDE)
    world.do(found.count, None)
    with world.make_session() as session:
        assert session.scalar(sa.select(SearchWord.n).where(SearchWord.word == "zygomatique")) is None
        assert session.scalar(sa.select(SearchPair.word).where(SearchPair.word == "zygomatique")) is None
        assert session.scalar(sa.select(SearchWord.n).where(SearchWord.word == "medecin")) == 1


@pytest.mark.parametrize(("typed", "meant"), [
    ("medcin", "médecin"), ("mdéecin", "médecin"), ("medecine talard", "medecine tallard"), ("médecin", None),
    ("locomotive", None), ("le", None), ("-medcin", None), ("medcin* tallard", None)])
def test_another_spelling_is_offered(world: World, need: int, typed: str, meant: str | None) -> None:
    with world.make_session() as session:
        assert suggestion(session, typed, "fr") == meant


def test_what_an_import_says_of_a_text_is_not_its_words() -> None:
    assert set(NOT_ITS_WORDS) == {SUPPORTS, ANSWER}


def test_a_beginning_is_also_the_words_whose_root_is_shorter(world: World) -> None:
    need = world.need(world.person("Alice"), "Une association pour le village")
    assert hits(world, "associat*") == hits(world, "asso*") == [(Subject.PROPOSAL, need)]
