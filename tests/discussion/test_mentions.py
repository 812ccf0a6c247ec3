"""« @Nom »: whose name is it? Nobody's, rather than somebody's by chance."""

import pytest

from app.discussion.rules import Known, calls, resolved

HERE = Known.of([(1, "Alice M."), (2, "Bob"), (3, "Zoé Du Pré"), (4, "Alain U."), (5, "Alain T.")])
THERE = Known.of([(6, "Carole B."), (7, "Denis"), (8, "Eve K."), (9, "Eve K.")], first=False)


def found(text: str) -> dict[str, int]:
    return resolved(calls(text), HERE, THERE)


@pytest.mark.parametrize("text", [
    "alice@example.org", "https://mastodon.example/@Bob", "Bob", "@ Bob", "@@Bob", "@Personne", "@Alain", "@Eve K.",
    "@Carole", "@Alice Dupont", "@", "@" * 500, "a" * 4000 + "@"])
def test_nobody_is_named(text):
    assert found(text) == {}


@pytest.mark.parametrize(("text", "told"), [
    ("@Bob", {"Bob": 2}), ("Merci @Bob.", {"Bob": 2}), ("@bob, bonjour", {"bob": 2}), ("(@Bob)", {"Bob": 2}),
    ("@Alice M. a raison", {"Alice M.": 1}), ("@Alice a raison", {"Alice": 1}), ("@alice", {"alice": 1}),
    ("@Zoe du pre dit oui", {"Zoe du pre": 3}), ("@Alain U. et @Alain T.", {"Alain U.": 4, "Alain T.": 5}),
    ("@Carole B. et @Denis", {"Carole B.": 6, "Denis": 7}), ("@Bob et @Bob", {"Bob": 2})])
def test_somebody_is_named(text, told):
    assert found(text) == told


def test_five_people_at_most():
    many = Known.of([(n, f"Qui{n}") for n in range(1, 9)])
    text = " ".join(f"@Qui{n}," for n in range(1, 9))
    assert set(resolved(calls(text), many, Known()).values()) == {1, 2, 3, 4, 5}
