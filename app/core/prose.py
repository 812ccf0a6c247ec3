"""HTML of exports and of clipboards to plain Markdown: tags become signs or go, nothing of them stays, text is never
lost."""

import html
import re
from html.parser import HTMLParser

# Above, a text is refused as too long before it is parsed.
HTML_MOST = 120_000
NESTING = 30
_TAGS = ("a|abbr|article|b|blockquote|br|code|dd|del|div|dl|dt|em|embed|figure|font|h[1-6]|hr|i|iframe|img|ins|li|mark|"
         "object|ol|p|pre|s|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|tr|u|ul|video")
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ATTRIBUTE = r"""\s++[^\s<>"'=/]++(?:\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'|[^\s<>"']++))?+"""
# html.parser takes minutes over 100 kB of half-open tags: it is given whole tags only, the other signs as text.
_STRAY = re.compile(rf"<(?!/?[a-zA-Z][\w:-]*+(?:{_ATTRIBUTE})*+\s*+/?>)")
_BLOCK = re.compile(r"</?(?:p|br|div|ul|ol|li|h[1-6]|blockquote|pre|table|tr|section|article|dl|hr)\b", re.IGNORECASE)
_ACCENTED = "[A-Za-z]{1,2}(?:acute|grave|circ|cedil|uml|lig)"
_ENTITY = re.compile(rf"&(?:#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|amp|lt|gt|quot|apos|nbsp|[lr]aquo|rsquo|{_ACCENTED});")
_PICTURE = re.compile(r"data:[a-z]+/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=]+", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MARKER = re.compile(r"^(\s*)([#>+-]+(?=\s|$)|\d+(?=[.)](?:\s|$)))")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s]+\Z", re.IGNORECASE)
_PLAIN_LINK = re.compile(r"https?://[^\s<>()\\*_`\[\]]+\Z", re.IGNORECASE)  # in which no sign of Markdown can be read
_SIGNS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_PARAGRAPHS = frozenset({"p", "div", "section", "article", "table", "figure", "dl", "pre"})
_SILENT = frozenset({"script", "style"})


def is_html(text: str) -> bool:
    return _TAG.search(text) is not None


def line_of(text: str) -> str:
    """A title: entities read, on one line; signs that look like tags are the person's and stay."""
    return " ".join(_unescaped(text).split())


def without_pictures(text: str) -> str:
    """Pictures pasted into a body are long and are not taken."""
    return _PICTURE.sub("", text) if "base64," in text else text


def markdown_of(text: str) -> str:
    """The text itself when it holds no tag of HTML, as most exports do."""
    if not is_html(text):
        return _unescaped(text)
    parser = _Markdown(keep_lines=_BLOCK.search(text) is None)
    parser.feed(whole_tags(text))
    parser.close()
    return parser.text()


def whole_tags(text: str) -> str:
    """What html.parser reads in a time that grows with its length: no comment, no half of a tag."""
    return _STRAY.sub("&lt;", _without_comments(text))


def _unescaped(text: str) -> str:
    return html.unescape(text) if _ENTITY.search(text) else text


