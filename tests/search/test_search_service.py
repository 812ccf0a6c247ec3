"""What is found, in which order: the same on both databases."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from pysqlite3 import dbapi2
from sqlalchemy.orm import Session, sessionmaker

from app.core.database import WRITE, prepare_sqlite
from app.core.kinds import StructureKind, Subject
from app.core.models import Base
from app.search import queries as search
from app.search.models import SearchDoc
from app.search.queries import finding
from app.search.queries.finding import suggestion
from app.structures import service as structures
from app.territory.queries.charters import in_force
from tests import postgres as pg
from tests.build import World

NEEDS = search.Only((Subject.PROPOSAL,), "need")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TOWN = (
    "école vélo vélos lieu lieux travail travaux élu élue élus forêt marché salle salles bureau bureaux réseau mobilité"
    " transport gare médecin santé logement logements jeune jeunes atelier outil outils partage commun communs énergie"
    " bois eau ruisseau sentier montagne vallée hiver neige emploi emplois formation aidant aidants crèche enfants"
    " repas cantine jardin jardins alimentation local locaux numérique démarches courriel 2026 1e5 3e œuvre l'été"
)
VOCABULARY = TOWN.split()


def enter(session: Session, space_id: int, ref: int, title: str, body: str = "", *, lang: str = "fr",
          kind: Subject = Subject.PROPOSAL, track: str = "need") -> None:
    search.index(session, space_id, kind, ref, lang, title, body, track=track, now=NOW)


@pytest.fixture
def shelf(world: World, session: Session) -> Session:
    """A few texts."""
    session.connection(execution_options=WRITE)
    for ref, (title, body) in enumerate([
            ("L’École du village", "Sans car, pas d’école."), ("Des vélos en libre-service", "Près de la gare."),
            ("Un lieu pour se réunir", "Le soir, à l’école ou ailleurs."),
            ("Garder les enfants", "Après dix-neuf heures."),
    ], 1):
        enter(session, world.space_id, ref, title, body)
    enter(session, world.space_id, 1, "Les Vélos du Buëch", kind=Subject.STRUCTURE, track="")
    enter(session, world.space_id, 5, "Une école dehors", track="project")
    return session


def refs(hits: list[search.Hit]) -> list[int]:
    return [hit.ref for hit in hits]


@pytest.mark.parametrize("query", ["", "   ", "le la les", "-- ; '\" * ( )", "\x00", "🚲"])
def test_a_query_without_a_word_finds_nothing(shelf: Session, query: str) -> None:
    assert search.find(shelf, query, "fr") == []
    assert search.refs(shelf, query, "fr", Subject.PROPOSAL) is None


@pytest.mark.parametrize("query", [
    'vélo" OR "école', "vélo AND NEAR(", "vélo & !gare:*", "title_words:vélo", "vélo'); DROP"])
def test_operators_of_the_databases_are_words_like_others(shelf: Session, query: str) -> None:
    search.find(shelf, query, "fr")
    assert search.alike(shelf, query, query, "fr") is not None


def test_ecole_finds_ecole_with_its_accent_title_first(shelf: Session) -> None:
    assert refs(search.find(shelf, "ecole", "fr", NEEDS)) == [1, 3]


def test_a_plural_finds_the_singular(shelf: Session) -> None:
    assert refs(search.find(shelf, "lieux", "fr")) == [3]


def test_every_word_must_be_there(shelf: Session) -> None:
    assert search.find(shelf, "vélo enfants", "fr") == []
    assert refs(search.find(shelf, "vélo gare", "fr")) == [2]


def test_who_reads_in_english_finds_what_is_written_in_french(shelf: Session) -> None:
    assert refs(search.find(shelf, "écoles", "en", NEEDS)) == [1, 3]


def test_kinds_and_tracks_are_kept_apart(shelf: Session) -> None:
    structures_only = search.Only((Subject.STRUCTURE,))
    assert [hit.kind for hit in search.find(shelf, "vélos", "fr", structures_only)] == [Subject.STRUCTURE]
    assert refs(search.find(shelf, "école", "fr", search.Only(track="project"))) == [5]


def test_pages_go_on_from_the_last_hit(shelf: Session) -> None:
    asked = search.ask(shelf, "école", "fr")
    assert asked is not None
    first = finding.find(shelf, asked, limit=2)
    rest = finding.find(shelf, asked, after=(first[-1].score, first[-1].at, first[-1].id))
    assert refs(first) + refs(rest) == refs(search.find(shelf, "école", "fr"))
    assert len(rest) == 1


def test_what_was_changed_is_found_by_its_new_words_only(world: World, shelf: Session) -> None:
    enter(shelf, world.space_id, 2, "Des trottinettes")
    assert search.find(shelf, "gare", "fr") == []
    assert refs(search.find(shelf, "trottinette", "fr")) == [2]


def test_what_was_removed_is_not_found(shelf: Session) -> None:
    search.remove(shelf, Subject.PROPOSAL, 2)
    assert [hit.kind for hit in search.find(shelf, "vélo", "fr")] == [Subject.STRUCTURE]
    assert search.alike(shelf, "Des vélos en libre-service", "Près de la gare.", "fr") == []


def test_a_near_duplicate_is_offered_and_an_unrelated_text_is_not(shelf: Session) -> None:
    assert search.alike(shelf, "Velo en libre service", "", "fr", ("need",)) == [2]
    assert search.alike(shelf, "Vélos en libre service", "À côté de la gare", "fr", ("need",)) == [2]
    assert search.alike(shelf, "Une fontaine sur la place", "L’été, on a soif.", "fr", ("need",)) == []


def test_one_is_not_alike_to_oneself(shelf: Session) -> None:
    assert search.alike(shelf, "Des vélos en libre-service", "Près de la gare.", "fr", exclude=2) == []


def test_writing_a_need_makes_it_found(world: World) -> None:
    need = world.need(world.person("Alice"), "Un médecin à Tallard")
    with world.make_session() as session:
        assert refs(search.find(session, "médecins", "fr", NEEDS)) == [need]


def test_a_structure_is_found_by_its_name_its_other_names_and_what_it_says(world: World) -> None:
    card = structures.Card(name="Les Vélos du Buëch", kind=StructureKind.ASSOCIATION, college=_college(world),
                           about="Nous réparons le samedi.", aliases=("La Dérailleuse",))
    world.do(structures.register, world.person("Alice"), card)
    with world.make_session() as session:
        for words in ("velo buech", "dérailleuse", "le samedis"):
            assert [hit.kind for hit in search.find(session, words, "fr")] == [Subject.STRUCTURE], words


def _college(world: World) -> str:
    with world.make_session() as session:
        return next(iter(in_force(session, world.space_id)[1].colleges))


def test_whatever_is_typed_is_answered(shelf: Session) -> None:
    """Signs of both engines' own languages, letters of many scripts, nothing at all."""
    draw = random.Random(3)
    signs = "aéœß½²İﬁжक्षあ漢🚲\x00\u0301\u202e\u00a0\\ '\"«»*-#%_&|!():<>{}^+~"
    for _ in range(120):
        typed = "".join(draw.choices(signs, k=draw.randint(1, 14)))
        enter(shelf, shelf.scalar(sa.select(SearchDoc.space_id).limit(1)) or 0, 9, typed)
        search.find(shelf, typed, "fr")
        suggestion(shelf, typed, "fr")


