"""What is typed in the search box, read; how far two words are; what is marked."""

import pytest
from hypothesis import given, strategies as st

from app.core.paging import NotAsked
from app.core.texts import LOST, distance, pairs, reach, tokens
from app.search.rules import (
    LENGTH,
    MOST,
    Asked,
    Nature,
    Piece,
    Sought,
    Term,
    Way,
    excerpt,
    marked,
    narrowed,
    read,
    replaced,
)

ANYTHING = st.text(max_size=120) | st.text('aé "«»*-#\'’\\\x00🚲&|!():<> ', max_size=60)
LETTERS = st.text("abcé", min_size=1, max_size=9)


def word(*words: str) -> tuple[Term, ...]:
    return tuple(Term(Way.WORD, (each,)) for each in words)


@pytest.mark.parametrize("typed", ["", "  ", "-", "*", '"', '""', "« »", "- -", "-*", '-""', "\x00", "🚲 🚲", "«"])
def test_nothing_is_read_where_there_is_no_word(typed: str) -> None:
    assert read(typed) == Asked()


@pytest.mark.parametrize(("typed", "asked"), [
    ("Vélo  école", Asked(word("velo", "ecole"))),
    ("l’école", Asked(word("l", "ecole"))),
    ("libre-service", Asked(word("libre", "service"))),
    ('"jardin partagé"', Asked((Term(Way.PHRASE, ("jardin", "partage")),))),
    ("«\u00a0jardin partagé\u00a0»", Asked((Term(Way.PHRASE, ("jardin", "partage")),))),
    ('"jardin"', Asked(word("jardin"))),
    ('vélo "sans fin', Asked(word("velo", "sans", "fin"))),
    ("vélo* ", Asked((Term(Way.BEGINNING, ("velo",)),))),
    ("ve*", Asked(word("ve"))),
    ("école -cantine", Asked(word("ecole"), word("cantine"))),
    ("école -cant*", Asked(word("ecole"), (Term(Way.BEGINNING, ("cant",)),))),
    ("gare -libre-service", Asked(word("gare"), (Term(Way.PHRASE, ("libre", "service")),))),
    ('gare -"en libre service"', Asked(word("gare"), (Term(Way.PHRASE, ("en", "libre", "service")),))),
    ("a-t-on", Asked(word("a", "t", "on"))),
])
def test_what_is_typed_is_read(typed: str, asked: Asked) -> None:
    assert read(typed) == asked


def test_a_long_query_is_cut() -> None:
    assert len(read(" ".join(f"mot{n}" for n in range(40))).wanted) == MOST


@given(ANYTHING)
def test_whatever_is_typed_is_read(typed: str) -> None:
    for term in (*read(typed).wanted, *read(typed).unwanted):
        assert all(each and each.isalnum() for each in term.words)
        assert len(term.words) == 1 or term.way is Way.PHRASE
    replaced(typed, {"a": "b"})


def test_only_the_mistaken_word_is_written_otherwise() -> None:
    assert replaced('Transpor "à la gare" -transpor', {"transpor": "transport"}) == 'transport "à la gare" -transpor'


@pytest.mark.parametrize(("one", "other", "steps"), [
    ("gare", "gare", 0), ("gare", "gars", 1), ("gare", "gaer", 1), ("gare", "gares", 1), ("gare", "are", 1),
    ("mediatheque", "mediateque", 1), ("mediatheque", "medaitheqeu", 2), ("gare", "train", 3), ("a", "abcdef", 3)])
def test_how_far_two_words_are(one: str, other: str, steps: int) -> None:
    assert distance(one, other, 2) == steps


@given(LETTERS, LETTERS)
def test_distance_is_the_same_both_ways_and_stops(one: str, other: str) -> None:
    far = distance(one, other, 20)
    assert far == distance(other, one, 20) <= max(len(one), len(other))
    assert distance(one, other, 2) == min(far, 3)


@given(LETTERS, LETTERS)
def test_no_word_within_reach_is_missed_by_its_pairs(one: str, other: str) -> None:
    if distance(one, other, 2) <= reach(one):
        assert len(pairs(one) & pairs(other)) >= len(pairs(one)) - LOST * reach(one)


def stem(told: str) -> str:
    return next(iter(tokens(told, "fr")), "")


def sought(*groups: str) -> Sought:
    return Sought(tuple((Piece(tuple(group.rstrip("*").split()), group.endswith("*")),) for group in groups))


@pytest.mark.parametrize(("group", "marks"), [
    ("ecole", ["École"]), ("jardin partage", ["jardin partagé"]), ("partag*", ["partagé", "partageons"]), ("gare", [])])
def test_the_words_that_were_found_are_marked(group: str, marks: list[str]) -> None:
    told = marked("L’École a un jardin partagé, partageons-le", sought(group), stem)
    assert "".join(text for text, _marked in told) == "L’École a un jardin partagé, partageons-le"
    assert [text for text, is_marked in told if is_marked] == marks


def test_an_excerpt_shows_where_most_of_the_words_are() -> None:
    text = f"vélo {'bla ' * 200} une gare, un vélo et un quai {'bla ' * 200}"
    told = excerpt(text, sought("velo", "gare"), stem)
    assert [each for each, is_marked in told if is_marked] == ["gare", "vélo"]
    assert told[0] == ("… ", False)
    assert told[-1] == (" …", False)


def test_letters_typed_with_loose_accents_are_marked() -> None:
    assert ("École", True) in marked("E\u0301cole", sought("ecole"), stem)


@given(st.text(max_size=700), st.sampled_from(["a", "bla", "é*", "a b"]))
def test_an_excerpt_is_of_the_text_and_short(text: str, group: str) -> None:
    told = "".join(each for each, _marked in excerpt(text, sought(group), stem))
    assert len(told) <= LENGTH + 4
    marked(text, sought(group), stem)


@pytest.mark.parametrize("args", [{"tri": "x"}, {"nature": "gens"}, {"etat": "x"}, {"annee": "26"}, {"annee": "٢٠٢٦"},
                                  {"q": "a" * 201}])
def test_an_address_that_no_page_writes_is_refused(args: dict[str, str]) -> None:
    with pytest.raises(NotAsked):
        narrowed(args)


def test_an_address_is_read() -> None:
    told = narrowed({"q": " a\x00b ", "nature": "besoins", "annee": "2026", "utm_x": "1"})
    assert (told.text, told.nature, told.year, told.is_narrow) == ("a b", Nature.NEEDS, 2026, True)
