"""The journal as a file that a stranger can check: one line of JSON for each line, the chain whole."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from app.core.kinds import Visibility
from app.journal.queries import line_of_head, line_of_key
from app.journal.rules import canonical


def lines(rows: Iterable[Any]) -> Iterator[str]:
    """A line for staff, or for one person, keeps its place and its fingerprint, and says nothing else."""
    for row in rows:
        told: dict[str, Any] = {
            "space_id": row.space_id,
            "seq": row.seq,
            "previous": row.previous,
            "digest": row.digest,
        }
        if row.visibility is Visibility.PUBLIC:
            at = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            told |= {
                "at": at,
                "kind": row.kind,
                "actor_id": row.actor_id,
                "subject_kind": row.subject_kind,
                "subject_id": row.subject_id,
                "data": dict(row.data),
            }
        yield canonical(told) + "\n"


def anchors(keys: Iterable[Any], heads: Iterable[Any]) -> Iterator[str]:
    """The public keys, then every signed head: what a stranger keeps, and holds against the journal later."""
    for key in keys:
        yield canonical(line_of_key(key)) + "\n"
    for head in heads:
        yield canonical(line_of_head(head)) + "\n"


# Atom feeds (RFC 4287): what happened, and the head of the journal with it.

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
