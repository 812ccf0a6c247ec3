"""Answers that are no texts: refused with a reason, kept exact in one way, told in words."""

import pytest
from hypothesis import given, strategies as st

from app.core.refusals import Reason
from app.governance.charter.editing import canonical, in_words, parts, retyped, told, told_all
from app.governance.charter.model import Choice, Field, FieldKind, Localised

K = FieldKind
NAMES = {"young": ("Les jeunes", "Young people"),
         "old": ("Les aînés", "Older people"), "all": ("Tout le monde", "Everyone")}


def field(kind: FieldKind, least: int | None = None, most: int | None = None, unit: str = "") -> Field:
    choices = tuple(Choice(key, Localised({"fr": fr, "en": en})) for key, (fr, en) in NAMES.items())
    return Field("k", Localised({"fr": "Question"}), Localised(), Localised(), kind, False, 200,
                 choices if kind in (K.CHOICE, K.SEVERAL) else (), least, most,
                 Localised({"fr": unit}) if unit else Localised())


@pytest.mark.parametrize(("asked", "typed", "code"), [
    (field(K.CHOICE), "nobody", "unknown_choice"), (field(K.CHOICE), "Les jeunes", "unknown_choice"),
    (field(K.SEVERAL), "young,nobody", "unknown_choice"),
    (field(K.NUMBER), "douze", "not_a_whole_number"), (field(K.NUMBER), "1,5", "not_a_whole_number"),
    (field(K.NUMBER), "1.500", "not_a_whole_number"), (field(K.NUMBER), "9" * 40, "not_a_whole_number"),
    (field(K.NUMBER), "١٢", "not_a_whole_number"), (field(K.NUMBER), "-1", "below_least"),
    (field(K.NUMBER, 5, 9), "4", "below_least"), (field(K.NUMBER, 5, 9), "10", "above_most"),
    (field(K.MONEY), "beaucoup", "not_an_amount"), (field(K.MONEY), "-3", "not_an_amount"),
    (field(K.MONEY), "12,500", "not_an_amount"), (field(K.MONEY), "1e5", "not_an_amount"),
    (field(K.MONEY, 10, 20), "9,99", "below_least"), (field(K.MONEY, 10, 20), "20,01", "above_most"),
    (field(K.DATE), "demain", "not_a_day"), (field(K.DATE), "2027-02-30", "not_a_day"),
    (field(K.DATE), "31/04/2027", "not_a_day"), (field(K.DATE), "0202-03-01", "not_a_likely_day"),
    (field(K.YES_NO), "peut-être", "unknown_choice"),
])
def test_what_cannot_be_read_says_why(asked: Field, typed: str, code: str) -> None:
    found = canonical(asked, typed)
    assert isinstance(found, Reason)
    assert found.code == code
    assert told(asked, typed, "fr") == typed or asked.kind is K.SEVERAL, "and is shown as it was typed"


@pytest.mark.parametrize(("asked", "typed", "kept", "french", "english"), [
    (field(K.CHOICE), " old ", "old", "Les aînés", "Older people"),
    (field(K.SEVERAL), "all, young", "young,all", "Les jeunes et Tout le monde", "Young people and Everyone"),
    (field(K.NUMBER, unit="lits"), "1 200", "1200", "1\u202f200\u00a0lits", "1,200\u00a0lits"),
    (field(K.NUMBER, -50), "\u221207", "-7", "\u22127", "\u22127"),
    (field(K.MONEY), "12 500 €", "12500.00", "12\u202f500\u00a0€", "€12,500"),
    (field(K.MONEY, 10, 20), "19,9", "19.90", "19,90\u00a0€", "€19.90"),
    (field(K.MONEY, 10, 20), "20,00", "20.00", "20\u00a0€", "€20"),
    (field(K.DATE), "1/3/2027", "2027-03-01", "1er mars 2027", "1 March 2027"),
    (field(K.DATE), "2027-12-31", "2027-12-31", "31 décembre 2027", "31 December 2027"),
    (field(K.YES_NO), "Oui", "yes", "oui", "yes"), (field(K.YES_NO), "no", "no", "non", "no"),
    (field(K.LONG), " Du pain. ", "Du pain.", "Du pain.", "Du pain."),
    (field(K.DATE), "  ", "", "", ""),
])
def test_one_way_of_keeping_it_and_words_for_it(asked: Field, typed: str, kept: str, french: str, english: str) -> None:
    assert canonical(asked, typed) == kept
    assert canonical(asked, kept) == kept, "asked again, the same"
    assert (told(asked, kept, "fr"), told(asked, kept, "en")) == (french, english)
    assert all(canonical(asked, retyped(asked, kept, lang)) == kept for lang in ("fr", "en"))


@given(st.sampled_from([kind for kind in K]), st.text(max_size=30))
def test_whatever_is_typed_has_an_answer_and_loses_nothing(kind: FieldKind, typed: str) -> None:
    asked = field(kind)
    found = canonical(asked, typed)
    if isinstance(found, Reason):
        assert parts(asked, typed, "fr")
    else:
        assert canonical(asked, found) == found
        assert bool(told(asked, found, "fr")) == bool(found)


def test_an_answer_the_rules_no_longer_know_is_shown_as_it_was_kept() -> None:
    assert parts(field(K.SEVERAL), "young,gone", "fr") == ("Les jeunes", "gone")
    assert told(field(K.MONEY), "Un peu", "fr") == "Un peu"


def test_only_answers_are_put_in_words_for_the_search() -> None:
    known = {"when": field(K.DATE), "why": field(K.LONG)}
    said = {"when": "2027-03-01", "why": "Pour voir.", "old": "Ancien champ", "never": ""}
    assert in_words(known, said, "fr") == {"when": "1er mars 2027"}
    assert told_all(known, said, "en") == said | {"when": "1 March 2027"}
