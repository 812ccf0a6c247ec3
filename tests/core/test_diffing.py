"""What changed between two texts: exact, repeatable, bounded; told as people would."""

import pytest
from hypothesis import given, strategies as st

from app.core.diffing import Budget, Op, Piece, apply, compare, counted, likenesses, matches, new_of, old_of, words

TEXTS = st.text(alphabet="ab é1.,’\n ", max_size=80)
LISTS = st.lists(st.sampled_from("abc"), max_size=12)


@given(TEXTS, TEXTS)
def test_applied_to_the_old_it_gives_the_new(old: str, new: str) -> None:
    told = compare(old, new)
    assert (old_of(told), new_of(told), apply(told, old)) == (old, new, new)


@given(TEXTS)
def test_a_text_has_not_changed_from_itself(text: str) -> None:
    assert {block.op for block in compare(text, text)} <= {Op.SAME}


@given(TEXTS, TEXTS)
def test_there_and_back_count_the_same(old: str, new: str) -> None:
    there, back = counted(compare(old, new)), counted(compare(new, old))
    assert (there.added - there.removed) == (back.removed - back.added)


@given(LISTS, LISTS)
def test_nothing_longer_is_common(one: list[str], two: list[str]) -> None:
    """Against the table of all lengths, the textbook's way."""
    best = [[0] * (len(two) + 1) for _ in range(len(one) + 1)]
    for a in range(len(one) - 1, -1, -1):
        for b in range(len(two) - 1, -1, -1):
            best[a][b] = best[a + 1][b + 1] + 1 if one[a] == two[b] else max(best[a + 1][b], best[a][b + 1])
    found = matches(one, two, Budget())
    assert sum(span.size for span in found) == best[0][0]
    assert all(one[s.a:s.a + s.size] == two[s.b:s.b + s.size] for s in found)


def test_applied_to_another_text_it_refuses() -> None:
    with pytest.raises(ValueError, match="another text"):
        apply(compare("un", "deux"), "trois")


def test_neighbouring_words_are_one_change() -> None:
    assert words("Le vieux chien dort", "Le chat noir dort") == (
        Piece(Op.SAME, "Le "), Piece(Op.REMOVED, "vieux chien"), Piece(Op.ADDED, "chat noir"), Piece(Op.SAME, " dort"))


def test_a_paragraph_inserted_leaves_the_others_alone() -> None:
    told = compare("Un local.\n\nDes outils.", "Un local.\n\nUne assurance.\n\nDes outils neufs.")
    assert [block.op for block in told] == [Op.SAME, Op.ADDED, Op.CHANGED]
    assert (counted(told).paragraphs, counted(told).added, counted(told).removed) == (2, 3, 0)


def test_blank_lines_alone_are_no_change_to_count() -> None:
    assert counted(compare("Un.\n\nDeux.", "Un.\n\n\n\nDeux.")).paragraphs == 0


def test_sixty_kilobytes_with_nothing_in_common_end() -> None:
    old, new = (" ".join(f"{sign}{n * 7919 % 4001}" for n in range(9_000)) for sign in "ab")
    assert apply(compare(old, new), old) == new


def test_the_same_words_are_alike() -> None:
    assert likenesses(["un local à Gap"], "un local à Gap") == [1.0]
    assert likenesses(["deux vélos bleus"], "un local à Gap") == [0.0]
