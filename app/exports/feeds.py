"""Atom feeds (RFC 4287): what happened, and the head of the journal with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

# One of them, and no reader opens the feed.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Entry:
    """`url` is where it can be read, and its id for ever."""

    url: str
    title: str
    at: datetime
    summary: str = ""


def atom(title: str, subtitle: str, url: str, home: str, lang: str, entries: Iterable[Entry]) -> bytes:
    """The newest first; a feed without entries was updated at the beginning of time."""
    listed = list(entries)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    for name, text in (("title", title), ("subtitle", subtitle), ("id", url)):
        SubElement(feed, name).text = NOT_XML.sub("", text)
    SubElement(feed, "updated").text = _instant(listed[0].at if listed else datetime(1970, 1, 1, tzinfo=UTC))
    SubElement(feed, "link", {"rel": "self", "href": url})
    SubElement(feed, "link", {"rel": "alternate", "href": home})
    author = SubElement(feed, "author")
    SubElement(author, "name").text = NOT_XML.sub("", title)
    for each in listed:
        entry = SubElement(feed, "entry")
        for name, text in (("title", each.title), ("id", each.url), ("updated", _instant(each.at))):
            SubElement(entry, name).text = NOT_XML.sub("", text)
        SubElement(entry, "link", {"href": each.url})
        if each.summary:
            SubElement(entry, "summary").text = NOT_XML.sub("", each.summary)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