def _texts(number: int) -> list[tuple[str, str]]:
    draw = random.Random(32)
    return [(" ".join(draw.choices(VOCABULARY, k=4)), " ".join(draw.choices(VOCABULARY, k=25))) for _ in range(number)]


def _queries(draw: random.Random) -> Iterator[str]:
    """Words, beginnings, phrases, and words that are not wanted."""
    for n in range(60):
        words = draw.choices(VOCABULARY, k=1 + n % 3)
        yield " ".join(words)
        yield f"{words[0][:4]}* {' '.join(words[1:2])}"
        yield f'"{" ".join(draw.choices(VOCABULARY, k=2))}"'
        yield f"{words[0]} -{draw.choice(VOCABULARY)}"


def _expected(session: Session) -> Iterator[list[int]]:
    """Read from the words of each text, one by one, without an index."""
    docs = session.execute(sa.select(SearchDoc.ref, SearchDoc.words).order_by(SearchDoc.ref)).all()
    for query in _queries(random.Random(7)):
        asked = search.ask(session, query, "fr")
        yield [ref for ref, words in docs if asked is not None and asked.matches(words.split())]


def _answers(engine: sa.Engine) -> tuple[list[list[int]], list[list[int]]]:
    """240 queries on 60 texts, and the 20 first texts asked for what is alike."""
    make = sessionmaker(engine, expire_on_commit=False)
    world = World(make, NOW)
    draw = random.Random(7)
    with make() as session:
        session.connection(execution_options=WRITE)
        for ref, (title, body) in enumerate(_texts(60), 1):
            enter(session, world.space_id, ref, title, body)
        found = [refs(search.find(session, query, "fr", limit=100)) for query in _queries(draw)]
        assert list(map(sorted, found)) == list(_expected(session))
        alike = [search.alike(session, title, body, "fr", limit=1) for title, body in _texts(20)]
    return found, alike


@pytest.fixture
def sqlite_engine(sqlite_file: Path) -> Iterator[sa.Engine]:
    engine = sa.create_engine(f"sqlite:///{sqlite_file}", module=dbapi2)
    prepare_sqlite(engine)
    yield engine
    engine.dispose()


def test_both_databases_give_the_same_ids_in_the_same_order(
        sqlite_engine: sa.Engine, postgres_engine: sa.Engine) -> None:
    pg.empty(postgres_engine, Base.metadata)
    found, alike = _answers(sqlite_engine)
    assert sum(map(bool, found)) > 30
    assert alike == [[n] for n in range(1, 21)]
    assert _answers(postgres_engine) == (found, alike)
