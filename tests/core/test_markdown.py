"""What people write, rendered: nothing of it runs, nothing of it is lost, and no text takes long."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings, strategies as st

from app.core import markup
from app.core.markup import plain, rendered
from tests.vectors import allowed, corpus, eaten, tree

PLACES = {
    "alone": "{}", "in a line": "avant {} après", "item": "- {}\n- b", "numbered": "7. {}", "quote": "> {}",
    "title": "# {}", "cell": "|a|{}|\n|-|-|\n|{}|b|", "words of a link": "[{}](https://e.example)",
    "address of a link": "[x]({})", "address in brackets": "[x](<{}>)",
    "title of a link": '[x](https://e.example "{}")', "bare address": "<{}>",
    "picture": "![{}]({})", "code": "`{}`", "block of code": "```\n{}\n```", "bold": "**{}**",
    "noted address": "[x][y]\n\n[y]: {}",
}


def test_the_published_list_is_there():
    assert len(corpus()) >= 650


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_nothing_runs_wherever_it_is_written(place: str):
    """Read by one parse of all: what one of them opened would be seen in it."""
    pages = [rendered(place.replace("{}", bad)) for bad in corpus()]
    if allowed("".join(pages)):
        assert {bad: found for bad, page in zip(corpus(), pages, strict=True) if (found := allowed(page))} == {}


def test_nothing_is_lost():
    assert {bad: lost for bad in corpus() if (lost := eaten(bad, rendered(bad)))} == {}


def test_nothing_runs_beside_a_name_that_is_a_link():
    pages = "".join(rendered(f"{bad} @Alice {bad}", {"@Alice": "/personnes/1"}) for bad in corpus())
    assert allowed(pages) == []


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScript:x"])
def test_what_is_rendered_is_cleaned_once_more(address: str):
    """The second wall alone: an address that the reader of Markdown never saw."""
    page = rendered("@Alice dit", {"@Alice": address})
    assert "href" not in page
    assert "@Alice" in page


def test_the_first_words_are_plain_text():
    for bad in ("a < b > c", "<script>x</script>", "&lt;b&gt;", "R&D", "5 <6", "<3"):
        assert plain(bad, 200) == bad.replace("&lt;", "<").replace("&gt;", ">")


def test_nothing_runs_of_what_is_pasted():
    pages = "".join(rendered(markup.markdown(f"<p>avant</p>{bad}<p>après</p>")) for bad in corpus())
    assert allowed(pages) == []


@pytest.mark.parametrize(("text", "html"), [
    ("a < b", "<p>a &lt; b</p>"), ("a<b>c", "<p>a&lt;b&gt;c</p>"), ("x <3 y", "<p>x &lt;3 y</p>"),
    ("<!-- à voir -->", "<p>&lt;!-- à voir --&gt;</p>"), ("[Note]: relire", "<p>[Note]: relire</p>"),
    ("AT&T &amp; R&D", "<p>AT&amp;T &amp; R&amp;D</p>"), ("[x](ftp://e.example)", "<p>[x](ftp://e.example)</p>"),
    ("```le reste du texte\nx\n```", "<pre><code>le reste du texte\nx\n</code></pre>"),
    ("> " * 300 + "dit", "<p>" + "&gt; " * 300 + "dit</p>"),
])
def test_what_was_typed_is_shown(text: str, html: str):
    assert rendered(text).strip() == html


SIGNS = ["[", "]", "(", ")", "<", ">", "*", "_", "`", "~", "#", "-", "+", "1. ", "|", "|-|-|\n", "\n", "\n\n", "    ",
         "\t", "!", "\\", "&", "&lt;", "&#106;", "&colon;", ":", "//", '"', "'", "=", "javascript", "data", "script",
         "onload",
         "https://e.example", "<svg/onload=", "<!--", "-->", "]]>", "{{", "%", "%0a", "\x0b", "\xa0", "\xad", "\u200b",
         "\u202e", "\u2028", "＜", "ſ", "K", "𝓳", "é", "🏔️", "\ufeff", "\ufffd", "a", "mot "]
TEXTS = st.lists(st.sampled_from(SIGNS) | st.text(max_size=6), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("[[a](b)](javascript:x)")
@example("<a\nhref='x'>")
def test_any_mix_of_signs(text: str):
    page = rendered(text)
    assert allowed(page) == []
    assert not eaten(text, page)
    assert plain(text, 10_000) == " ".join("".join(tree(page).itertext()).split())


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_mix_of_signs_pasted(text: str):
    assert allowed(rendered(markup.markdown(f"<p>{text}</p>"))) == []


def calls(work: Callable[[str], str], text: str) -> int:
    """How many functions it took, of Python and of C: a figure that does not depend on the machine."""
    count = 0

    def one(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(one)
    try:
        work(text)
    finally:
        sys.setprofile(None)
    return count


PIECES = ["[", "[](", "![", "](", "*a ", "**a _ ", "*_", "`", "<", "<a ", "&", "&amp;", "> ", ">", "- ", "1. ",
          "- a\n  ", "|a", "|a|b|\n|-|-|\n", "\\", "```\n", "<!-- ", "[a]: /x\n", "[a][b]", "a\n=\n", "<http://", "~",
          '[a](/u "', "\n"]


@pytest.mark.parametrize("piece", PIECES)
def test_twice_as_long_takes_twice_the_steps(piece: str):
    """A comment's length, then twice that; a square would make four of it."""
    once, twice = (calls(rendered, (piece * 4000)[:length]) for length in (1500, 3000))
    assert twice < 2.6 * once + 500
    assert len(rendered((piece * 8000)[:8000])) < 20 * 8000


def test_a_small_table_does_not_make_a_large_page():
    table = "|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n" + "|a|\n" * 200
    assert len(rendered(table)) < 4 * len(table)