def _without_comments(text: str) -> str:
    """Text pasted from a word processor holds long ones; one that is never closed is text."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join(kept) + text[at:]


class _Markdown(HTMLParser):
    """Each tag with an end opens a level; when it closes, what was gathered in it is written into the level above."""

    def __init__(self, keep_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._keep_lines = keep_lines
        self._levels: list[tuple[str, str, list[str]]] = [("", "", [])]
        self._lists: list[int] = []  # the next number of each open list, 0 for bullets
        self._silent = 0

    def text(self) -> str:
        while len(self._levels) > 1:
            self._close()
        lines = [line.rstrip() for line in "".join(self._levels[0][2]).split("\n")]
        kept = [line for line, above in zip(lines, ["", *lines], strict=False) if line or above]
        return "\n".join(kept).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._write("\n")
        elif tag in ("ul", "ol"):
            self._break(1 if self._lists else 2)
            self._lists = [*self._lists, 1 if tag == "ol" else 0][:NESTING]
        elif tag == "li":
            self._item()
        elif tag in ("tr", "dt", "dd"):
            self._break(1)
        elif tag in ("td", "th"):
            self._write(" ")
        elif tag in ("img", "hr"):
            self._alone(tag, dict(attrs))
        elif tag in _PARAGRAPHS:
            self._paragraph()
        elif tag in _SIGNS or tag in ("a", "blockquote") or _is_heading(tag):
            self._open(tag, dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("ul", "ol"):
            self._lists = self._lists[:-1]
            self._break(1 if self._lists else 2)
        elif tag in _PARAGRAPHS:
            self._paragraph()
        elif any(tag == name for name, _, _ in self._levels):
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        text = data if self._keep_lines else _SPACES.sub(" ", data)
        starts = self._ending() in ("", "\n")
        self._write(_escaped(text.lstrip(" ") if starts else text, starts))

    def _open(self, tag: str, href: str) -> None:
        if len(self._levels) <= NESTING:
            if tag == "blockquote" or _is_heading(tag):
                self._break(2)
            self._levels.append((tag, href, []))

    def _close(self) -> str:
        """Write the innermost level into the one above and tell which it was."""
        tag, href, parts = self._levels.pop()
        content = "".join(parts)
        inner = content.strip()
        if tag == "blockquote" or _is_heading(tag):
            self._write(_block(tag, inner))
            self._break(2)
            return tag
        before = content[:len(content) - len(content.lstrip())]
        self._write(before + _inline(tag, href, inner) + (content[len(before) + len(inner):] if inner else ""))
        return tag

    def _paragraph(self) -> None:
        if not self._lists:
            self._break(2)
        elif not self._line().endswith(("- ", ". ")):
            self._break(1)

    def _item(self) -> None:
        self._break(1)
        if not self._lists:
            self._lists = [0]
        number = self._lists[-1]
        above = "".join(" " * (len(f"{last - 1}. ") if last else 2) for last in self._lists[:-1])
        self._write(above + (f"{number}. " if number else "- "))
        if number:
            self._lists[-1] += 1

    def _alone(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "hr":
            self._break(2)
        elif attrs.get("alt"):
            self._write(f"\\[{_escaped(_SPACES.sub(' ', attrs['alt'] or ''), False)}\\]")

    def _write(self, text: str) -> None:
        if text:
            self._levels[-1][2].append(text)

    def _break(self, lines: int) -> None:
        """At least that many ends of line before what follows; none at the beginning."""
        parts = self._levels[-1][2]
        if parts:
            tail = "".join(parts[-2:])
            have = len(tail) - len(tail.rstrip("\n"))
            parts.append("\n" * max(0, lines - have))

    def _ending(self) -> str:
        return next((parts[-1][-1] for _, _, parts in reversed(self._levels) if parts and parts[-1]), "")

    def _line(self) -> str:
        parts = self._levels[-1][2]
        return parts[-1] if parts else ""


def _is_heading(tag: str) -> bool:
    return len(tag) == 2 and tag[0] == "h" and tag[1] in "123456"


def _block(tag: str, inner: str) -> str:
    if not inner:
        return ""
    if tag == "blockquote":
        return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
    return "#" * int(tag[1]) + " " + " ".join(inner.split())


def _inline(tag: str, href: str, inner: str) -> str:
    if tag != "a" and "\n\n" in inner:
        return inner  # a sign cannot hold two paragraphs
    if not inner:
        return ""
    if tag == "a":
        target = "".join(href.split())
        return _link(" ".join(inner.split()), target) if _SAFE_LINK.match(target) else inner
    return f"{_SIGNS[tag]}{inner}{_SIGNS[tag]}"


def _link(words: str, target: str) -> str:
    if _PLAIN_LINK.match(target):
        return f"<{target}>" if words.replace("\\", "") == target else f"[{words}]({target})"
    return f"[{words}](<{_target(target)}>)"


def _target(href: str) -> str:
    return href.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")


def _escaped(text: str, starts: bool) -> str:
    """So that a sign the person typed stays a sign: stars, brackets, and what would begin a list or a title."""
    text = re.sub(r"([\\`*\[\]<])", r"\\\1", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    if not starts:
        return text
    return _MARKER.sub(_defused, text)


def _defused(found: re.Match[str]) -> str:
    """A backslash before the sign, or between the figure and what follows it."""
    space, sign = found.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"
