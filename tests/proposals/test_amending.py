"""A paragraph found again, changed, or in conflict; never another one."""

from hypothesis import given, strategies as st

from app.proposals.rules import Conflict, added, locate, merged, nearest, paragraphs, replaced

PARAGRAPHS = st.lists(st.text(alphabet="abc é.\n", min_size=1, max_size=12).map(str.strip).filter(
    lambda text: text and "\n\n" not in text and "\n \n" not in text and "\n  \n" not in text), min_size=1, max_size=6)
TEXT = "Un local à Gap.\n\nDeux bénévoles le samedi.\n\nDes étagères."


@given(PARAGRAPHS)
def test_paragraphs_are_where_they_say(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    found = paragraphs(text)
    assert all(text[one.start:one.end] == one.text for one in found)
    assert [one.number for one in found] == list(range(len(found)))


@given(PARAGRAPHS, st.data())
def test_only_its_paragraph_changes(parts: list[str], data: st.DataObject) -> None:
    text = "\n\n".join(parts)
    one = data.draw(st.sampled_from(paragraphs(text)))
    done = merged(text, one.number, one.text, "zzz")
    assert done == text[:one.start] + "zzz" + text[one.end:]


@given(PARAGRAPHS, PARAGRAPHS, st.data())
def test_what_reads_otherwise_is_never_replaced(parts: list[str], others: list[str], data: st.DataObject) -> None:
    old, new = "\n\n".join(parts), "\n\n".join(others)
    one = data.draw(st.sampled_from(paragraphs(old)))
    done = merged(new, one.number, one.text, "zzz")
    assert isinstance(done, Conflict) or one.text in [two.text for two in paragraphs(new)]


def test_it_is_followed_when_others_come_before_it() -> None:
    there = locate("Nouveau.\n\n" + TEXT, 1, "Deux bénévoles le samedi.")
    assert there is not None
    assert there.number == 2


def test_two_places_that_read_the_same_are_none() -> None:
    assert locate("Un.\n\nZ.\n\nUn.", 1, "Un.") is None


def test_two_changes_of_one_paragraph_conflict() -> None:
    first = merged(TEXT, 1, "Deux bénévoles le samedi.", "Trois bénévoles le samedi.")
    assert isinstance(first, str)
    second = merged(first, 1, "Deux bénévoles le samedi.", "Deux bénévoles le dimanche.")
    assert isinstance(second, Conflict)
    assert second.present is not None
    assert second.present.text == "Trois bénévoles le samedi."


def test_two_changes_of_two_paragraphs_do_not() -> None:
    first = merged(TEXT, 1, "Deux bénévoles le samedi.", "Trois bénévoles.")
    both = merged(str(first), 2, "Des étagères.", "Dix étagères.")
    assert both == "Un local à Gap.\n\nTrois bénévoles.\n\nDix étagères."


def test_a_paragraph_is_taken_away_with_its_blank_lines() -> None:
    assert merged(TEXT, 1, "Deux bénévoles le samedi.", "") == "Un local à Gap.\n\nDes étagères."
    assert merged(TEXT, 2, "Des étagères.", "") == "Un local à Gap.\n\nDeux bénévoles le samedi."


def test_a_paragraph_that_is_gone_has_no_place() -> None:
    assert nearest("Rien de commun.", 0, "Deux bénévoles le samedi") is None
    assert added("Rien de commun.\n", "La suite.") == "Rien de commun.\n\nLa suite."


def test_replacing_by_several_paragraphs() -> None:
    assert replaced("Un.\n\nDeux.", paragraphs("Un.\n\nDeux.")[0], "Un.\n\nBis.") == "Un.\n\nBis.\n\nDeux."
