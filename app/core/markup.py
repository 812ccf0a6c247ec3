"""The address that a link leads to in the end, without those who count who follows it."""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.core.prose import markdown_of, whole_tags

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


# What a word processor puts on the clipboard, as clean Markdown: titles, lists, bold, italic, links, rows of tables.
#
# No tree of HTML is built to sanitise it first: on thirty kilobytes of bold left open, one takes 700 MB. Read as a
# stream and comes out as a text, which is rendered and sanitised like any text that people type.

# Not of the text: the programs' own data, what was struck out while revising, drawings, controls.
_DROPPED = frozenset({"script", "style", "title", "xml", "del", "svg", "math", "button", "select", "object",
                      "noscript"})
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "section", "article",
                     "pre"})
_KEPT = {"div": "p", "section": "p", "article": "p", "pre": "p"}
_TITLES = {"msotitle": "h1", "msosubtitle": "h2"}
_HIDDEN = re.compile(r"mso-list:ignore|display:none|mso-hide:all|mso-element:(?:comment|header|footer)", re.IGNORECASE)
_LEVEL = re.compile(r"mso-list:l\d+level(\d)", re.IGNORECASE)
_BOLD = re.compile(r"(?<![\w-])font-weight:(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"(?<![\w-])font-weight:(?:normal|[1-5]00)", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![\w-])font-style:(?:italic|oblique)", re.IGNORECASE)
_UPRIGHT = re.compile(r"(?<![\w-])font-style:normal", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]", re.IGNORECASE)
_DECLARED = re.compile(r"<[!?][^<>]{0,400}>")  # <![if !supportLists]>, <?xml …?>, <!DOCTYPE …>
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\uf000-\uf8ff]")
_BREAKS = re.compile(r"</?(?:p|h[1-6]|ul|ol|li|blockquote|br)>")
_SPACE = re.compile(r"\s+")
_RUNS = re.compile(r"</(strong|em)>((?:\s|&nbsp;)*)<\1>")
_ENDS = re.compile(r"(?<![:.,!?»)])([:.,!?»)]++)(</(?:strong|em)>)(?=\w)")  # from the first sign of a run alone
_MARKER = 40  # signs of what begins an item: a figure, a dot
_NESTED = 8  # tables in one another: each is flattened again in the cell that holds it
_SIGN = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}


def markdown(clipboard: str) -> str:
    reader = _PastedReader()
    reader.feed(whole_tags(_DECLARED.sub("", _UNSEEN.sub("", clipboard))))
    reader.close()
    html = _RUNS.sub(r"\2", reader.html())  # one word written in three runs of bold is bold once
    html = _ENDS.sub(r"\2\1", html)  # and no sign stands between a colon and a letter, where it would not be read
    return markdown_of("<p>" + html)


