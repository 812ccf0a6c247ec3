"""People's Markdown to HTML: no raw HTML in, an allow-list out. Done once, at writing."""

import re
from collections.abc import Iterator, Mapping
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "h5", "h6", "hr",
         "table", "thead", "tbody", "tr", "th", "td"}
_LOWER = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}


def rendered(text: str, links: Mapping[str, str] | None = None) -> str:
    """Headings are lowered by two: the page has its own first and second levels. `links`: words of the text that lead
    somewhere, with their addresses; they are left alone in code and inside other links."""
    tokens = _READER.parse(text)
    for token in tokens:
        if links and token.children:
            token.children = list(_linked(token.children, links))
        token.tag = _LOWER.get(token.tag, token.tag) if token.type.startswith("heading") else token.tag
    html = _READER.renderer.render(tokens, _READER.options, {})
    return nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}, "ol": {"start"}},
                     url_schemes={"http", "https", "mailto"}, link_rel="nofollow ugc noopener noreferrer")


def _linked(tokens: list[Token], links: Mapping[str, str]) -> Iterator[Token]:
    words = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(links, key=len, reverse=True)))
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and depth == 0:
            yield from _cut(token.content, words, links)
        else:
            yield token


def _cut(text: str, words: re.Pattern[str], links: Mapping[str, str]) -> Iterator[Token]:
    reached = 0
    for found in words.finditer(text):
        yield Token("text", "", 0, content=text[reached:found.start()])
        yield Token("link_open", "a", 1, attrs={"href": links[found[0]]})
        yield Token("text", "", 0, content=found[0])
        yield Token("link_close", "a", -1)
        reached = found.end()
    yield Token("text", "", 0, content=text[reached:])


def plain(text: str, length: int) -> str:
    """The first words without marks, for a card: never cut inside a word. Plain text: the template escapes it."""
    return first_words(_READER.render(text), length)


def first_words(html: str, length: int) -> str:
    """The same, of what was rendered already."""
    words = " ".join(unescape(nh3.clean(html, tags=set())).split())
    return words if len(words) <= length else words[: length - 1].rsplit(" ", 1)[0] + "…"
