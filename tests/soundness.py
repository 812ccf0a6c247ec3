"""What every page owes to whoever does not see it, read from its HTML alone: no browser, no network."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib

HEADING = re.compile(r"h([1-6])")
NAMED = ("aria-label", "aria-labelledby", "title")
POINTS = ("aria-labelledby", "aria-describedby", "aria-controls", "list")
UNLABELLED = ("hidden", "submit", "image", "button")
ONCE = ("main", "title", "h1")


def unsound(html: str) -> list[str]:
    """Nothing, or what is wrong."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(html)
    all_ = [one for one in page.iter() if isinstance(one.tag, str)]
    found = [f"HTML: {code} at {place}" for place, code, _told in parser.errors]
    for check in (_ids, _labels, _names, _headings, _landmarks, _tables, _words):
        found += check(all_)
    return found


def _text(one: Any) -> str:
    """What is read out: words, and the words of pictures."""
    told = " ".join([one.text or "", *(_heard(child) + (child.tail or "") for child in one)])
    return re.sub(r"\s+", " ", told).strip()


def _heard(one: Any) -> str:
    if not isinstance(one.tag, str) or one.get("aria-hidden") == "true":
        return ""
    return one.get("aria-label") or one.get("alt") or _text(one)


def _ids(all_: list[Any]) -> Iterator[str]:
    ids = Counter(one.get("id") for one in all_ if one.get("id"))
    yield from (f"id {name} {times} times" for name, times in ids.items() if times > 1)
    for one in all_:
        for name in POINTS:
            yield from (f"{name} leads to {part}, which is not there" for part in (one.get(name) or "").split()
                        if part not in ids)
        if (one.get("href") or "").startswith("#") and one.get("href")[1:] not in ids:
            yield f"link to {one.get('href')}, which is not there"


def _labels(all_: list[Any]) -> Iterator[str]:
    """Each field has its label, each label its field, each group its legend."""
    ids = {one.get("id") for one in all_}
    named = {one.get("for") for one in all_ if one.tag == "label"}
    within = {id(field) for one in all_ if one.tag == "label" for field in one.iter()}
    for one in all_:
        if one.tag == "label" and one.get("for") and one.get("for") not in ids:
            yield f"label for {one.get('for')}, which is not there"
        if one.tag in ("input", "select", "textarea") and one.get("type") not in UNLABELLED \
                and one.get("id") not in named and id(one) not in within and not any(one.get(n) for n in NAMED):
            yield f"field {one.get('name')} without a label"
        if one.tag == "fieldset" and (not len(one) or one[0].tag != "legend" or not _text(one[0])):
            yield f"fieldset {one.get('id')} without a legend"


def _names(all_: list[Any]) -> Iterator[str]:
    """Links, buttons, pictures and menus that say something."""
    for one in all_:
        silent = not _heard(one) and not any(one.get(name) for name in NAMED)
        if one.tag in ("a", "button", "summary", "legend", "caption") and silent and one.get("aria-hidden") != "true" \
                and not (one.tag == "a" and one.get("tabindex") == "-1"):
            yield f"{one.tag} without words: {dict(one.attrib)}"
        if one.tag == "img" and one.get("alt") is None:
            yield f"picture without words: {one.get('src')}"
        if one.get("role") == "img" and silent:
            yield f"drawing without words: {dict(one.attrib)}"
        if int(one.get("tabindex") or 0) > 0:
            yield f"tabindex {one.get('tabindex')}"
        if one.get("target"):
            yield f"link that opens a window: {one.get('href')}"


def _headings(all_: list[Any]) -> Iterator[str]:
    """No level skipped, none empty; what waits for somebody may stand before the first heading."""
    last = 1
    for one in all_:
        if found := HEADING.fullmatch(one.tag):
            level = int(found[1])
            if level > last + 1:
                yield f"h{level} after h{last}: {_text(one)[:50]}"
            if not _text(one):
                yield f"empty h{level}"
            last = level


def _landmarks(all_: list[Any]) -> Iterator[str]:
    tags = Counter(one.tag for one in all_)
    yield from (f"{tags[tag]} × {tag}" for tag in ONCE if tags[tag] != 1)
    html = all_[0]
    if html.get("lang") not in ("fr", "en"):
        yield f"lang {html.get('lang')}"
    told = [one.get("aria-label") or one.get("aria-labelledby") for one in all_ if one.tag == "nav"]
    if len(told) > 1 and None in told:
        yield "several nav, one of them without a name"


def _tables(all_: list[Any]) -> Iterator[str]:
    for one in all_:
        if one.tag == "table" and (one.find("caption") is None or not _text(one.find("caption"))):
            yield "table without a caption"
        if one.tag == "th" and one.get("scope") not in ("row", "col"):
            yield f"th without a scope: {_text(one)}"


def _words(all_: list[Any]) -> Iterator[str]:
    """The title of the page says what it is, then the site's name."""
    title = next((_text(one) for one in all_ if one.tag == "title"), "")
    if " – " not in title or title.startswith(" –"):
        yield f"title {title!r}"
