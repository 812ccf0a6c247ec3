"""How alike two texts are."""

from fractions import Fraction

from hypothesis import given, strategies as st

from app.core.texts import tokens
from app.search.queries.index import stem_in
from app.search.rules import ALIKE, Bag, likeness, weight

WORDS = st.lists(st.sampled_from(["abri", "banc", "canal", "digue", "école", "four", "gare", "hiver"]), max_size=8)


def stems(text: str) -> list[str]:
    return tokens(text, "fr", stem_in("fr"))


def bag(title: str, body: str = "") -> Bag:
    return Bag.of(stems(title), stems(body))


def test_the_same_text_is_wholly_alike() -> None:
    one = bag("Une salle pour se réunir", "Toutes les salles sont prises le mardi.")
    assert likeness(one, one) == 1


def test_texts_without_a_word_in_common_are_not_alike() -> None:
    assert likeness(bag("Une salle", "Le mardi soir"), bag("Un vélo", "Sur la route")) == 0


def test_one_common_word_in_two_titles_says_nothing() -> None:
    assert likeness(bag("Justice et souplesse"), bag("Solidarité et justice")) == 0


def test_two_common_words_in_two_texts_say_nothing() -> None:
    one, other = bag("Un banc", "Un banc de bois au soleil"), bag("Le bois", "Un banc de bois à l’ombre du tilleul")
    assert likeness(one, other) == 0


def test_two_titles_that_say_the_same_count_for_half() -> None:
    one, other = bag("Un banc public", "Pour se reposer"), bag("Un banc public", "Devant la mairie")
    assert likeness(one, other) == Fraction(1, 2)


def test_a_title_being_typed_is_looked_for_in_the_others_text() -> None:
    typed = bag("garder les enfants le soir à Embrun")
    other = bag("Rien après dix-neuf heures", "À Embrun, qui peut garder nos enfants le soir ?")
    assert likeness(typed, other) == Fraction(1, 4) > ALIKE


def test_a_rare_word_in_common_says_more_than_a_frequent_one() -> None:
    other, rare = Bag.of([], ["passerelle", "bois", "torrent", "soir"]), {"passerelle": 9}
    sure = likeness(Bag.of([], ["passerelle", "torrent", "soir", "pont"]), other, lambda word: rare.get(word, 3))
    assert sure > likeness(Bag.of([], ["bois", "torrent", "soir", "pont"]), other, lambda word: rare.get(word, 3))


def test_a_misspelt_word_is_read_as_the_other_text_writes_it() -> None:
    one, other = Bag.of(["pasrele", "torrent", "tombe"]), Bag.of(["passerel", "torrent", "tombe"])
    assert likeness(one, other) < 1
    assert likeness(one, other, meant={"pasrele": frozenset({"passerel", "parcel"})}) == 1


def test_a_word_weighs_one_more_each_time_it_is_half_as_frequent() -> None:
    assert [weight(n, 1024) for n in (1024, 512, 256, 1)] == [1, 2, 3, 11]
    assert weight(0, 0) == weight(5, 0) == 1


@given(WORDS, WORDS, WORDS, WORDS)
def test_likeness_is_the_same_both_ways_and_from_0_to_1(a: list[str], b: list[str], c: list[str],
                                                        d: list[str]) -> None:
    one, other = Bag.of(a, b), Bag.of(c, d)
    assert likeness(one, other, len) == likeness(other, one, len)
    assert 0 <= likeness(one, other, len) <= 1