class _PastedReader(HTMLParser):
    """Writes the same in twenty plain tags. A cell is gathered apart, then told on the line of its row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._dropped: list[str] = []  # open elements of which nothing is taken
        self._open: list[tuple[str, str]] = []  # (inline element, what closes what it became)
        self._marker = ""
        self._item: tuple[int, int] | None = None  # (where its tag is to be written, level)
        self._title = ""  # open, from a paragraph that has the style of one
        self._lists: list[str] = []
        self._tables: list[_Table] = []
        self._beyond = 0  # tables that are too deep: what they hold goes on in the cell they are in

    def html(self) -> str:
        self._end_lists()
        self._beyond = 0
        while self._tables:
            self._end_table()
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        style = "".join((given.get("style") or "").split())
        if self._dropped:
            if tag == self._dropped[0]:
                self._dropped.append(tag)
        elif tag in _DROPPED or (_HIDDEN.search(style) and tag not in ("br", "img", "hr")):
            self._dropped.append(tag)
        elif tag in _BLOCKS:
            self._block(tag, style, (given.get("class") or "").lower())
        elif tag in ("table", "tr", "td", "th"):
            self._cell(tag)
        elif tag in ("br", "li"):
            self._out.append(f"<{tag}>")
        elif tag in ("span", "font", "a", *_SIGN):
            self._inline(tag, style, unwrapped(given.get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            if tag == self._dropped[0]:
                self._dropped.pop()
                self._settle()
        elif tag in _BLOCKS:
            self._end_block(tag)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "table":
            self._end_table()
        elif any(tag == name for name, _end in self._open[-20:]):
            while True:
                name, end = self._open.pop()
                self._out.append(end)
                if name == tag:
                    break

    def handle_data(self, data: str) -> None:
        if self._dropped:
            if self._item and len(self._marker) < _MARKER:
                self._marker += data[:_MARKER]
            return
        if data.strip():
            self._settle()
        self._out.append(escape(data, quote=False))

    def _end_block(self, tag: str) -> None:
        self._settle()
        if self._title:
            self._out.append(f"</{self._title}>")
            self._title = ""
        elif not self._lists or tag != "p":
            self._out.append(f"</{_KEPT.get(tag, tag)}>")

    def _block(self, tag: str, style: str, name: str) -> None:
        self._settle()
        level = _LEVEL.search(style) if tag == "p" else None
        if level is None:
            self._end_lists()
            self._title = next((title for start, title in _TITLES.items() if name.startswith(start)), "")
            self._out.append(f"<{self._title or _KEPT.get(tag, tag)}>")
            return
        self._item, self._marker = (len(self._out), int(level[1])), ""
        self._out.append("")

    def _settle(self) -> None:
        """What begins an item of Word's is known once its own sign was read: a figure or a dot."""
        if self._item is None:
            return
        (at, level), self._item = self._item, None
        kind = "ol" if _NUMBERED.match(self._marker) and self._marker.strip() != "o" else "ul"
        written = []
        while len(self._lists) > level:
            written.append(f"</li></{self._lists.pop()}>")
        if len(self._lists) == level and self._lists and self._lists[-1] != kind:
            written.append(f"</li></{self._lists.pop()}>")
        elif len(self._lists) == level and self._lists:
            written.append("</li><li>")
            kind = ""
        if kind:
            self._lists.append(kind)
            written.append(f"<{kind}><li>")
        self._out[at] = "".join(written)

    def _end_lists(self) -> None:
        self._settle()
        while self._lists:
            self._out.append(f"</li></{self._lists.pop()}>")

    def _inline(self, tag: str, style: str, href: str) -> None:
        if tag == "a":
            found = [f'a href="{escape(href)}"'] if href else []
        else:
            bold = _BOLD.search(style) or (_SIGN.get(tag) == "strong" and not _NOT_BOLD.search(style))
            italic = _ITALIC.search(style) or (_SIGN.get(tag) == "em" and not _UPRIGHT.search(style))
            found = ["strong"] * bool(bold) + ["em"] * bool(italic)
        self._out += [f"<{one}>" for one in found]
        self._open.append((tag, "".join(f"</{one.split()[0]}>" for one in reversed(found))))

    def _cell(self, tag: str) -> None:
        if tag == "table" and len(self._tables) == _NESTED:
            self._beyond += 1
        elif tag == "table":
            self._end_lists()
            self._tables.append(_Table(self._out))
            self._out = []
        elif self._tables and tag == "tr":
            self._end_cell()
            self._tables[-1].rows.append([])
        elif self._tables:
            self._end_cell()

    def _end_cell(self) -> None:
        if self._tables:
            self._end_lists()
            self._tables[-1].keep("".join(self._out))
            self._out = []

    def _end_table(self) -> None:
        if self._beyond:
            self._beyond -= 1
        elif self._tables:
            self._end_cell()
            table = self._tables.pop()
            self._out = table.above
            self._out.append(table.html())


class _Table:
    def __init__(self, above: list[str]) -> None:
        self.above = above
        self.rows: list[list[str]] = []

    def keep(self, cell: str) -> None:
        if not cell.strip():
            return
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(cell)

    def html(self) -> str:
        """Each row on one line; a table of one column was there for the look of it, and is what it holds."""
        if all(len(row) <= 1 for row in self.rows):
            return "".join(f"<p>{cell}</p>" for row in self.rows for cell in row)
        lines = [" – ".join(filter(None, map(_flat, row))) for row in self.rows]
        return f"<ul>{''.join(f'<li>{line}</li>' for line in lines if line)}</ul>"


def _flat(cell: str) -> str:
    return _SPACE.sub(" ", _BREAKS.sub(" ", cell)).replace("&nbsp;", " ").strip()
