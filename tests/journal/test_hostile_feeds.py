"""Hostile strings in what leaves the site: feeds, calendars, open data, mails. Each comes out as the text it is."""

import json
from datetime import UTC, datetime
from email import message_from_bytes, policy
from xml.etree import ElementTree

from app.groups.calendar_files import Event, event_file
from app.journal.queries import NOT_XML, FeedEntry, atom
from app.notifications import mail
from app.territory.queries.places import Feature, collection
from app.territory.rules import Spot
from tests.vectors import corpus

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PATH = "{http://www.w3.org/2005/Atom}"


def test_a_feed_is_well_formed_and_has_their_text():
    url = "https://e.example/"
    made = atom(corpus()[0], corpus()[1], url, url, "fr", [FeedEntry(url, bad, NOW, bad) for bad in corpus()])
    entries = ElementTree.fromstring(made).findall(f"{PATH}entry")
    for bad, entry in zip(corpus(), entries, strict=True):
        text = NOT_XML.sub("", bad).replace("\r\n", "\n").replace("\r", "\n")
        assert [entry.findtext(f"{PATH}{name}") for name in ("title", "summary")] == [text, text]


def test_a_calendar_has_its_lines_and_no_other():
    for bad in corpus():
        event = Event(uid="1", at=NOW, starts_at=NOW, ends_at=NOW, title=bad, where=bad, about=f"a\r\n{bad}\nATTACH:x",
                      url="https://e.example/")
        lines = event_file(event).replace("\r\n ", "").split("\r\n")
        assert [line.partition(":")[0] for line in lines if line] == [
            "BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD", "BEGIN", "UID", "DTSTAMP", "DTSTART", "DTEND",
            "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "STATUS", "END", "END"]


def test_open_data_is_json_whatever_the_title():
    told = json.loads(collection(Feature(Spot(44_000_000, 6_000_000), {"title": bad}) for bad in corpus()))
    assert [each["properties"]["title"] for each in told["features"]] == corpus()


def test_a_mail_is_text_alone_under_the_headers_it_was_given():
    for bad in corpus()[::2]:
        letter = mail.Letter("alice@example.org", bad, f"Bonjour,\n{bad}\n", "key-1")
        made = mail.message(letter, "cordee@example.org", "cordee.example.org", NOW)
        read = message_from_bytes(made.as_bytes(), policy=policy.default)
        assert sorted(read.keys()) == sorted(made.keys())
        assert (read.get_content_type(), read.is_multipart()) == ("text/plain", False)
        assert "".join(read.get_content().split()) == "".join(f"Bonjour,{bad}".split())
