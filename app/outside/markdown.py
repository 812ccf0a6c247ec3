"""People's Markdown to HTML: no raw HTML in, an allow-list out. Done once, at writing."""

from html import unescape

import nh3
from markdown_it import MarkdownIt

_READER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "h5", "h6", "hr",
         "table", "thead", "tbody", "tr", "th", "td"}
_LOWER = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}


def rendered(text: str) -> str:
    """Headings are lowered by two: the page has its own first and second levels."""
    tokens = _READER.parse(text)
    for token in tokens:
        token.tag = _LOWER.get(token.tag, token.tag) if token.type.startswith("heading") else token.tag
    html = _READER.renderer.render(tokens, _READER.options, {})
    return nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}, "ol": {"start"}},
                     url_schemes={"http", "https", "mailto"}, link_rel="nofollow ugc noopener noreferrer")


def plain(text: str, length: int) -> str:
    """The first words without marks, for a card: never cut inside a word. Plain text: the template escapes it."""
    return first_words(_READER.render(text), length)


def first_words(html: str, length: int) -> str:
    """The same, of what was rendered already."""
    words = " ".join(unescape(nh3.clean(html, tags=set())).split())
    return words if len(words) <= length else words[: length - 1].rsplit(" ", 1)[0] + "…"
