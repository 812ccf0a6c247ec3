"""Every parser of people's text, given the worst shapes that are known at the limit of its route, then twice as much.

Shapes that once took a square are here by name: forty thousand colons pasted (18 s), a table of three thousand columns
(2.7 s), tables in one another, half a million accents on one letter (three minutes), a list of communes with one line
of a hundred thousand columns, a word that is found ten thousand times in one text. More shapes: tests/slow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, strategies as st

from app.core import diffing, limits, markup, prose, texts
from app.core.web.act import clean
from app.discussion import rules as mentions
from app.experiments import rules as figures
from app.governance.charter.lint import check
from app.governance.charter.reading import LONGEST
from app.proposals import rules as amending
from app.search import rules as asking
from app.search.queries.index import distinct, stems
from app.search.rules import LEAD, Mark, Piece, Sought
from app.site import colours
from app.territory import rules as spots
from tests.work import more_than_twice, repeated

MARKS = "\u0315\u0300"  # two accents in the wrong order, which normal forms put right
WORDS = ("a ", MARKS, "\ufdfa", "a\n\n", "A.B. (", "@A b ", "a@", "http://", "’", "'-", " ")


@dataclass(frozen=True)
class Parser:
    """`most`: signs, at its route. `around`: what stands about the shape in what it reads."""

    read: Callable[[str], Any]
    most: int
    shapes: tuple[str | tuple[str, str, str], ...] = WORDS


SOUGHT = Sought(((Piece(("a",)),), (Piece(("ab", "ab")),), (Piece(("e",), True),)))
HTML = ("<b>:", "<p>x", "</strong>&nbsp;", "<a ",
        ("<p style='mso-list:l0 level1'><span style='mso-list:ignore'>", "<i>x", ""))
NARROW = "|a" * 200 + "\n" + "|-" * 200 + "\n"
COLUMNS = "|a" * 3_000 + "\n" + "|-" * 3_000 + "\n"
PARSERS: dict[str, Parser] = {
    "Markdown": Parser(markup.rendered, limits.MINUTES, (
        "**[", "*_", "` `` ``` ", "> - ", (NARROW, "|a|\n", ""), (COLUMNS, "|a|\n", ""), "<", MARKS)),
    "first words": Parser(lambda text: markup.plain(text, 240), limits.FIELD, ("[", (COLUMNS, "|a|\n", ""), "<")),
    "clipboard": Parser(markup.markdown, limits.PASTED_BYTES, (":", "»!", "<table><td>a<td>")),
    "clipboard, in short": Parser(markup.markdown, 30_000, HTML),
    "HTML of an import": Parser(prose.markdown_of, 30_000, HTML),
    "difference": Parser(
        lambda text: diffing.compare(text, text[::-1] + "b"), limits.FIELD, ("A.B. (", "a\n\n", MARKS)),
    "difference, one long paragraph": Parser(
        lambda text: diffing.compare(" ".join(f"m{n}" for n in range(len(text) // 5)), text), limits.FIELD, ("a\n\n",)),
    "suggestion": Parser(
        lambda text: amending.merged(text, 3, " ".join(f"m{n}" for n in range(len(text) // 5)), "x"), limits.FIELD,
        ("a\n\n", "m1 m2\n\n", MARKS)),
    "names in a comment": Parser(mentions.calls, limits.COMMENT, ("@A b ", "@", MARKS)),
    "easy reading": Parser(amending.advice, amending.MOST_READ),
    "excerpt": Parser(lambda text: asking.excerpt(text, SOUGHT, str), limits.MINUTES, ("a ", "ab ", "a", MARKS)),
    "query": Parser(asking.read, 10_000, ("a ", MARKS, '"', '-"', '"a" ', "a* ")),
    "words of a text": Parser(lambda text: stems(text, "fr"), 64_000, ("a ", MARKS)),
    "words of a document": Parser(lambda text: distinct(text, "fr"), 100_000, ("a ", MARKS)),
    "charter": Parser(check, LONGEST // 8, (
        "a=1\n", "[[a]]\n[a.b]\n", "a.b=1\n", ("a=[", "1,", "]"), "[", "{a=", '"', ("a='" + "''", "'", ""),
        ('a="', "\\u0041", '"'), "a=0x" + "f" * 9_000 + "\n", "a=1e999999\n")),
    "list of communes": Parser(spots.parse_pasted, 50_000, (
        "a;b\n", "\n", '"', ("a\n" * 10_000, "a;", ""), ("a\n" * 10_000, ";", "a"), MARKS)),
    "field of a form": Parser(clean, limits.BODY_BYTES // 2, (MARKS, "\u0344", "\ufdfa", "🏔️")),
    "name": Parser(texts.folded, limits.BODY_BYTES // 2, (MARKS, "a-")),
    "name in an address": Parser(texts.slug, limits.BODY_BYTES // 2, (MARKS, "a-")),
    "reference": Parser(amending.read, limits.BODY_BYTES // 2, ("HAP2026", MARKS)),
    "degrees": Parser(spots.millionths, limits.BODY_BYTES // 2, ("1", "1.")),
    "figure": Parser(figures.figure, limits.BODY_BYTES // 2, ("1 ", "1.")),
    "colour": Parser(colours.parsed, limits.BODY_BYTES // 2, ("f",)),
}
CASES = [pytest.param(parser, shape, id=f"{name} {ascii(shape)[:30]}")
         for name, parser in PARSERS.items() for shape in parser.shapes]


@pytest.mark.parametrize(("parser", "shape"), CASES)
def test_twice_as_much_takes_twice_the_work(parser: Parser, shape: str | tuple[str, str, str]):
    once, twice = repeated(shape, parser.most), repeated(shape, 2 * parser.most)
    assert more_than_twice(parser.read, once, twice) == ""


def brute(marks: list[Mark], length: int) -> Mark:
    def seen(mark: Mark) -> int:
        last = mark.start + length - LEAD
        return len({other.group for other in marks if mark.start <= other.start and other.end <= last})

    return max(marks, key=lambda mark: (seen(mark), -mark.start))


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 30), st.integers(0, 4)), min_size=1, max_size=30),
       st.integers(LEAD, 160))
def test_the_best_stretch_is_still_the_best(steps: list[tuple[int, int, int]], length: int):
    marks, at = [], 0
    for size, gap, group in steps:
        marks.append(Mark(at + gap, at + gap + size, group))
        at += gap + size
    assert asking._best(marks, length) == brute(marks, length)
