"""HTML bodies to plain Markdown: marks are kept, tags are not, and no hostile text takes long."""

import time

import pytest

from app.core.markup import rendered
from app.core.prose import HTML_MOST, markdown_of


@pytest.mark.parametrize("text", [
    "Deux\n\nparagraphes * et _signes_ # tels quels", "5 < 6 > 4", "<https://e.example> et <moi@e.example>", "a <- b",
])
def test_a_plain_text_is_left_as_it_is(text: str) -> None:
    assert markdown_of(text) == text


@pytest.mark.parametrize(("text", "markdown"), [
    ("<p>Un <strong>mot </strong>et <em>un</em></p><p>&nbsp;</p><p>Suite<br>ici</p>",
     "Un **mot** et *un*\n\nSuite\nici"),
    ("<ul><li>un</li><li><p>deux</p></li><li>a<ul><li>b</li></ul></li></ul><p>fin</p>",
     "- un\n- deux\n- a\n  - b\n\nfin"),
    ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
    ("<h2>Titre</h2>\n<p>x</p>", "## Titre\n\nx"),
    ("<blockquote><p>dit</p><p>bien</p></blockquote>puis", "> dit\n>\n> bien\n\npuis"),
    ('<p>voir <a href="https://e.example/a">là</a></p>', "voir [là](https://e.example/a)"),
    ('<p><a href="https://e.example/a_(b)">là</a></p>', "[là](<https://e.example/a_(b)>)"),
    ('<a href="https://e.example/a">https://e.example/a</a><p>', "<https://e.example/a>"),
    ("<ol><li>a<ul><li>b</li></ul></li></ol>", "1. a\n   - b"),
    ("une\nligne <b>et</b>\nl’autre", "une\nligne **et**\nl’autre"),
    ("<p>1. rien</p><p># rien * ni _x_</p>", "1\\. rien\n\n\\# rien \\* ni \\_x\\_"),
    ("<p>a<!--[if mso]><xml><p>W</p></xml><![endif]-->b</p>", "ab"),
    ("<b><p>a</p><p>b</p></b>", "a\n\nb"), ("<p>a <b>jamais <i>fermé", "a **jamais *fermé***"),
    ("R&amp;D &eacute;t&#233;&nbsp;!", "R&D été\u00a0!"),
])
def test_html_becomes_markdown(text: str, markdown: str) -> None:
    assert markdown_of(text) == markdown


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script><p>ok</p>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    '<a href="javascript:alert(1)">x</a>',
    '<p><img src=x onerror="alert(1)" alt="&lt;img src=x onerror=alert(1)&gt;"></p>',
    '<a href="https://e.example/>)<img src=x onerror=alert(1)>">x</a>', "<p><svg/onload=alert(1)>",
    "<scr<script>ipt>alert(1)",
    '<iframe src="https://e.example"></iframe><p>x', '<p>[x](javascript:alert(1))</p>',
    '<style>*{display:none}</style><p>x</p>',
])
def test_nothing_that_acts_comes_out(text: str) -> None:
    page = rendered(markdown_of(text))
    for active in ("<script", "<img", "<svg", "<iframe", "<style", 'href="javascript', "onerror=\""):
        assert active not in page


@pytest.mark.parametrize("piece", [
    "<a ", "<!--", "<!", "<?", "<b>", "</b", "<p a='", "<a a='a", "&#", "<script>", "<![CDATA[", "\n", "<ul><li>",
    "<p ", "&nbsp;", "<blockquote>", "<", "a=", "<b>x</b> ", "*", "_",
])
def test_no_hostile_text_takes_long(piece: str) -> None:
    begun = time.process_time()
    markdown_of(("<p>" + piece * HTML_MOST)[:HTML_MOST])
    assert time.process_time() - begun < 3
