"""What a word processor puts on the clipboard, as clean Markdown: titles, lists, bold, italic, links, rows of tables.

No tree of HTML is built to sanitise it first: on thirty kilobytes of bold left open, one takes 700 MB. It is read as a
stream and comes out as a text, which is rendered and sanitised like any text that people type."""

import re
from html import escape
from html.parser import HTMLParser

from app.core.markup import unwrapped
from app.core.prose import markdown_of, whole_tags

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
    reader = _Reader()
    reader.feed(whole_tags(_DECLARED.sub("", _UNSEEN.sub("", clipboard))))
    reader.close()
    html = _RUNS.sub(r"\2", reader.html())  # one word written in three runs of bold is bold once
    html = _ENDS.sub(r"\2\1", html)  # and no sign stands between a colon and a letter, where it would not be read
    return markdown_of("<p>" + html)


class _Reader(HTMLParser):
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
