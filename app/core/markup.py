"""The address that a link leads to in the end, without those who count who follows it."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_THROUGH = {
    "google.com": ("q", "url"), "google.fr": ("q", "url"), "safelinks.protection.outlook.com": ("url",),
    "l.facebook.com": ("u",), "lm.facebook.com": ("u",), "l.instagram.com": ("u",)}
_COUNTING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")


def unwrapped(href: str) -> str:
    try:
        return _counted_by_nobody(_led_on(href.strip()))
    except ValueError:  # not an address
        return href


def _led_on(href: str) -> str:
    parts = urlsplit(href)
    host = (parts.hostname or "").removeprefix("www.")
    for end, names in _THROUGH.items():
        if host == end or host.endswith("." + end):
            asked = parse_qs(parts.query)
            found = next((asked[name][0] for name in names if name in asked), "")
            return found if urlsplit(found).scheme in ("http", "https") else href
    return href


def _counted_by_nobody(href: str) -> str:
    parts = urlsplit(href)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in asked if not pair[0].lower().startswith(_COUNTING)]
    return href if len(kept) == len(asked) else urlunsplit(parts._replace(query=urlencode(kept)))


# People's Markdown to HTML: no raw HTML in, an allow-list out. Done once, at writing.

SCHEMES = frozenset({"http", "https", "mailto"})
_SCHEME = re.compile(r"([^/?#]*?):")
_LANGUAGE = re.compile(r"[\w+#.-]{1,20}")
_RULE = " \t>*+|:-"  # what the second line of a table is made of, in a quote or a list too
_FEW_CELLS = 2_000
_NESTING = 20  # of lists and quotes, two for a list; the reader drops in silence what is deeper
TAGS = frozenset({"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "h5", "h6",
                  "hr", "table", "thead", "tbody", "tr", "th", "td"})
_LOWER = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """To a page or an address, or inside the site; of any other, what was typed stays in sight."""
        found = _SCHEME.match(url)
        return found is None or found[1].lower() in SCHEMES


def _reader(*but: str) -> MarkdownIt:
    """Without pictures (they are joined, with their words) nor addresses told at the bottom, which would take away
    lines of an innocent text: « [Note]: à-relire »."""
    settings = {"html": False, "breaks": True, "maxNesting": _NESTING}
    return _Reader("commonmark", settings).enable("table").disable(["image", "reference", *but])


_READER = _reader()
_FLAT = _reader("blockquote", "list", "table", "lheading")


def _parsed(text: str) -> list[Token]:
    """Nested deeper than anybody means it, a text is read without its lists and quotes: nothing of it is lost. So is
    one whose tables were completed with more cells than were typed: four kilobytes would make a page of seven
    hundred. What follows the sign of a code, and is no name of a language, is a line of that code."""
    plain = _promised(text) > max(_FEW_CELLS, len(text) // 2)
    if not plain:
        tokens = _READER.parse(text)
        cells = sum(token.type == "td_open" for token in tokens)
        plain = any(token.level >= _NESTING - 1 for token in tokens) or cells * 2 > len(text)
    if plain:
        tokens = _FLAT.parse(text)
    for token in tokens:
        if token.type == "fence" and token.info and not _LANGUAGE.fullmatch(token.info.strip()):
            token.content = f"{token.info}\n{token.content}"
    return tokens


def _promised(text: str) -> int:
    """Cells that its tables would be completed to, told by the lines alone: those of one second of work are never
    made. A table goes on to the next blank line; its second line has as many columns as signs between them."""
    cells = rows = 0
    for line in reversed(text.split("\n")):
        rows = rows + 1 if line.strip(" \t>") else 0
        if "|" in line and not line.strip(_RULE):
            cells += rows * (line.count("|") + 1)
    return cells


def rendered(text: str, links: Mapping[str, str] | None = None) -> str:
    """Headings are lowered by two: the page has its own first and second levels. `links`: words of the text that lead
    somewhere, with their addresses; they are left alone in code and inside other links."""
    tokens = _parsed(text)
    for token in tokens:
        if links and token.children:
            token.children = list(_linked(token.children, links))
        token.tag = _LOWER.get(token.tag, token.tag) if token.type.startswith("heading") else token.tag
    html = _READER.renderer.render(tokens, _READER.options, {})
    return nh3.clean(html, tags=set(TAGS), attributes={"a": {"href"}, "ol": {"start"}},
                     url_schemes=set(SCHEMES), link_rel="nofollow ugc noopener noreferrer")


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
    return first_words(_READER.renderer.render(_parsed(text), _READER.options, {}), length)


def first_words(html: str, length: int) -> str:
    """The same, of what was rendered already."""
    words = " ".join(unescape(nh3.clean(html, tags=set())).split())
    return words if len(words) <= length else words[: length - 1].rsplit(" ", 1)[0] + "…"
