"""Words to stems."""

import pytest
from hypothesis import given, strategies as st

from app.core.texts import fold, singular, tokens
from app.search.queries.index import stem_in

PAIRS = (
    "vélo/vélos", "pneu/pneus", "lieu/lieux", "élu/élus", "élue/élues", "jeu/jeux", "tuyau/tuyaux", "menu/menus",
    "bijou/bijoux", "travail/travaux", "local/locaux", "journal/journaux", "hôpital/hôpitaux", "réseau/réseaux",
    "école/écoles", "forêt/forêts", "voisin/voisine", "participer/participation", "mobilité/mobilités",
    "associatif/associative", "nombreux/nombreuse", "municipal/municipaux", "bail/baux", "feu/feux",
    "emploi/emplois", "métier/métiers", "financier/financière", "décidé/décidée", "réunion/réunions", "aîné/aînés",
    "solidaire/solidarité", "agriculteur/agricultrice",
)


def stems(text: str, lang: str = "fr") -> list[str]:
    return tokens(text, lang, stem_in(lang))


def test_at_least_30_of_32_civic_pairs_meet() -> None:
    apart = [pair for pair in PAIRS if len({tuple(stems(word)) for word in pair.split("/")}) > 1]
    assert len(PAIRS) == 32
    assert len(apart) <= 2, apart


@pytest.mark.parametrize(("typed", "written"), [
    ("ecole", "École"), ("mobilite", "mobilité"), ("financiere", "financière"), ("coeur", "cœur"), ("ETE", "été"),
    ("decidee", "décidée"), ("lycee", "lycées"),
])
def test_what_is_typed_without_accents_meets_what_is_written_with_them(typed: str, written: str) -> None:
    assert stems(typed) == stems(written)


@pytest.mark.parametrize("word", ["bus", "gaz", "eau", "corps", "os"])
def test_a_word_that_is_no_plural_is_left(word: str) -> None:
    assert singular(word) == word


def test_words_that_say_nothing_are_left_out() -> None:
    assert stems("le besoin de la commune") == stems("besoin commune")


def test_an_apostrophe_parts_words() -> None:
    assert stems("l’école d'Embrun") == [*stems("école"), *stems("Embrun")]


def test_another_language_keeps_its_words() -> None:
    assert stems("the meetings", "en") == ["meet"]
    assert stems("die Schule", "de") == ["die", "schule"]


@given(st.text())
def test_any_text_becomes_letters_and_digits(text: str) -> None:
    for word in stems(text):
        assert word
        assert all(sign.isalnum() for sign in word)
        assert len(word) <= 48


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
