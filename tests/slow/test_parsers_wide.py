"""The same as tests/house/test_parsers.py with every shape that was tried by hand: minutes."""

import pytest

from tests.house.test_parsers import COLUMNS, MARKS, PARSERS, Parser
from tests.work import more_than_twice, repeated

pytestmark = pytest.mark.slow
Shape = str | tuple[str, str, str]
MARKDOWN: tuple[Shape, ...] = (
    "[", "[](", "![", "](", "*a ", "**a _ ", "*_", "`", "<", "<a ", "&", "&amp;", "> ", ">", "- ", "1. ", "- a\n  ",
    "|a",
    "|a|b|\n|-|-|\n", "\\", "```\n", "<!-- ", "[a]: /x\n", "[a][b]", "a\n=\n", "<http://", "~", '[a](/u "', "\n",
    "|", "|\n",
    "a|", "*", "**", "***a", "_a", "a_", "a*", "`a", "` `` ``` ", "[a", "[[a]", "[a](", "[a](b", "[a](<b", "(",
    "<a@b",
    "&#", "\\[", "*a**b", "**a*", "a*b**c", "> - ", "- > ", "\t", "    a\n", "a\n\n", "# a\n", "- - ", "---\n",
    "a  \n",
    "~~~\n", "```a\n", (COLUMNS, "|a|\n", ""), ("a|b\n-|-\n", "|", ""), ("a|b\n-|-\n", "`|", ""), "[a](b)",
    "[a](b 'c",
    "![a](b)", MARKS, "http://a.b ", ("[", "[a](b)", "](c)"), "**[", "*[a*](b)", "*a_b", "\\*", "[\\]", "`\\`", "<?",
    "<![CDATA[", "&#0;", "[x](a:", "* a\n\n", "1. a\n   1. ", "|a|\n|-|\n", "- a\n- ")
HTML: tuple[Shape, ...] = (
    "<b>", "<p>x", "<b style='a'><p>", "<table><tr><td>", "<ul><li>x", "<span style='display:none'>",
    "<a href='//x'>y",
    "<table><td>a<td>", "<table><tr><td>a<td>b", ":", "</b>", "<b>:", "<b>x:</b>", "<b> </b>", "</strong>&nbsp;",
    "<i>a</i> ",
    "<p style='mso-list:l0 level1'>", "<div>", "<blockquote>", "<h1>", "<li>", "<ol><li>", "<br>a", "&nbsp;",
    "&lt;", "&",
    "&#", "<", "<a", "<a b", "<a b=", "<a b='", '<a b="', "<!", "<!--", "<!-- a -->", "<?", "<![if x]>",
    "<img alt='a'>",
    "<td>", "</td>", "</table>", "<tr>", "*", "_", "a_", "\\", "[", "1. ", "# ", ("<p>", " ", "a"), ("<p>", "#",
    " a"),
    "\u200b", "<b>a<p>b</b>", "<script>", "<style>a", "<del>", "<svg/>", "<b><i><b><i></b>", "<font>",
    "<a href=x><b>", "!»:",
    ("<a href='http://google.com/?", "a=b&", "'>x</a>"), ("<p style='", "a:b;", "'>x"), ("<p ", "a ", ">x"),
    "<ul><li><ul><li>", "<p>\n", ("<b ", "x='y' ", ">"), "<b/", "</b ", "<b <b", "<o:p></o:p>", MARKS)
TEXT: tuple[Shape, ...] = (
    "a", "a ", "ab ", "\n", "\n\n", "a\n\n", "\n \n", "a.", "a. ", "!", "@a ", "@a", "@", "@a b c d ", "@A B ",
    "@a'", "a@b",
    "a@", "http://", "http://a ", "](", "](a", "A.", "AB ", "A.B. ", "M. ", ". ", "»", "(a)", '"', '-"', "-a ",
    "a* ", MARKS,
    "é", "\ufdfa", "7 ", "é-", "’", "a’b", "#", "- ", "1.", "\u00a0", "🏔", "\t", "AB (", "(AB) ", "AB est ", "AB  ",
    "a'-", "_")
WIDE = {"Markdown": MARKDOWN, "clipboard": HTML, "HTML of an import": HTML, "difference": TEXT, "suggestion": TEXT,
        "names in a comment": TEXT, "easy reading": TEXT, "excerpt": TEXT, "query": TEXT, "words of a text": TEXT,
        "list of communes": TEXT, "name": TEXT, "field of a form": TEXT}
CASES = [pytest.param(PARSERS[name], shape, id=f"{name} {ascii(shape)[:40]}") for name, shapes in WIDE.items()
         for shape in shapes]


@pytest.mark.parametrize(("parser", "shape"), CASES)
def test_twice_as_much_takes_twice_the_work(parser: Parser, shape: Shape):
    once, twice = repeated(shape, parser.most), repeated(shape, 2 * parser.most)
    assert more_than_twice(parser.read, once, twice) == ""
