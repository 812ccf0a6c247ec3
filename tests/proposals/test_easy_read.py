"""Advice for an easy-to-read text: what it notices, what it leaves alone, and that it always answers the same."""

import pytest
from hypothesis import given, strategies as st

from app.proposals.rules import SENTENCE_WORDS, Advice, advice, sentences

LONG = " ".join(["mot"] * (SENTENCE_WORDS + 1)) + "."


@pytest.mark.parametrize("text", [
    "", "   ", "Le car passe le matin. Il revient le soir.", " ".join(["mot"] * SENTENCE_WORDS) + ".",
    "Mme Blanc est là. M. Noir aussi.", "Le repas coûte 4,50 €. Il est chaud !", "Le CCAS, c’est un service.",
    "Le SDIS : les pompiers.", "Louis XIV est venu.", "Lisez https://exemple.org/extraordinairement-long.",
    "- une table\n- une chaise", "VENEZ TOUS"])
def test_it_says_nothing_of_what_is_easy(text: str) -> None:
    assert advice(text) == ()


@pytest.mark.parametrize(("text", "code", "phrase"), [
    (f"Bonjour. {LONG}", "long_sentence", LONG),
    ("Un pas.\n" * 9, "many_sentences", ""),
    ("La mutualisation est utile. L’intercommunalité aussi.", "long_word", "intercommunalité"),
    ("Allez à l’EHPAD demain.", "initials", "EHPAD"),
    ("Le car (gratuit) passe.", "brackets", "Le car (gratuit) passe."),
    ("Il part ; il revient.", "semicolon", "Il part ; il revient.")])
def test_it_tells_what_is_hard_and_where(text: str, code: str, phrase: str) -> None:
    assert (code, phrase) in {(one.code, one.phrase) for one in advice(text)}


def test_it_counts_words_and_says_a_thing_once():
    assert advice(f"{LONG} {LONG}") == (Advice("long_sentence", LONG, SENTENCE_WORDS + 1),)


@given(st.text(st.characters(codec="utf-8"), max_size=300) | st.text("ab AÉ.;()!’-\n", max_size=300))
def test_it_never_fails_and_never_changes_its_mind(text: str) -> None:
    told = advice(text)
    assert told == advice(text) == advice(f"\n {text}\n\n")
    assert len(set(told)) == len(told)
    assert all(one.phrase == " ".join(one.phrase.split()) for one in told)
    assert all(part for part in sentences(text))
